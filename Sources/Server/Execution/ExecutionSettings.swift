/// What bounds the execution of requests.
public struct ExecutionSettings: Hashable, Sendable {
    /// The most rows of a batch; 0 for any number that fits a message.
    public var batchRowLimit = 0
    /// Bytes of answers to a batch after which the rest waits until the socket has room.
    public var batchStretchByteCount = 1 << 20
    /// The most records that one background write changes per second, which is also what a client
    /// gets that does not say: 1…1,000,000,000.
    public var backgroundRecordsPerSecond = 10_000

    /// The defaults of Aerospike's server 8.1.2, where it has them.
    public init() {}
}
