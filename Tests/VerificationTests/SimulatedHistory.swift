import Platform
import Workload

@testable import Verification

/// Threads that work on an object that is linearizable by construction: each operation takes effect
/// at one step between its invocation and its return.
struct SimulatedHistory {
    private enum Progress {
        case idle
        case invoked(at: Instant, key: UInt64, RecordAction)
        case effective(RecordedOperation)
    }

    private var random: SplitMix64
    private var now: UInt64 = 0
    private var records: [UInt64: RecordState] = [:]
    private var progress: [Progress]
    /// What nobody saw the end of, and what is yet to take effect.
    private var late: [(UInt64, RecordAction)] = []
    private let keyCount: UInt64
    private let unknownPercentage: Int
    private var writtenCount: Int64 = 0
    private(set) var operations: [RecordedOperation] = []

    /// A finished history.
    static func make(
        seed: UInt64, threads: Int, keys: UInt64, count: Int, unknownPercentage: Int = 0
    ) -> [RecordedOperation] {
        var simulation = SimulatedHistory(
            seed: seed, threads: threads, keys: keys, unknownPercentage: unknownPercentage)
        while simulation.operations.count < count { simulation.step() }
        return simulation.operations + simulation.unfinished
    }

    /// What is under way and has had its effect.
    private var unfinished: [RecordedOperation] {
        progress.compactMap { progress in
            guard case .effective(var operation) = progress else { return nil }
            operation.outcome = .unknown
            return operation
        }
    }

    private init(seed: UInt64, threads: Int, keys: UInt64, unknownPercentage: Int) {
        random = SplitMix64(seed: seed)
        progress = Array(repeating: .idle, count: threads)
        keyCount = keys
        self.unknownPercentage = unknownPercentage
    }

    /// One thread goes one step on; now and then at the same moment as the one before.
    private mutating func step() {
        now += UInt64.random(in: 0...2, using: &random)
        if !late.isEmpty && Int.random(in: 0..<8, using: &random) == 0 {
            let (key, action) = late.remove(at: Int.random(in: 0..<late.count, using: &random))
            _ = apply(action, to: key)
        }
        let thread = Int.random(in: 0..<progress.count, using: &random)
        switch progress[thread] {
        case .idle:
            let key = UInt64.random(in: 0..<keyCount, using: &random)
            progress[thread] = .invoked(at: Instant(nanoseconds: now), key: key, action())
        case .invoked(let moment, let key, let action):
            takeEffect(thread, moment, key, action)
        case .effective(var operation):
            operation.returned = Instant(nanoseconds: now)
            operations.append(operation)
            progress[thread] = .idle
        }
    }

    private mutating func takeEffect(
        _ thread: Int, _ moment: Instant, _ key: UInt64, _ action: RecordAction
    ) {
        var operation = RecordedOperation(
            thread: thread, key: key, invoked: moment, returned: moment, action: action,
            outcome: .unknown)
        if Int.random(in: 0..<100, using: &random) < unknownPercentage {
            // It has its effect now, later, or never.
            switch Int.random(in: 0..<3, using: &random) {
            case 0: _ = apply(action, to: key)
            case 1: late.append((key, action))
            default: break
            }
        } else {
            operation.outcome = apply(action, to: key)
        }
        progress[thread] = .effective(operation)
    }

    private mutating func apply(_ action: RecordAction, to key: UInt64) -> RecordOutcome {
        let result = records[key, default: .absent].applying(action)
        records[key] = result.state
        // Some clients do not see generations.
        guard Bool.random(using: &random) else { return result.outcome }
        switch result.outcome {
        case .found(let value, _): return .found(value, generation: nil)
        case .applied: return .applied(generation: nil)
        default: return result.outcome
        }
    }

    /// An action whose value, if it writes one, is a multiple of 1,000 that no other writes.
    private mutating func action() -> RecordAction {
        writtenCount += 1
        let value = writtenCount * 1000
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<4: return .read
        case 4, 5: return .write(value)
        case 6: return .create(value)
        case 7: return .update(value)
        case 8: return .writeIfGeneration(UInt16.random(in: 0...4, using: &random), value)
        case 9: return .increment(1)
        case 10: return .exchange(value)
        default: return .delete
        }
    }
}
