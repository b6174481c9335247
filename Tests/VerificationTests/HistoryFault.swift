import Platform
import Workload

@testable import Verification

/// Ways to spoil a good history so that no order explains it.
///
/// Each relies on values: every write has a multiple of 1,000 of its own, and there are fewer than
/// 500 increments.
enum HistoryFault: String, CaseIterable {
    case staleRead, readFromTheFuture, lostUpdate, tornValue, damagedValue, writeOfNobody
    case resurrection, repeatedWrite, lostRecord

    /// The history with one fault of this kind, or nil when it has no place for one.
    func spoiled(
        _ history: [RecordedOperation], _ random: inout SplitMix64
    ) -> [RecordedOperation]? {
        let places = history.indices.shuffled(using: &random)
        for place in places {
            if let spoiled = spoiled(history, at: place) { return spoiled }
        }
        return nil
    }

    private func spoiled(
        _ history: [RecordedOperation], at place: Int
    ) -> [RecordedOperation]? {
        let own = history[place]
        let others = history.filter { $0.key == own.key && $0 != own && $0.outcome != .unknown }
        var result = history
        switch self {
        case .staleRead:
            guard own.isRead, let old = overwritten(before: own, in: others) else { return nil }
            result[place].outcome = .found(old, generation: nil)
        case .readFromTheFuture:
            let later = others.first { $0.writtenValue != nil && $0.invoked > own.returned }
            guard own.isRead, let value = later?.writtenValue else { return nil }
            result[place].outcome = .found(value, generation: nil)
        case .lostUpdate:
            let sums = others.compactMap(\.sum)
            guard own.action == .increment(1), own.outcome != .unknown,
                let sum = sums.first(where: { $0 > 1000 })
            else { return nil }
            result[place].outcome = .found(sum, generation: nil)
        case .tornValue:
            guard own.isRead, case .found(let value, _) = own.outcome else { return nil }
            result[place].outcome = .found(value + 500, generation: nil)
        case .damagedValue:
            guard own.isRead else { return nil }
            result[place].outcome = .damaged
        case .writeOfNobody:
            guard let value = own.writtenValue,
                others.contains(where: { $0.isRead && $0.foundValue == value })
            else { return nil }
            result.remove(at: place)
        case .resurrection:
            guard own.isRead, let value = removed(before: own, in: others) else { return nil }
            result[place].outcome = .found(value, generation: nil)
        case .repeatedWrite:
            guard own.isRead, let value = readAndOverwritten(before: own, in: others) else {
                return nil
            }
            result[place].outcome = .found(value, generation: nil)
        case .lostRecord:
            let removals = history.filter { $0.key == own.key && $0.action == .delete }
            let isWritten = others.contains { write in
                write.writtenValue != nil && write.returned < own.invoked
                    && removals.allSatisfy { removal in
                        removal.invoked > own.returned
                            || removal.outcome != .unknown && removal.returned < write.invoked
                    }
            }
            guard own.isRead, isWritten else { return nil }
            result[place].outcome = .absent
        }
        return result
    }

    /// A value that was surely overwritten before `read` began.
    private func overwritten(
        before read: RecordedOperation, in others: [RecordedOperation]
    ) -> Int64? {
        for first in others {
            guard let value = first.writtenValue else { continue }
            for second in others
            where second.hasEffect && first.returned < second.invoked
                && second.returned < read.invoked
            {
                return value
            }
        }
        return nil
    }
}

extension HistoryFault {
    /// A value that was written, and then removed for certain before `read` began.
    private func removed(
        before read: RecordedOperation, in others: [RecordedOperation]
    ) -> Int64? {
        for removal in others where removal.action == .delete && removal.returned < read.invoked {
            let write = others.first { $0.writtenValue != nil && $0.returned < removal.invoked }
            if let value = write?.writtenValue { return value }
        }
        return nil
    }

    /// A value whose successor somebody has read before `read` began: it was written once more.
    private func readAndOverwritten(
        before read: RecordedOperation, in others: [RecordedOperation]
    ) -> Int64? {
        for witness in others where witness.isRead && witness.returned < read.invoked {
            guard let seen = witness.foundValue,
                let successor = others.first(where: { $0.writtenValue == seen }),
                let write = others.first(where: {
                    $0.writtenValue != nil && $0.returned < successor.invoked
                })
            else { continue }
            return write.writtenValue
        }
        return nil
    }
}

extension RecordedOperation {
    fileprivate var isRead: Bool { action == .read && outcome != .unknown }

    fileprivate var foundValue: Int64? {
        if case .found(let value, _) = outcome { value } else { nil }
    }

    fileprivate var sum: Int64? { action == .increment(1) ? foundValue : nil }

    /// Whether it surely changed the record.
    fileprivate var hasEffect: Bool {
        switch (action, outcome) {
        case (_, .applied), (.increment, _), (.exchange, _): outcome != .unknown
        default: false
        }
    }

    /// The value it surely wrote.
    fileprivate var writtenValue: Int64? {
        guard hasEffect else { return nil }
        return switch action {
        case .write(let value), .create(let value), .update(let value),
            .writeIfGeneration(_, let value), .exchange(let value):
            value
        default: nil
        }
    }
}
