/// One message, read in place: a header, fields and operations.
///
/// Reading checks that every field and operation lies within the bytes, so that walking them later
/// cannot fail. Nothing is copied. Source: `as_msg` in `as/include/base/proto.h` of Aerospike's
/// server 8.1.2.
public struct AerospikeMessage: ~Escapable {
    /// The header.
    public let header: AerospikeHeader
    /// How many bytes the message has, header included.
    public let byteCount: Int
    private let bytes: RawSpan
    private let operationsStart: Int

    @inline(__always)
    @_lifetime(copy bytes)
    private init(_ header: AerospikeHeader, _ bytes: RawSpan, operationsStart: Int, end: Int) {
        self.header = header
        self.bytes = bytes
        self.operationsStart = operationsStart
        byteCount = end
    }

    /// Reads the message at the start of `bytes`, which other messages may follow.
    ///
    /// - Parameter bytes: the body of a frame, or what is left of it.
    /// - Returns: the message.
    /// - Throws: `AerospikeWireError` whose answer is code 4.
    @inline(__always)
    @_lifetime(copy bytes)
    public static func first(in bytes: RawSpan) throws(AerospikeWireError) -> AerospikeMessage {
        guard bytes.byteCount >= AerospikeHeader.byteCount else {
            throw AerospikeWireError(.truncatedHeader)
        }
        guard bytes.byte(at: 0) == UInt8(AerospikeHeader.byteCount) else {
            throw AerospikeWireError(.wrongHeaderSize(bytes.byte(at: 0)))
        }
        let header = AerospikeHeader(reading: bytes)
        let operationsStart = try AerospikeFieldCursor.scan(
            bytes, from: AerospikeHeader.byteCount, count: Int(header.fieldCount))
        let end = try AerospikeOperationCursor.scan(
            bytes, from: operationsStart, count: Int(header.operationCount))
        return AerospikeMessage(header, bytes, operationsStart: operationsStart, end: end)
    }

    /// Reads the one message of a request's frame.
    ///
    /// - Parameter body: the frame's body.
    /// - Returns: the message.
    /// - Throws: `AerospikeWireError` whose answer is code 4, also when bytes follow the message.
    @inline(__always)
    @_lifetime(copy body)
    public static func request(_ body: RawSpan) throws(AerospikeWireError) -> AerospikeMessage {
        let message = try first(in: body)
        guard message.byteCount == body.byteCount else {
            throw AerospikeWireError(.trailingBytes(count: body.byteCount - message.byteCount))
        }
        return message
    }

    // MARK: What is in it

    /// A cursor before the first field.
    public var fields: AerospikeFieldCursor {
        @inline(__always)
        @_lifetime(copy self)
        get {
            AerospikeFieldCursor(
                bytes.extracting(AerospikeHeader.byteCount..<operationsStart),
                count: Int(header.fieldCount))
        }
    }

    /// A cursor before the first operation.
    public var operations: AerospikeOperationCursor {
        @inline(__always)
        @_lifetime(copy self)
        get {
            AerospikeOperationCursor(
                bytes.extracting(operationsStart..<byteCount), count: Int(header.operationCount))
        }
    }

    /// The data of the first field with this number, nil when there is none.
    @inline(__always)
    @_lifetime(copy self)
    public func field(_ id: AerospikeFieldID) -> RawSpan? {
        var cursor = fields
        while let field = cursor.next() {
            if field.id == id { return field.data }
        }
        return nil
    }

    // MARK: Requests

    /// What a request is about.
    public enum Subject: Equatable, Sendable {
        /// One record, which has a digest.
        case record
        /// Records of many digests, in a field of rows.
        case batch
        /// All records of a namespace or set: a scan, a query or a background task.
        case query
    }

    /// What the request is about: a message without a digest is a query, unless it is a batch.
    @inline(__always)
    public var subject: Subject {
        if header.read.contains(.batch) { return .batch }
        return field(.digest) == nil ? .query : .record
    }

    /// The digest, nil when there is none.
    ///
    /// - Returns: 20 bytes.
    /// - Throws: `AerospikeWireError` whose answer is code 4, when it has another size.
    @inline(__always)
    @_lifetime(copy self)
    public func digest() throws(AerospikeWireError) -> RawSpan? {
        guard let data = field(.digest) else { return nil }
        guard data.byteCount == AerospikeLimits.digestByteCount else {
            throw AerospikeWireError(.wrongFieldSize(.digest, byteCount: data.byteCount))
        }
        return data
    }

    /// The set's name, nil when it is absent or empty.
    ///
    /// - Returns: 1 to 63 bytes.
    /// - Throws: `AerospikeWireError` whose answer is code 4, when it is longer.
    @inline(__always)
    @_lifetime(copy self)
    public func setName() throws(AerospikeWireError) -> RawSpan? {
        try checkedSetName(field(.set))
    }

    /// The user's key, nil when it was not sent.
    ///
    /// - Returns: the key.
    /// - Throws: `AerospikeWireError` whose answer is code 4, when it has no type.
    @_lifetime(copy self)
    public func userKey() throws(AerospikeWireError) -> AerospikeUserKey? {
        guard let data = field(.key) else { return nil }
        return try AerospikeUserKey(data)
    }
}

/// Walks the messages of a response's frame, of which there may be any number.
public struct AerospikeMessageCursor: ~Escapable {
    private let bytes: RawSpan
    private var position = 0

    /// A cursor before the first message of a frame's body.
    @_lifetime(copy body)
    public init(_ body: RawSpan) {
        bytes = body
    }

    /// The next message, nil at the end of the frame.
    ///
    /// - Returns: the message.
    /// - Throws: `AerospikeWireError` when what is left is none.
    @_lifetime(copy self)
    public mutating func next() throws(AerospikeWireError) -> AerospikeMessage? {
        guard position < bytes.byteCount else { return nil }
        let message = try AerospikeMessage.first(
            in: bytes.extracting(position..<bytes.byteCount))
        position += message.byteCount
        return message
    }
}
