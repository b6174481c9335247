internal import CPlatform
internal import Glibc

/// Wakes a thread that waits in a poller which has this waker's descriptor among its members.
///
/// Thread safety: any thread may wake; the waiting thread resets.
///
/// Safety: the descriptor is the waker's own; the eight bytes live on the stack of each call.
@safe
public final class Waker: Sendable {
    /// The descriptor, to be waited for with `.reading`.
    public let descriptor: Int32

    /// A waker that has not woken anybody.
    ///
    /// - Throws: `PlatformError` when the system has no descriptor left.
    public init() throws(PlatformError) {
        descriptor = spikebench_eventfd_create()
        guard descriptor >= 0 else { throw PlatformError(call: "eventfd", code: errno) }
    }

    deinit { close(descriptor) }

    /// Makes the descriptor readable until the next `reset`.
    public func wake() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Takes note: the descriptor is no longer readable.
    public func reset() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, 8)
    }
}
