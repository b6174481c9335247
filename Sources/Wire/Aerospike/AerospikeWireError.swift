/// Why bytes are no message of Aerospike's protocol, and what a server answers to them.
///
/// A client has no use for ``answer``: a server that sends such bytes is left.
public struct AerospikeWireError: Error, Equatable, Sendable {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        /// The first byte of a frame is not 2.
        case wrongVersion(UInt8)
        /// The frame is of no type that clients and servers exchange.
        case unknownFrameType(UInt8)
        /// The frame's body is larger than the receiver takes.
        case bodyTooLarge(byteCount: Int, limit: Int)
        /// A compressed message, which only the enterprise edition reads.
        case compressed
        /// A message of the security protocol, which only the enterprise edition has.
        case security
        /// A message shorter than its header.
        case truncatedHeader
        /// A message whose header is not 22 bytes.
        case wrongHeaderSize(UInt8)
        /// A field that reaches beyond the end, or has no type.
        case truncatedField(index: Int)
        /// An operation that reaches beyond the end, or whose name does.
        case truncatedOperation(index: Int)
        /// Bytes behind the last operation.
        case trailingBytes(count: Int)
        /// A field whose data has another size than its type says.
        case wrongFieldSize(AerospikeFieldID, byteCount: Int)
        /// A set's name of more than 63 bytes.
        case setNameTooLong(byteCount: Int)
        /// A value whose type has no meaning.
        case unknownParticleType(UInt8)
        /// A value of a size that its type does not have.
        case wrongParticleSize(AerospikeParticleType, byteCount: Int)
        /// A batch without its field, or with no rows.
        case noBatchRows
        /// A row that reaches beyond the field, repeats nothing, or has unknown flags.
        case badBatchRow(index: Int)
        /// A query that names no partitions.
        case noPartitions
        /// A query whose header lacks the flag that its client understands partitions.
        case noPartitionFlag
        /// A partition that does not exist.
        case badPartition(Int)
        /// A partition named twice.
        case repeatedPartition(Int)
        /// A server's answer to `replicas` that is no partition map.
        case badReplicas
        /// A server's answer to `peers-clear-std` that is no list of nodes.
        case badPeers
    }

    /// What a server does about it.
    public enum Answer: Equatable, Sendable {
        /// It closes the connection: what follows cannot be told apart.
        case close
        /// It answers with a message that has this code and nothing else.
        case message(AerospikeResultCode)
        /// It answers with a message that has this code and says that it is the last.
        case lastMessage(AerospikeResultCode)
        /// It answers with a security message that has this code.
        case securityMessage(AerospikeResultCode)
    }

    /// What is wrong.
    public var reason: Reason

    /// An error for `reason`.
    public init(_ reason: Reason) {
        self.reason = reason
    }

    /// What a server does about it, as the real server 8.1.2 was seen to do.
    public var answer: Answer {
        switch reason {
        case .wrongVersion, .unknownFrameType, .bodyTooLarge: .close
        case .compressed: .message(.enterpriseOnly)
        case .security: .securityMessage(.securityNotSupported)
        case .noBatchRows, .badBatchRow: .lastMessage(.parameter)
        case .noPartitions, .noPartitionFlag: .message(.unsupported)
        default: .message(.parameter)
        }
    }
}

extension AerospikeWireError: CustomStringConvertible {
    /// One clause: what was found.
    public var description: String {
        frameWords ?? messageWords ?? requestWords
    }

    private var frameWords: String? {
        switch reason {
        case .wrongVersion(let version): "frame version \(version), not 2; is this Aerospike?"
        case .unknownFrameType(let type): "frame type \(type)"
        case .bodyTooLarge(let count, let limit): "a frame of \(count) bytes, limit \(limit)"
        case .compressed: "a compressed message"
        case .security: "a security message"
        default: nil
        }
    }

    private var messageWords: String? {
        switch reason {
        case .truncatedHeader: "a message shorter than its header"
        case .wrongHeaderSize(let size): "a message header of \(size) bytes, not 22"
        case .truncatedField(let index): "field \(index) reaches beyond the message"
        case .truncatedOperation(let index): "operation \(index) reaches beyond the message"
        case .trailingBytes(let count): "\(count) bytes behind the message"
        case .wrongFieldSize(let id, let count): "field \(id.rawValue) with \(count) bytes of data"
        case .setNameTooLong(let count):
            "a set name of \(count) bytes, limit \(AerospikeLimits.setNameByteCount)"
        case .unknownParticleType(let type): "particle type \(type)"
        case .wrongParticleSize(let type, let count):
            "a value of \(count) bytes for particle type \(type.rawValue)"
        default: nil
        }
    }

    private var requestWords: String {
        switch reason {
        case .noBatchRows: "a batch without rows"
        case .badBatchRow(let index): "batch row \(index) is malformed"
        case .noPartitions: "a query without partitions"
        case .noPartitionFlag: "a query without the partition flag"
        case .badPartition(let partition): "partition \(partition)"
        case .repeatedPartition(let partition): "partition \(partition) named twice"
        case .badReplicas: "an answer to replicas that is no partition map"
        case .badPeers: "an answer to peers-clear-std that is no list of nodes"
        default: "\(reason)"
        }
    }
}

/// The protocol's limits; the server checks most of them where they matter.
public enum AerospikeLimits {
    /// The largest body of a frame, 128 MiB.
    public static let frameBodyByteCount = 128 << 20
    /// The longest namespace's name.
    public static let namespaceNameByteCount = 31
    /// The longest set's name.
    public static let setNameByteCount = 63
    /// The longest bin's name.
    public static let binNameByteCount = 15
    /// The size of a digest.
    public static let digestByteCount = 20
    /// The number of partitions of every namespace.
    public static let partitionCount = 4_096
}
