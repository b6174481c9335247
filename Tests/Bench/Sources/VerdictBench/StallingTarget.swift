import Driver
import Platform
import Targets
import Workload

/// A target that stands still once, some time after its measured phase has begun.
struct StallingTarget: Target {
    let base: EngineTarget
    /// From the first read on.
    let after: Nanoseconds
    let length: Nanoseconds

    var name: String { base.name }
    var settings: [(name: String, value: String)] { base.settings }

    func makeSession(worker: Int) -> any TargetSession {
        let session = base.makeSession(worker: worker)
        return length > .zero
            ? StallingSession(base: session, after: after, length: length) : session
    }

    func statistics() -> [TargetStatistic] { base.statistics() }
}

private final class StallingSession: TargetSession {
    private let base: any TargetSession
    private let clock = MonotonicClock.calibrated
    private let after: Nanoseconds
    private let length: Nanoseconds
    private var moment: Instant?
    private var isOver = false

    init(base: any TargetSession, after: Nanoseconds, length: Nanoseconds) {
        self.base = base
        self.after = after
        self.length = length
    }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        if !isOver, batch[index].kind == .read { standStillWhenDue() }
        return base.submit(index, of: batch, ticket: ticket)
    }

    private func standStillWhenDue() {
        let now = clock.now()
        // The warm-up lasts 100 ms.
        let due = moment ?? now + after + .milliseconds(100)
        moment = due
        guard now >= due else { return }
        isOver = true
        // Spinning: a target that works on something else keeps the processor.
        clock.wait(until: now + length, spinningLast: length)
    }
}
