import Glibc
import Platform
import Synchronization
import Testing
import Verification

/// Lets threads of their own work on a few records at the same time, and writes down what they saw.
///
/// One more thread removes all records now and then.
struct HistoryRecording {
    var threadCount = 4
    var keyCount: UInt64 = 2
    var operationCount: Int
    var seed: UInt64

    /// The history of all threads.
    func record(_ subject: some HistorySubject) throws -> [RecordedOperation] {
        let state = SharedState(threadCount: threadCount + 1)
        for thread in 0...threadCount {
            try PinnedThread(name: "history \(thread)", processor: nil) {
                let session = subject.makeSession()
                state.waitForAll()
                state.finish(
                    thread < threadCount ? work(thread, session) : clear(thread, session))
            }.detach()
        }
        return state.history()
    }

    /// One history entry for each record and removal of all.
    private func clear(_ thread: Int, _ session: any HistorySession) -> [RecordedOperation] {
        let clock = MonotonicClock.system
        var operations: [RecordedOperation] = []
        for number in 0..<operationCount / 20 {
            for _ in 0..<8 { sched_yield() }
            let invoked = clock.now()
            session.clear(number)
            let returned = clock.nowInOrder()
            operations += (0..<keyCount).map { key in
                RecordedOperation(
                    thread: thread, key: key, invoked: invoked, returned: returned,
                    action: .delete, outcome: .acknowledged)
            }
        }
        return operations
    }

    private func work(_ thread: Int, _ session: any HistorySession) -> [RecordedOperation] {
        var random = SeededRandom(seed: seed &* 64 &+ UInt64(thread))
        let clock = MonotonicClock.system
        var operations: [RecordedOperation] = []
        operations.reserveCapacity(operationCount)
        for number in 0..<operationCount {
            let value = Int64(number * threadCount + thread + 1) * HistoryValue.distance
            let actions = session.actions(value)
            let action = actions[Int.random(in: 0..<actions.count, using: &random)]
            let key = UInt64.random(in: 0..<keyCount, using: &random)
            let pauses = Int.random(in: 0..<32, using: &random) == 0
            let invoked = clock.now()
            // So that operations overlap even on one processor.
            if pauses { sched_yield() }
            let outcome = session.perform(action, key: key)
            operations.append(
                RecordedOperation(
                    thread: thread, key: key, invoked: invoked, returned: clock.nowInOrder(),
                    action: action, outcome: outcome))
        }
        return operations
    }
}

/// Where the threads meet: at the start, and with their histories at the end.
private final class SharedState: Sendable {
    private let threadCount: Int
    private let readyCount = Atomic(0)
    private let finishedCount = Atomic(0)
    private let operations = Guarded<[RecordedOperation]>([])

    init(threadCount: Int) {
        self.threadCount = threadCount
    }

    func waitForAll() {
        readyCount.add(1, ordering: .acquiringAndReleasing)
        while readyCount.load(ordering: .acquiring) < threadCount { sched_yield() }
    }

    func finish(_ history: [RecordedOperation]) {
        operations.withLock { $0 += history }
        finishedCount.add(1, ordering: .acquiringAndReleasing)
    }

    func history() -> [RecordedOperation] {
        while finishedCount.load(ordering: .acquiring) < threadCount {
            pauseThread(.milliseconds(1))
        }
        return operations.withLock { $0 }
    }
}
