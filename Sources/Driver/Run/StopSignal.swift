import Synchronization

/// A request to end a run early and keep what was measured; how Ctrl-C reaches the workers.
///
/// Thread safety: any thread, and any signal handler, may request; workers read it per operation.
public final class StopSignal: Sendable {
    private let flag = Atomic(false)

    /// A signal that nobody has given.
    public init() {}

    /// Asks the run to end.
    public func request() {
        flag.store(true, ordering: .relaxed)
    }

    /// Whether the run was asked to end.
    @inline(__always)
    public var isRequested: Bool { flag.load(ordering: .relaxed) }
}
