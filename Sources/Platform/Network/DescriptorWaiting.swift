internal import Glibc

/// Waiting for one descriptor, for callers that have a thread to spare; others have a `Poller`.
extension Socket {
    /// Waits until the socket can be read or written, or is broken.
    ///
    /// - Parameters:
    ///   - interest: reading or writing.
    ///   - limit: at most so long; zero looks without waiting.
    /// - Returns: false when nothing happened within the limit.
    public func wait(for interest: Poller.Interest, atMost limit: Nanoseconds) -> Bool {
        waitForDescriptor(
            descriptor, interest.contains(.writing) ? POLLOUT : POLLIN, atMost: limit)
    }
}

extension Waker {
    /// Waits until somebody wakes, and takes note.
    ///
    /// - Parameter limit: at most so long.
    /// - Returns: false when nobody did within the limit.
    @discardableResult
    public func wait(atMost limit: Nanoseconds) -> Bool {
        guard waitForDescriptor(descriptor, POLLIN, atMost: limit) else { return false }
        reset()
        return true
    }
}

private func waitForDescriptor(
    _ descriptor: Int32, _ events: Int32, atMost limit: Nanoseconds
) -> Bool {
    let clock = MonotonicClock.system
    let end = clock.now() + limit
    while true {
        let left = end - clock.now()
        var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        // Rounded up: never less than what is left.
        let milliseconds = Int32(clamping: left.count / 1_000_000 + (left.count > 0 ? 1 : 0))
        let count = unsafe poll(&request, 1, milliseconds)
        if count > 0 { return true }
        // A signal may come first, and the longest wait of a call is 24 days.
        guard left > .zero, count == 0 || errno == EINTR else { return false }
    }
}
