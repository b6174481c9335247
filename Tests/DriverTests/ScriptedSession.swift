import Platform
import Workload

@testable import Driver

/// A target session on virtual time whose answers come when and as the test says.
final class ScriptedSession: TargetSession {
    /// How the operation with a running number is treated.
    enum Step {
        /// Ends inside `submit` after a service time.
        case ends(Outcome, after: Nanoseconds)
        /// Is reported by the `poll` that many polls later.
        case isPending(Outcome, polls: Int)
        /// Is never reported.
        case isLost
    }

    let inFlightLimit: Int
    private let time: VirtualTime
    private let script: (Int) -> Step
    private var submittedCount = 0
    private var waiting: [(ticket: UInt32, outcome: Outcome, polls: Int)] = []
    private var inFlightCount = 0
    private(set) var busyCount = 0

    init(time: VirtualTime, inFlightLimit: Int = 0, script: @escaping (Int) -> Step) {
        self.time = time
        self.inFlightLimit = inFlightLimit
        self.script = script
    }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        if inFlightLimit > 0 && inFlightCount == inFlightLimit {
            busyCount += 1
            return .busy
        }
        let step = script(submittedCount)
        submittedCount += 1
        switch step {
        case .ends(let outcome, let serviceTime):
            time.advance(by: serviceTime)
            return .completed(outcome)
        case .isPending(let outcome, let polls):
            inFlightCount += 1
            waiting.append((ticket, outcome, polls))
            return .pending
        case .isLost:
            return .pending
        }
    }

    func poll(into completions: inout CompletionList) {
        time.advance(by: .microseconds(10))
        for index in waiting.indices { waiting[index].polls -= 1 }
        for entry in waiting where entry.polls <= 0 {
            completions.append(ticket: entry.ticket, outcome: entry.outcome)
            inFlightCount -= 1
        }
        waiting.removeAll { $0.polls <= 0 }
    }
}

/// So many reads, at given intended starts.
final class ListSource: OperationSource {
    private let starts: [Nanoseconds]
    private var next = 0

    init(starts: [Nanoseconds]) {
        self.starts = starts
    }

    /// `count` operations without a schedule.
    convenience init(count: Int) {
        self.init(starts: Array(repeating: .zero, count: count))
    }

    func fill(_ batch: OperationBatch) {
        batch.removeAll()
        while batch.count < batch.capacity && next < starts.count {
            let operation = Operation(
                kind: .read, keyIndex: UInt64(next), intendedStart: starts[next])
            batch.append(operation) { space in
                space.storeBytes(of: UInt8(0), toByteOffset: 0, as: UInt8.self)
                return 1
            }
            next += 1
        }
    }
}

/// Endless reads, equally spaced, whose generation takes time.
final class SlowSource: OperationSource {
    private let time: VirtualTime
    private let gap: Nanoseconds
    private let cost: Nanoseconds
    private var next: UInt64 = 0

    /// Reads every `gap`; each filling of a batch lasts `cost`.
    init(time: VirtualTime, gap: Nanoseconds, cost: Nanoseconds) {
        self.time = time
        self.gap = gap
        self.cost = cost
    }

    func fill(_ batch: OperationBatch) {
        time.advance(by: cost)
        batch.removeAll()
        while batch.count < batch.capacity {
            let start = Nanoseconds(next * gap.count)
            batch.append(Operation(kind: .read, keyIndex: next, intendedStart: start)) { space in
                space.storeBytes(of: UInt8(0), toByteOffset: 0, as: UInt8.self)
                return 1
            }
            next += 1
        }
    }
}
