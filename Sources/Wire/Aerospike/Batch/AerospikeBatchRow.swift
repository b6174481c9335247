/// One byte before a batch's row: which of its parts follow.
///
/// Source: `as/src/base/batch.c` of Aerospike's server 8.1.2, and `aerospike_batch.c` of its C
/// client.
public struct AerospikeRowFlags: OptionSet, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// The flags whose bits are set.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0x01: all but index and digest are as in the row before; nothing follows.
    public static let repeats = Self(rawValue: 0x01)
    /// 0x02: the flags of writes follow those of reads.
    public static let write = Self(rawValue: 0x02)
    /// 0x04: a generation follows.
    public static let generation = Self(rawValue: 0x04)
    /// 0x08: a time to live follows.
    public static let timeToLive = Self(rawValue: 0x08)
    /// 0x10: the fourth byte of flags follows.
    public static let transaction = Self(rawValue: 0x10)

    static let all: Self = [.repeats, .write, .generation, .timeToLive, .transaction]
}

/// One row of a batch request: what to do with one record.
///
/// A row that repeats the one before shows that one's header, fields and operations.
public struct AerospikeBatchRow: ~Escapable {
    /// The number that the answer to this row must carry.
    public let index: UInt32
    /// The record's digest, 20 bytes.
    public let digest: RawSpan
    /// The row's flags, generation and time to live, as if it were a request of its own.
    public let header: AerospikeHeader
    private let rows: RawSpan
    private let fieldsStart: Int
    private let operationsStart: Int
    private let end: Int

    @inline(__always)
    @_lifetime(copy rows)
    init(index: UInt32, digestAt start: Int, _ content: AerospikeRowContent, in rows: RawSpan) {
        self.index = index
        digest = rows.extracting(start..<start + AerospikeLimits.digestByteCount)
        header = content.header
        self.rows = rows
        fieldsStart = content.fieldsStart
        operationsStart = content.operationsStart
        end = content.end
    }

    /// A cursor before the row's first field.
    public var fields: AerospikeFieldCursor {
        @inline(__always)
        @_lifetime(copy self)
        get {
            AerospikeFieldCursor(
                rows.extracting(fieldsStart..<operationsStart), count: Int(header.fieldCount))
        }
    }

    /// A cursor before the row's first operation.
    public var operations: AerospikeOperationCursor {
        @inline(__always)
        @_lifetime(copy self)
        get {
            AerospikeOperationCursor(
                rows.extracting(operationsStart..<end), count: Int(header.operationCount))
        }
    }

    /// The data of the row's first field with this number, nil when there is none.
    @inline(__always)
    @_lifetime(copy self)
    public func field(_ id: AerospikeFieldID) -> RawSpan? {
        var cursor = fields
        while let field = cursor.next() {
            if field.id == id { return field.data }
        }
        return nil
    }

    /// The set's name, nil when it is absent or empty.
    ///
    /// - Returns: 1 to 63 bytes.
    /// - Throws: `AerospikeWireError` whose answer is code 4, for this row alone.
    @inline(__always)
    @_lifetime(copy self)
    public func setName() throws(AerospikeWireError) -> RawSpan? {
        try checkedSetName(field(.set))
    }

    /// The user's key, nil when it was not sent.
    ///
    /// - Returns: the key.
    /// - Throws: `AerospikeWireError` whose answer is code 4, for this row alone.
    @_lifetime(copy self)
    public func userKey() throws(AerospikeWireError) -> AerospikeUserKey? {
        guard let data = field(.key) else { return nil }
        return try AerospikeUserKey(data)
    }
}

/// What a row says beside index and digest, and where its fields and operations are.
struct AerospikeRowContent {
    var header: AerospikeHeader
    var fieldsStart: Int
    var operationsStart: Int
    var end: Int

    /// Reads what follows the row's flags; nil when it reaches beyond the rows.
    ///
    /// The parts come in this order: flags of reads; flags of writes; the fourth flags;
    /// generation, 2 bytes; time to live, 4 bytes; how many fields and operations, 2 bytes each.
    @inline(__always)
    init?(_ rows: RawSpan, at start: Int, _ flags: AerospikeRowFlags) {
        let size =
            1 + (flags.contains(.write) ? 2 : 0) + (flags.contains(.transaction) ? 1 : 0)
            + (flags.contains(.generation) ? 2 : 0) + (flags.contains(.timeToLive) ? 4 : 0)
        guard rows.byteCount - start >= size + 4 else { return nil }
        var header = AerospikeHeader(read: .init(rawValue: rows.byte(at: start)))
        var position = start + 1
        if flags.contains(.write) {
            header.write = .init(rawValue: rows.byte(at: position))
            header.more = .init(rawValue: rows.byte(at: position + 1))
            position += 2
        }
        if flags.contains(.transaction) {
            header.transactionFlags = rows.byte(at: position)
            position += 1
        }
        if flags.contains(.generation) {
            header.generation = UInt32(rows.bigEndian(at: position, as: UInt16.self))
            position += 2
        }
        if flags.contains(.timeToLive) {
            header.expiry = rows.bigEndian(at: position)
            position += 4
        }
        // Old clients write 0 and mean the one field that no row can do without.
        header.fieldCount = max(1, rows.bigEndian(at: position, as: UInt16.self))
        header.operationCount = rows.bigEndian(at: position + 2)
        let fieldsStart = position + 4
        guard
            let operationsStart = try? AerospikeFieldCursor.scan(
                rows, from: fieldsStart, count: Int(header.fieldCount)),
            let end = try? AerospikeOperationCursor.scan(
                rows, from: operationsStart, count: Int(header.operationCount))
        else { return nil }
        self.header = header
        self.fieldsStart = fieldsStart
        self.operationsStart = operationsStart
        self.end = end
    }
}
