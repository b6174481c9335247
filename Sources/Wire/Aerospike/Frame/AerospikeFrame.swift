/// Where a frame is, and what is in it: 8 bytes of header, then a body.
///
/// Byte 0 is the version, always 2; byte 1 the type; bytes 2 to 7 the body's size, most significant
/// byte first. Source: `as_proto` in `as/include/base/proto.h` of Aerospike's server 8.1.2.
public struct AerospikeFrame: Equatable, Sendable {
    /// What a frame's body is.
    public enum Kind: UInt8, Sendable {
        /// Text: commands, or their answers.
        case info = 1
        /// A message of the security protocol.
        case security = 2
        /// Messages as ``AerospikeMessage`` reads them.
        case message = 3
        /// A compressed frame.
        case compressed = 4
    }

    /// What the body is.
    public var kind: Kind
    /// Where the body is, from the start of the bytes it was read from.
    public var body: Range<Int>

    /// How many bytes the frame has, header included.
    @inline(__always)
    public var byteCount: Int { body.upperBound }

    /// The size of a frame's header.
    public static let headerByteCount = 8
    static let version: UInt8 = 2

    /// Looks for one frame at the start of `bytes`.
    ///
    /// Nothing is kept between calls: looking again costs eight bytes.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived.
    ///   - bodyByteLimit: the largest body to take, which bounds a connection's memory.
    /// - Returns: the frame, nil when more bytes are needed.
    /// - Throws: `AerospikeWireError` whose answer is to close the connection.
    @inline(__always)
    public static func next(
        in bytes: RawSpan, bodyByteLimit: Int = AerospikeLimits.frameBodyByteCount
    ) throws(AerospikeWireError) -> AerospikeFrame? {
        guard bytes.byteCount >= headerByteCount else {
            if let error = startError(bytes) { throw error }
            return nil
        }
        let header = bytes.bigEndian(at: 0, as: UInt64.self)
        guard header >> 56 == version else {
            throw AerospikeWireError(.wrongVersion(bytes.byte(at: 0)))
        }
        guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: header >> 48)) else {
            throw AerospikeWireError(.unknownFrameType(bytes.byte(at: 1)))
        }
        let size = Int(header & 0xffff_ffff_ffff)
        guard size <= bodyByteLimit else {
            throw AerospikeWireError(.bodyTooLarge(byteCount: size, limit: bodyByteLimit))
        }
        let end = headerByteCount + size
        return bytes.byteCount < end
            ? nil : AerospikeFrame(kind: kind, body: headerByteCount..<end)
    }

    /// What is wrong with a header that is not complete: a wrong version or type shows at once.
    private static func startError(_ bytes: RawSpan) -> AerospikeWireError? {
        if bytes.byteCount > 0, bytes.byte(at: 0) != version {
            return AerospikeWireError(.wrongVersion(bytes.byte(at: 0)))
        }
        if bytes.byteCount > 1, Kind(rawValue: bytes.byte(at: 1)) == nil {
            return AerospikeWireError(.unknownFrameType(bytes.byte(at: 1)))
        }
        return nil
    }
}

/// Writes a frame around what is appended between its beginning and ``finish(in:)``.
public struct AerospikeFrameWriter: Sendable {
    private let kind: AerospikeFrame.Kind
    /// Where the frame begins.
    public let start: Int

    /// Begins a frame at the end of `queue`; nothing may be consumed until it is finished.
    @inline(__always)
    public init(_ kind: AerospikeFrame.Kind, in queue: inout ByteQueue) {
        self.kind = kind
        start = queue.byteCount
        queue.append(bigEndian: UInt64(0))
    }

    /// How large the body is by now.
    @inline(__always)
    public func bodyByteCount(in queue: borrowing ByteQueue) -> Int {
        queue.byteCount - start - AerospikeFrame.headerByteCount
    }

    /// Ends the frame: writes its header with the size of what was appended.
    @inline(__always)
    public func finish(in queue: inout ByteQueue) {
        let size = bodyByteCount(in: queue)
        queue.replace(bigEndian: Self.header(kind, bodyByteCount: size), at: start)
    }

    @inline(__always)
    static func header(_ kind: AerospikeFrame.Kind, bodyByteCount: Int) -> UInt64 {
        UInt64(AerospikeFrame.version) << 56 | UInt64(kind.rawValue) << 48 | UInt64(bodyByteCount)
    }
}
