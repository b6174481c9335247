import Glibc
import Platform
import Synchronization

/// Where two threads wait for each other, and one leaves the other what it found.
final class Pair: Sendable {
    private let arrivals = Atomic(0)
    private let round = Mutexed<Round?>(nil)

    /// Returns when both have called it as often.
    func meet() {
        let number = arrivals.add(1, ordering: .sequentiallyConsistent).newValue
        let both = (number + 1) & ~1
        var tests = 0
        while arrivals.load(ordering: .sequentiallyConsistent) < both {
            tests += 1
            if tests > 10_000 { sched_yield() }
        }
    }

    func answer(_ found: Round) {
        round.change { $0 = found }
    }

    /// What the other thread left before the last meeting.
    var answer: Round {
        guard let found = round.value else { preconditionFailure("nothing was left") }
        return found
    }
}

/// A pinned thread that can be waited for.
final class Running: Sendable {
    private let isDone = Mutexed(false)

    init(processor: Int, _ body: @escaping @Sendable () -> Void) throws {
        try PinnedThread(name: "bench", processor: processor) { [isDone] in
            body()
            isDone.change { $0 = true }
        }.detach()
    }

    func join() {
        while !isDone.value { pauseThread(.milliseconds(1)) }
    }
}

/// A value that threads share.
final class Mutexed<Value: Sendable>: Sendable {
    private let contents: Mutex<Value>

    init(_ value: Value) {
        contents = Mutex(value)
    }

    var value: Value { contents.withLock { $0 } }

    func change(_ body: (inout Value) -> Void) {
        contents.withLock { body(&$0) }
    }
}
