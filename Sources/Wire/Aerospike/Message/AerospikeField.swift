/// What a field is.
///
/// Source: `as_command.h` of Aerospike's C client, and `as/include/base/proto.h` of its server.
public struct AerospikeFieldID: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The field with this number.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    private init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0: the namespace's name.
    public static let namespace = Self(0)
    /// 1: the set's name.
    public static let set = Self(1)
    /// 2: the user's key: a byte of particle type, then the value.
    public static let key = Self(2)
    /// 3: a record's version, in transactions.
    public static let recordVersion = Self(3)
    /// 4: the 20 bytes of the digest.
    public static let digest = Self(4)
    /// 5: a transaction.
    public static let transaction = Self(5)
    /// 6: a transaction's deadline.
    public static let transactionDeadline = Self(6)
    /// 7: the number of a query or background task, 8 bytes.
    public static let taskID = Self(7)
    /// 9: milliseconds that a client waits for a socket, 4 bytes.
    public static let socketTimeout = Self(9)
    /// 10: records a second that a query may take, 4 bytes.
    public static let recordsPerSecond = Self(10)
    /// 11: partitions to read from their start, 2 bytes each, least significant first.
    public static let partitions = Self(11)
    /// 12: partitions to go on reading behind a digest, 20 bytes each.
    public static let resumeDigests = Self(12)
    /// 13: the most records that a query returns, 8 bytes.
    public static let maximumRecords = Self(13)
    /// 15: where an index query goes on, 8 bytes each, least significant first.
    public static let resumeValues = Self(15)
    /// 21: an index's name.
    public static let indexName = Self(21)
    /// 22: the range of an index query.
    public static let indexRange = Self(22)
    /// 23: where in a list or map an index looks.
    public static let indexContext = Self(23)
    /// 24: an index's expression.
    public static let indexExpression = Self(24)
    /// 26: what an index is of: 1 list elements, 2 map keys, 3 map values.
    public static let indexType = Self(26)
    /// 30: a script's module.
    public static let scriptModule = Self(30)
    /// 31: a script's function.
    public static let scriptFunction = Self(31)
    /// 32: a script's arguments.
    public static let scriptArguments = Self(32)
    /// 33: how a script runs: 1 to aggregate, 2 in the background.
    public static let scriptKind = Self(33)
    /// 40: bins' names, in old index queries.
    public static let binNames = Self(40)
    /// 41: the rows of a batch.
    public static let batchRows = Self(41)
    /// 43: a filter expression.
    public static let filter = Self(43)
    /// 45: an error's details, in answers to the newest clients.
    public static let errorDetails = Self(45)
}

/// One field of a message: a number that says what it is, and its data.
public struct AerospikeField: ~Escapable {
    /// What it is.
    public let id: AerospikeFieldID
    /// Its data.
    public let data: RawSpan

    @inline(__always)
    @_lifetime(copy data)
    init(id: AerospikeFieldID, data: RawSpan) {
        self.id = id
        self.data = data
    }
}

/// Walks the fields of a message, in order.
///
/// A field is 4 bytes of size, which counts the type and the data; a byte of type; the data.
public struct AerospikeFieldCursor: ~Escapable {
    private let bytes: RawSpan
    private var position = 0
    private var remainingCount: Int

    /// A cursor over fields that ``scan(_:from:count:)`` has found whole.
    @inline(__always)
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, count: Int) {
        self.bytes = bytes
        remainingCount = count
    }

    /// The next field, nil after the last.
    @inline(__always)
    @_lifetime(copy self)
    public mutating func next() -> AerospikeField? {
        guard remainingCount > 0 else { return nil }
        let end = position + 4 + Int(bytes.bigEndian(at: position, as: UInt32.self))
        let field = AerospikeField(
            id: AerospikeFieldID(rawValue: bytes.byte(at: position + 4)),
            data: bytes.extracting(position + 5..<end))
        remainingCount -= 1
        position = end
        return field
    }

    /// Where `count` fields end.
    ///
    /// - Parameters:
    ///   - bytes: a message or a batch's rows.
    ///   - start: where the first field begins.
    ///   - count: how many fields there must be.
    /// - Returns: the offset behind the last.
    /// - Throws: `AerospikeWireError`.
    @inline(__always)
    static func scan(
        _ bytes: RawSpan, from start: Int, count: Int
    ) throws(AerospikeWireError) -> Int {
        var position = start
        for index in 0..<count {
            guard bytes.byteCount - position >= 5 else {
                throw AerospikeWireError(.truncatedField(index: index))
            }
            let size = Int(bytes.bigEndian(at: position, as: UInt32.self))
            guard size >= 1 && size <= bytes.byteCount - position - 4 else {
                throw AerospikeWireError(.truncatedField(index: index))
            }
            position += 4 + size
        }
        return position
    }
}
