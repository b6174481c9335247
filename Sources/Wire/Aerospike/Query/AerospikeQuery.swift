/// What a scan, a query or a background task asks for, read in place.
///
/// Source: `aerospike_scan.c` and `as_partition_tracker.c` of Aerospike's C client; the refusals
/// are those of server 8.1.2.
public struct AerospikeQuery: ~Escapable {
    /// What a query does with the records it finds.
    public enum Purpose: Equatable, Sendable {
        /// Returns them.
        case read
        /// Applies the message's operations to each, in the background.
        case backgroundWrite
        /// Runs a script on each: 1 to aggregate, 2 in the background.
        case script
    }

    /// What is done with the records.
    public let purpose: Purpose
    /// The client's number for the query, 0 when it gave none.
    public let taskID: UInt64
    /// Records a second at most, 0 for no limit.
    public let recordsPerSecond: UInt32
    /// Milliseconds that the client waits for a socket, 0 for no limit.
    public let socketTimeout: UInt32
    /// Records in all at most, 0 for no limit.
    public let maximumRecords: UInt64
    /// Whether an index is to be used: this is no scan.
    public let usesIndex: Bool
    /// The partitions to read from their start: 2 bytes each, the least significant first.
    private let partitions: RawSpan
    /// The partitions to go on reading: the digest behind which to go on, each.
    private let digests: RawSpan

    @_lifetime(copy partitions, copy digests)
    private init(
        _ purpose: Purpose, taskID: UInt64, recordsPerSecond: UInt32, socketTimeout: UInt32,
        maximumRecords: UInt64, usesIndex: Bool, partitions: RawSpan, digests: RawSpan
    ) {
        self.purpose = purpose
        self.taskID = taskID
        self.recordsPerSecond = recordsPerSecond
        self.socketTimeout = socketTimeout
        self.maximumRecords = maximumRecords
        self.usesIndex = usesIndex
        self.partitions = partitions
        self.digests = digests
    }

    /// Reads the query of a request.
    ///
    /// - Parameter message: a message whose subject is a query.
    /// - Returns: the query.
    /// - Throws: `AerospikeWireError` whose answer is code 16 when no partitions are named or the
    ///   header's flag is missing, else 4. A background task needs neither.
    @_lifetime(copy message)
    public static func read(
        _ message: AerospikeMessage
    ) throws(AerospikeWireError) -> AerospikeQuery {
        let partitions = data(message, .partitions)
        let digests = data(message, .resumeDigests)
        let purpose = Self.purpose(message)
        if purpose == .read {
            guard !partitions.isEmpty || !digests.isEmpty else {
                throw AerospikeWireError(.noPartitions)
            }
            guard message.header.more.contains(.partitionDone) else {
                throw AerospikeWireError(.noPartitionFlag)
            }
        }
        try check(partitions, digests)
        return AerospikeQuery(
            purpose,
            taskID: try number(message, .taskID),
            recordsPerSecond: try number(message, .recordsPerSecond),
            socketTimeout: try number(message, .socketTimeout),
            maximumRecords: try number(message, .maximumRecords),
            usesIndex: message.field(.indexRange) != nil,
            partitions: partitions, digests: digests)
    }

    private static func purpose(_ message: AerospikeMessage) -> Purpose {
        if message.field(.scriptModule) != nil { return .script }
        return message.header.write.contains(.write) ? .backgroundWrite : .read
    }

    /// The data of a field, empty when the field is absent.
    @_lifetime(copy message)
    private static func data(_ message: AerospikeMessage, _ id: AerospikeFieldID) -> RawSpan {
        guard let data = message.field(id) else { return RawSpan() }
        return data
    }

    /// The number in a field, 0 when the field is absent.
    private static func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ message: AerospikeMessage, _ id: AerospikeFieldID
    ) throws(AerospikeWireError) -> Number {
        guard let data = message.field(id) else { return 0 }
        guard data.byteCount == MemoryLayout<Number>.size else {
            throw AerospikeWireError(.wrongFieldSize(id, byteCount: data.byteCount))
        }
        return data.bigEndian(at: 0)
    }

    /// Refuses sizes that are no multiple, partitions that do not exist, and repeated ones.
    private static func check(
        _ partitions: RawSpan, _ digests: RawSpan
    ) throws(AerospikeWireError) {
        guard partitions.byteCount % 2 == 0 else {
            throw AerospikeWireError(
                .wrongFieldSize(.partitions, byteCount: partitions.byteCount))
        }
        guard digests.byteCount % AerospikeLimits.digestByteCount == 0 else {
            throw AerospikeWireError(
                .wrongFieldSize(.resumeDigests, byteCount: digests.byteCount))
        }
        var seen = InlineArray<64, UInt64>(repeating: 0)
        for index in 0..<partitions.byteCount / 2 {
            let partition = Int(partitions.littleEndian(at: 2 * index, as: UInt16.self))
            guard partition < AerospikeLimits.partitionCount else {
                throw AerospikeWireError(.badPartition(partition))
            }
            try mark(partition, in: &seen)
        }
        for index in 0..<digests.byteCount / AerospikeLimits.digestByteCount {
            let start = AerospikeLimits.digestByteCount * index
            // The low 12 bits of a digest's first two bytes are its partition.
            try mark(
                Int(digests.littleEndian(at: start, as: UInt16.self) & 0xfff), in: &seen)
        }
    }

    private static func mark(
        _ partition: Int, in seen: inout InlineArray<64, UInt64>
    ) throws(AerospikeWireError) {
        let bit: UInt64 = 1 << (partition % 64)
        guard seen[partition / 64] & bit == 0 else {
            throw AerospikeWireError(.repeatedPartition(partition))
        }
        seen[partition / 64] |= bit
    }

    // MARK: Partitions

    /// How many partitions are to be read from their start.
    public var partitionCount: Int { partitions.byteCount / 2 }

    /// How many partitions are to be read on behind a digest.
    public var resumeCount: Int { digests.byteCount / AerospikeLimits.digestByteCount }

    /// A partition to be read from its start, below 4,096.
    public func partition(at index: Int) -> Int {
        Int(partitions.littleEndian(at: 2 * index, as: UInt16.self))
    }

    /// The digest behind which to go on, which also says in which partition.
    @_lifetime(copy self)
    public func resumeDigest(at index: Int) -> RawSpan {
        let start = AerospikeLimits.digestByteCount * index
        return digests.extracting(start..<start + AerospikeLimits.digestByteCount)
    }
}
