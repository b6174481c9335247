internal import CPlatform
internal import Glibc

/// A set of sockets, of which it says which can be read or written (`epoll`, level-triggered).
///
/// Thread safety: one thread at a time.
///
/// Safety: `events` is room for `capacity` of the system's events, from `init` to `deinit`; an
/// index is checked against the number that the last wait found.
@safe
public struct Poller: ~Copyable {
    /// What to wait for.
    public struct Interest: OptionSet, Sendable {
        /// The bits as the system has them.
        public let rawValue: UInt32

        /// An interest of these bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Bytes have come, a connection waits, or the other side has closed.
        public static let reading = Interest(rawValue: UInt32(SPIKEBENCH_READABLE))
        /// There is room for bytes, or an attempt to connect has ended.
        public static let writing = Interest(rawValue: UInt32(SPIKEBENCH_WRITABLE))
    }

    /// Something that happened.
    public struct Event: Sendable {
        /// The number that the descriptor was added with.
        public var token: UInt64
        /// Whether there is something to read, which may be the end or an error.
        public var isReadable: Bool
        /// Whether there is room to write.
        public var isWritable: Bool
        /// Whether the socket is broken or closed by the other side.
        public var isBroken: Bool
    }

    private let descriptor: Int32
    private let events: UnsafeMutableRawPointer
    private let capacity: Int
    private var foundCount = 0

    /// An empty set.
    ///
    /// - Parameter capacity: the most events that one wait finds.
    /// - Throws: `PlatformError` when the system has no room.
    public init(capacity: Int = 256) throws(PlatformError) {
        precondition(capacity > 0, "a wait finds at least one event")
        descriptor = spikebench_epoll_create()
        guard descriptor >= 0 else { throw PlatformError(call: "epoll_create1", code: errno) }
        self.capacity = capacity
        unsafe events = .allocate(
            byteCount: capacity * spikebench_event_size(), alignment: 16)
    }

    deinit {
        close(descriptor)
        unsafe events.deallocate()
    }

    // MARK: Members

    /// Adds a descriptor.
    ///
    /// - Parameters:
    ///   - member: the descriptor of a socket or a waker; it leaves the set when it is closed.
    ///   - interest: what to wait for.
    ///   - token: what its events carry.
    /// - Throws: `PlatformError` when the system has no room.
    public func add(
        _ member: Int32, _ interest: Interest, token: UInt64
    ) throws(PlatformError) {
        try control(EPOLL_CTL_ADD, member, interest, token)
    }

    /// Changes what to wait for; the token is set anew.
    public func change(
        _ member: Int32, _ interest: Interest, token: UInt64
    ) throws(PlatformError) {
        try control(EPOLL_CTL_MOD, member, interest, token)
    }

    /// Takes a descriptor out.
    public func remove(_ member: Int32) throws(PlatformError) {
        try control(EPOLL_CTL_DEL, member, [], 0)
    }

    private func control(
        _ operation: Int32, _ member: Int32, _ interest: Interest, _ token: UInt64
    ) throws(PlatformError) {
        let code = spikebench_epoll_control(
            descriptor, operation, member, interest.rawValue, token)
        guard code == 0 else { throw PlatformError(call: "epoll_ctl", code: errno) }
    }

    // MARK: Waiting

    /// Waits until something happens.
    ///
    /// - Parameter limit: at most so long; zero looks without waiting, nil waits without end.
    /// - Returns: how many events there are for `event(at:)`; 0 after the limit or a signal.
    @inline(__always)
    public mutating func wait(atMost limit: Nanoseconds?) -> Int {
        let nanoseconds = limit.map { Int64(clamping: $0.count) } ?? -1
        let count = unsafe spikebench_epoll_wait(
            descriptor, events, Int32(clamping: capacity), nanoseconds)
        foundCount = max(Int(count), 0)
        return foundCount
    }

    /// An event of the last wait.
    @inline(__always)
    public func event(at index: Int) -> Event {
        precondition(index >= 0 && index < foundCount, "there is no event \(index)")
        let flags = unsafe spikebench_event_flags(events, index)
        let isBroken = flags & UInt32(SPIKEBENCH_BROKEN) != 0
        return Event(
            token: unsafe spikebench_event_token(events, index),
            isReadable: isBroken || flags & UInt32(SPIKEBENCH_READABLE) != 0,
            isWritable: flags & UInt32(SPIKEBENCH_WRITABLE) != 0, isBroken: isBroken)
    }
}
