internal import Engine
public import Platform
internal import Wire

/// The background writes of a server: those that go on, and the last that ended.
///
/// They have no threads of their own: whoever has time calls ``advance(now:recordLimit:)``, which
/// takes one write a small step further. Several threads then work on different writes.
///
/// Thread safety: any thread may call any method.
///
/// Invariants: a job that is being advanced is in `active` and marked as busy; only the thread that
/// marked it touches its write.
public final class JobTable: Sendable {
    private struct State {
        var active: [Job] = []
        var done: [Job] = []
        /// Whose turn it is.
        var next = 0
        var newestTaskID: UInt64 = 0
    }

    private let state = Guarded(State())
    private let doneLimit: Int

    /// An empty table.
    ///
    /// - Parameter doneLimit: how many writes that ended are still shown.
    public init(doneLimit: Int = 100) {
        precondition(doneLimit >= 0, "a table cannot keep \(doneLimit) jobs")
        self.doneLimit = doneLimit
    }

    /// How many writes go on.
    public var activeCount: Int { state.withLock { $0.active.count } }

    // MARK: Starting

    /// Adds a write that has not begun; nil for one that has nothing to do.
    ///
    /// - Returns: how it went: a number that is in use already is refused.
    func add(_ facts: JobFacts, _ write: BackgroundWrite?, now: Instant) -> AerospikeResultCode {
        // Made here, so that the write goes over to the table for good.
        let job = Job(facts, write, now: now)
        return state.withLock { state in
            if facts.taskID == 0 {
                state.newestTaskID += 1
                job.facts.taskID = state.newestTaskID
            } else if state.active.contains(where: { $0.facts.taskID == facts.taskID }) {
                return .parameter
            }
            if write == nil {
                job.end = now
                end(job, &state)
            } else {
                state.active.append(job)
            }
            return .ok
        }
    }

    // MARK: Going on

    /// Takes one write a step further.
    ///
    /// - Parameters:
    ///   - now: the time, by the clock that requests are executed with.
    ///   - recordLimit: the most records to write; about a microsecond each.
    /// - Returns: when to call again; nil when no write goes on, or other threads have them all.
    public func advance(now: Instant, recordLimit: Int = 64) -> Instant? {
        guard let job = takeTurn(now) else { return nextInstant }
        let step = job.step(limit: recordLimit, now: now)
        state.withLock { state in
            job.isBusy = false
            switch step {
            case .working: job.wakes = now
            case .waiting(let instant): job.wakes = instant
            case .finished, .cancelled:
                job.end = now
                state.active.removeAll { $0 === job }
                end(job, &state)
            }
        }
        return nextInstant
    }

    /// The next job that may go on now, marked as busy.
    private func takeTurn(_ now: Instant) -> Job? {
        state.withLock { state in
            for offset in 0..<state.active.count {
                let index = (state.next + offset) % state.active.count
                let job = state.active[index]
                if job.isBusy || job.wakes > now { continue }
                state.next = index + 1
                job.isBusy = true
                return job
            }
            return nil
        }
    }

    /// When the first of the jobs that nobody works on may go on.
    private var nextInstant: Instant? {
        state.withLock { state in state.active.filter { !$0.isBusy }.map(\.wakes).min() }
    }

    private func end(_ job: Job, _ state: inout State) {
        job.letGo()
        state.done.append(job)
        if state.done.count > doneLimit { state.done.removeFirst() }
    }

    // MARK: Showing

    /// The line that `query-show:id=` answers; nil when there is no such write.
    ///
    /// - Parameters:
    ///   - id: the number that the client gave the write.
    ///   - now: the time.
    /// - Returns: names and values with colons between them.
    public func show(id: UInt64, now: Instant) -> String? {
        state.withLock { state in
            // A number may be used again once its write has ended.
            let found =
                state.active.first { $0.facts.taskID == id }
                ?? state.done.last { $0.facts.taskID == id }
            return found?.line(now: now)
        }
    }

    /// The lines that `query-show` answers: all writes, the newest last.
    public func showAll(now: Instant) -> [String] {
        state.withLock { state in (state.done + state.active).map { $0.line(now: now) } }
    }

    /// Ends a write; records written so far stay written.
    ///
    /// - Returns: whether there was such a write.
    public func abort(id: UInt64) -> Bool {
        state.withLock { state in
            guard let job = state.active.first(where: { $0.facts.taskID == id })
            else { return false }
            job.cancel()
            return true
        }
    }
}
