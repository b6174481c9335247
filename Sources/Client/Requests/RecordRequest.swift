public import Wire

/// Where one record is, in bytes that somebody else owns.
public struct RecordAddress: ~Escapable {
    /// The namespace's name.
    public let namespace: RawSpan
    /// The set's name; empty for none.
    public let set: RawSpan
    /// The digest, 20 bytes.
    public let digest: RawSpan

    /// An address; it lives as long as its parts.
    @inline(__always)
    @_lifetime(copy namespace, copy set, copy digest)
    public init(namespace: RawSpan, set: RawSpan, digest: RawSpan) {
        self.namespace = namespace
        self.set = set
        self.digest = digest
    }
}

/// Writes a request about one record: a whole frame, appended to a queue.
///
/// ```swift
/// var request = RecordRequest(policy.header(), address, in: &queue)
/// request.message.append(.write, bin: name, integer: 2, in: &queue)
/// request.finish(in: &queue)
/// ```
///
/// Nothing is allocated but by the queue. The fields are in the order of the official clients:
/// namespace, set, digest, key. Source: `as_command.c` of Aerospike's C client.
public struct RecordRequest: Sendable {
    private let frame: AerospikeFrameWriter
    /// What operations are appended to.
    public var message: AerospikeMessageWriter

    /// Begins a request.
    ///
    /// - Parameters:
    ///   - header: what is read or written, and under which conditions.
    ///   - address: which record.
    ///   - queue: where to append it.
    @inline(__always)
    public init(
        _ header: AerospikeHeader, _ address: borrowing RecordAddress, in queue: inout ByteQueue
    ) {
        frame = AerospikeFrameWriter(.message, in: &queue)
        message = AerospikeMessageWriter(header, in: &queue)
        message.append(.namespace, address.namespace, in: &queue)
        if !address.set.isEmpty { message.append(.set, address.set, in: &queue) }
        message.append(.digest, address.digest, in: &queue)
    }

    /// Ends the request.
    @inline(__always)
    public func finish(in queue: inout ByteQueue) {
        message.finish(in: &queue)
        frame.finish(in: &queue)
    }

    // MARK: Whole requests

    /// Asks for all bins.
    @inline(__always)
    public static func get(
        _ policy: ReadPolicy, _ address: borrowing RecordAddress, to queue: inout ByteQueue
    ) {
        let request = RecordRequest(policy.header([.read, .allBins]), address, in: &queue)
        request.finish(in: &queue)
    }

    /// Asks for generation and expiry only, and so, whether the record is there.
    @inline(__always)
    public static func exists(
        _ policy: ReadPolicy, _ address: borrowing RecordAddress, to queue: inout ByteQueue
    ) {
        let request = RecordRequest(policy.header([.read, .noBins]), address, in: &queue)
        request.finish(in: &queue)
    }

    /// Removes the record.
    @inline(__always)
    public static func remove(
        _ policy: WritePolicy, _ address: borrowing RecordAddress, to queue: inout ByteQueue
    ) {
        // What it would be written with has no meaning for what is removed.
        var policy = policy
        policy.existence = .any
        policy.timeToLive = .namespaceDefault
        let request = RecordRequest(policy.header(.delete), address, in: &queue)
        request.finish(in: &queue)
    }

    /// Gives the record a new time to live; it must exist.
    @inline(__always)
    public static func touch(
        _ policy: WritePolicy, _ address: borrowing RecordAddress, to queue: inout ByteQueue
    ) {
        var request = RecordRequest(policy.header(), address, in: &queue)
        request.message.append(.touch, bin: RawSpan(), in: &queue)
        request.finish(in: &queue)
    }
}
