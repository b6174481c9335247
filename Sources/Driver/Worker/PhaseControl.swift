internal import Platform
internal import Synchronization
internal import Workload

/// What the workers of one phase share: when it runs, who asked for its end, who has ended.
///
/// Thread safety: workers read the times and the signal, and add themselves to `finishedCount` as
/// their last act; the controller reads.
final class PhaseControl: Sendable {
    /// When the phase ends, counted from its start; nil when only operation counts end it.
    let duration: Nanoseconds?
    /// The user's wish to end.
    let stop: StopSignal
    /// The longest wait for one reply.
    let operationTimeout: Nanoseconds
    /// Who of a closed loop is active when; nil for all workers, always.
    let clients: ClientSchedule?
    /// Whether workers that wait for replies look for them all the time instead of sleeping.
    let spins: Bool
    /// Workers that have delivered everything.
    let finishedCount = Atomic(0)

    init(
        duration: Nanoseconds?, stop: StopSignal, operationTimeout: Nanoseconds,
        clients: ClientSchedule? = nil, spins: Bool = false
    ) {
        self.spins = spins
        self.clients = clients
        self.duration = duration
        self.stop = stop
        self.operationTimeout = operationTimeout
    }
}
