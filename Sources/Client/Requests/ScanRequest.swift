public import Wire

/// A scan of some partitions of one node: one request, answered by rows and a last message.
///
/// Source: `aerospike_scan.c` of Aerospike's C client, for the fields and their order.
public struct ScanRequest: ~Escapable {
    /// The namespace's name.
    public let namespace: RawSpan
    /// The set's name; empty for all of the namespace.
    public let set: RawSpan
    /// The client's number for the scan.
    public var taskID: UInt64
    /// Records a second at most, 0 for no limit.
    public var recordsPerSecond: UInt32 = 0
    /// Milliseconds that the client waits for a piece of the answer.
    public var socketTimeoutMilliseconds: UInt32 = 30_000
    /// Records in all at most, 0 for no limit.
    public var recordLimit: UInt64 = 0
    /// Whether rows come without bins.
    public var isMetadataOnly = false

    /// A scan; it lives as long as the names.
    @_lifetime(copy namespace, copy set)
    public init(namespace: RawSpan, set: RawSpan, taskID: UInt64) {
        self.namespace = namespace
        self.set = set
        self.taskID = taskID
    }

    /// Appends the whole request.
    ///
    /// - Parameters:
    ///   - partitions: those to read from their start.
    ///   - digests: where to go on in others: behind each of these digests, in its partition.
    ///   - bins: the bins that rows are to have; empty for all.
    ///   - queue: where to append it.
    public func append(
        partitions: Span<UInt16>, resumingAfter digests: [AerospikeDigest] = [],
        bins: [String] = [], to queue: inout ByteQueue
    ) {
        let frame = AerospikeFrameWriter(.message, in: &queue)
        var message = begin(in: &queue)
        if !partitions.isEmpty { message.append(partitions: partitions, in: &queue) }
        appendRest(resumingAfter: digests, bins: bins, to: &message, in: &queue)
        frame.finish(in: &queue)
    }

    /// The same for partitions that follow each other; allocates nothing.
    ///
    /// - Parameters:
    ///   - partitions: those to read from their start.
    ///   - queue: where to append it.
    public func append(partitions: Range<Int>, to queue: inout ByteQueue) {
        let frame = AerospikeFrameWriter(.message, in: &queue)
        var message = begin(in: &queue)
        message.append(partitions: partitions, in: &queue)
        appendRest(resumingAfter: [], bins: [], to: &message, in: &queue)
        frame.finish(in: &queue)
    }

    private func begin(in queue: inout ByteQueue) -> AerospikeMessageWriter {
        let header = AerospikeHeader(
            read: isMetadataOnly ? [.read, .noBins] : .read, more: .partitionDone,
            timeToLive: .max)
        var message = AerospikeMessageWriter(header, in: &queue)
        message.append(.namespace, namespace, in: &queue)
        if !set.isEmpty { message.append(.set, set, in: &queue) }
        if recordsPerSecond > 0 {
            message.append(.recordsPerSecond, bigEndian: recordsPerSecond, in: &queue)
        }
        message.append(.socketTimeout, bigEndian: socketTimeoutMilliseconds, in: &queue)
        message.append(.taskID, bigEndian: taskID, in: &queue)
        return message
    }

    private func appendRest(
        resumingAfter digests: [AerospikeDigest], bins: [String],
        to message: inout AerospikeMessageWriter, in queue: inout ByteQueue
    ) {
        if !digests.isEmpty {
            message.beginField(
                .resumeDigests, byteCount: AerospikeLimits.digestByteCount * digests.count,
                in: &queue)
            for digest in digests { queue.append(digest.bytes) }
        }
        if recordLimit > 0 { message.append(.maximumRecords, bigEndian: recordLimit, in: &queue) }
        for name in bins { unsafe message.append(.read, bin: name.utf8Span.span.bytes, in: &queue) }
        message.finish(in: &queue)
    }
}
