/// The byte of flags that a batch has for all its rows.
public struct AerospikeBatchFlags: OptionSet, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// The flags whose bits are set.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0x01: rows in memory may be answered by the thread that read the request.
    public static let inlineMemory = Self(rawValue: 0x01)
    /// 0x02: rows on a device may be, too.
    public static let inlineDevice = Self(rawValue: 0x02)
    /// 0x04: answer all rows, even when one fails.
    public static let answerAll = Self(rawValue: 0x04)
    /// 0x08: sent by the newest clients; no meaning here.
    public static let newest = Self(rawValue: 0x08)
}

/// The rows of a batch request: 4 bytes of count, a byte of flags, then the rows.
///
/// Reading checks all rows first, so that none is executed of a batch that is malformed at its end,
/// and walking them later cannot fail. Source: `as/src/base/batch.c` of Aerospike's server 8.1.2.
public struct AerospikeBatch: ~Escapable {
    /// How many rows there are, at least one.
    public let rowCount: Int
    /// What holds for all of them.
    public let flags: AerospikeBatchFlags
    private let bytes: RawSpan

    static let headByteCount = 5

    @_lifetime(copy bytes)
    private init(rowCount: Int, flags: AerospikeBatchFlags, bytes: RawSpan) {
        self.rowCount = rowCount
        self.flags = flags
        self.bytes = bytes
    }

    /// Reads the batch of a request.
    ///
    /// - Parameter message: a message whose subject is a batch.
    /// - Returns: the batch.
    /// - Throws: `AerospikeWireError` whose answer is a last message with code 4.
    @_lifetime(copy message)
    public static func read(
        _ message: AerospikeMessage
    ) throws(AerospikeWireError) -> AerospikeBatch {
        guard let data = message.field(.batchRows), data.byteCount >= headByteCount else {
            throw AerospikeWireError(.noBatchRows)
        }
        return try read(data)
    }

    /// Reads the batch from the data of its field.
    @_lifetime(copy data)
    static func read(_ data: RawSpan) throws(AerospikeWireError) -> AerospikeBatch {
        let count = Int(data.bigEndian(at: 0, as: UInt32.self))
        guard count > 0 else { throw AerospikeWireError(.noBatchRows) }
        let batch = AerospikeBatch(
            rowCount: count, flags: AerospikeBatchFlags(rawValue: data.byte(at: 4)), bytes: data)
        var cursor = batch.rows
        for index in 0..<count {
            guard cursor.advance() else { throw AerospikeWireError(.badBatchRow(index: index)) }
        }
        guard cursor.isAtEnd else { throw AerospikeWireError(.badBatchRow(index: count)) }
        return batch
    }

    /// A cursor before the first row.
    public var rows: AerospikeBatchRowCursor {
        @_lifetime(copy self)
        get { AerospikeBatchRowCursor(bytes, count: rowCount) }
    }
}

/// Walks the rows of a batch, in order.
public struct AerospikeBatchRowCursor: ~Escapable {
    private let bytes: RawSpan
    private var position = AerospikeBatch.headByteCount
    private var remainingCount: Int
    private var index: UInt32 = 0
    private var digestStart = 0
    /// Of the newest row that does not repeat.
    private var content: AerospikeRowContent?

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, count: Int) {
        self.bytes = bytes
        remainingCount = count
    }

    /// The next row, nil after the last.
    @inline(__always)
    @_lifetime(copy self)
    public mutating func next() -> AerospikeBatchRow? {
        guard remainingCount > 0, advance(), let content else { return nil }
        remainingCount -= 1
        return AerospikeBatchRow(index: index, digestAt: digestStart, content, in: bytes)
    }

    var isAtEnd: Bool { position == bytes.byteCount }

    // MARK: Going on later

    /// Where a cursor stands, without the bytes that it walks.
    public struct Mark: Sendable {
        fileprivate var position: Int
        fileprivate var remainingCount: Int
        fileprivate var content: AerospikeRowContent?
    }

    /// Where the cursor stands: a copy of the same rows can be walked from here.
    public var mark: Mark {
        Mark(position: position, remainingCount: remainingCount, content: content)
    }

    /// A cursor that goes on at `mark` over rows that were found whole before.
    ///
    /// - Parameters:
    ///   - mark: where the cursor of the same rows stood.
    ///   - rows: the data of the field of rows, or a copy of it.
    @_lifetime(copy rows)
    public init(at mark: Mark, in rows: RawSpan) {
        bytes = rows
        position = mark.position
        remainingCount = mark.remainingCount
        content = mark.content
    }

    /// Reads one row: 4 bytes of index, the digest, the row's flags, and perhaps its content.
    ///
    /// - Returns: whether it is well formed.
    @inline(__always)
    mutating func advance() -> Bool {
        let headSize = 4 + AerospikeLimits.digestByteCount + 1
        guard bytes.byteCount - position >= headSize else { return false }
        let flags = AerospikeRowFlags(rawValue: bytes.byte(at: position + headSize - 1))
        guard flags.isSubset(of: .all) else { return false }
        index = bytes.bigEndian(at: position)
        digestStart = position + 4
        position += headSize
        if flags.contains(.repeats) { return content != nil }
        guard let read = AerospikeRowContent(bytes, at: position, flags) else { return false }
        content = read
        position = read.end
        return true
    }
}
