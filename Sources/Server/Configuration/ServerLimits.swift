public import Platform

/// What a server takes before it refuses, waits or closes.
public struct ServerLimits: Hashable, Sendable {
    /// The most connections at a time; one more is accepted and closed at once.
    ///
    /// `proto-fd-max` of Aerospike; may change at run time.
    public var connectionCount = 15_000
    /// How long a connection may be silent before it is closed; zero for ever.
    ///
    /// `proto-fd-idle-ms` of Aerospike; may change at run time.
    public var idleTime = Nanoseconds.zero
    /// The largest request, in bytes behind its frame's header; a larger one closes the connection.
    public var requestByteCount = 128 << 20
    /// Bytes of answers that a connection holds back before it is read from no more.
    ///
    /// One answer more may come on top, as a request is answered whole.
    public var heldByteCount = 1 << 20
    /// Bytes of requests that are not complete, and of answers that were not taken, that all
    /// connections may have together.
    ///
    /// A connection that would exceed them is closed, unless it has little.
    public var totalHeldByteCount = 1 << 30
    /// How long a client may take no byte of answers that wait for it before it is closed.
    public var stallTime = Nanoseconds.seconds(30)
    /// How long a stop waits for answers to be taken.
    public var stopTime = Nanoseconds.seconds(5)

    /// The bounds of `connectionCount`.
    public static let connectionCountBounds: ClosedRange<UInt64> = 1...1_000_000
    /// The bounds of `requestByteCount`.
    public static let requestByteBounds: ClosedRange<UInt64> = 1_024...(128 << 20)
    /// The bounds of `heldByteCount`.
    public static let heldByteBounds: ClosedRange<UInt64> = 4_096...(1 << 30)

    /// The bounds of `totalHeldByteCount`.
    public static let totalHeldByteBounds: ClosedRange<UInt64> = (1 << 20)...(1 << 50)

    /// The defaults.
    public init() {}
}
