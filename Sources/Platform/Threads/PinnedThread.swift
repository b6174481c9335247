internal import CPlatform
internal import Glibc

/// A thread of our own, on a processor of its own.
///
/// Thread safety: the owner starts and joins it; nobody else holds it.
public struct PinnedThread: ~Copyable {
    private let handle: pthread_t

    /// Starts a thread that runs `body`.
    ///
    /// The thread asks for 1 ns of timer slack, so that its short sleeps end on time.
    ///
    /// - Parameters:
    ///   - name: what debuggers and `top` show, cut to 15 bytes.
    ///   - processor: the processor to stay on, or nil to be moved freely. A processor that the
    ///     process may not use leaves the thread free.
    ///   - body: the work; it must not trap on faults of the world, and returns when done.
    /// - Throws: `PlatformError` when the system has no room for a thread.
    public init(
        name: String, processor: Int?, body: @escaping @Sendable () -> Void
    ) throws(PlatformError) {
        let start = ThreadStart(name: name, processor: processor, body: body)
        let context = unsafe Unmanaged.passRetained(start)
        var created = pthread_t()
        let code = unsafe pthread_create(&created, nil, threadEntry, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw PlatformError(call: "pthread_create", code: code)
        }
        handle = created
    }

    /// Waits for the thread to end, at most `limit`.
    ///
    /// - Returns: false when the thread still ran at the limit; it then goes on by itself.
    public consuming func join(within limit: Nanoseconds) -> Bool {
        let clock = MonotonicClock.system
        let start = clock.now()
        while spikebench_try_join(handle) != 0 {
            if clock.now() - start >= limit {
                pthread_detach(handle)
                return false
            }
            pauseThread(.milliseconds(1))
        }
        return true
    }
}

extension PinnedThread {
    /// Lets the thread go on by itself; nobody waits for its end.
    public consuming func detach() {
        pthread_detach(handle)
    }
}

/// What a new thread needs to begin.
private final class ThreadStart: Sendable {
    let name: String
    let processor: Int?
    let body: @Sendable () -> Void

    init(name: String, processor: Int?, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.processor = processor
        self.body = body
    }
}

private func threadEntry(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
    unsafe spikebench_name_thread(String(start.name.prefix(15)))
    if let processor = start.processor { _ = spikebench_pin_thread(Int32(processor)) }
    spikebench_set_timer_slack(1)
    start.body()
    return nil
}
