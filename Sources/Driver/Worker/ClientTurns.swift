internal import Platform
internal import Workload

/// The stretches of a closed-loop phase in which one worker is among its clients.
struct ClientTurns {
    /// The stretches that have not ended, the next one last.
    private var stretches: [(from: Instant, to: Instant)] = []
    /// When the present stretch ends; the end of time where all workers are clients, always.
    private(set) var end: Instant

    /// The turns of a worker in a phase that begins at `start`.
    init(_ clients: ClientSchedule?, worker: Int, start: Instant) {
        guard let clients else {
            end = Instant(nanoseconds: .max)
            return
        }
        end = start
        stretches = clients.activity(ofWorker: worker).reversed().map { stretch in
            (start + stretch.from, stretch.to.map { start + $0 } ?? Instant(nanoseconds: .max))
        }
    }

    /// The moment from which the worker is a client again, which may be `now`; the end of time when
    /// it never is.
    mutating func next(after now: Instant) -> Instant {
        while let stretch = stretches.last, stretch.to <= now { stretches.removeLast() }
        guard let stretch = stretches.last else { return Instant(nanoseconds: .max) }
        end = stretch.to
        return max(stretch.from, now)
    }
}
