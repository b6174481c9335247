/// What an operation does to a bin.
///
/// Source: `as_operations.h` of Aerospike's C client, and `as/include/base/proto.h` of its server.
public struct AerospikeOperationCode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The operation with this number.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    private init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 1: read the bin; with an empty name, all bins.
    public static let read = Self(1)
    /// 2: write the bin, or remove it when the value is nil.
    public static let write = Self(2)
    /// 3: read from a list or map.
    public static let collectionRead = Self(3)
    /// 4: change a list or map.
    public static let collectionModify = Self(4)
    /// 5: add to a number.
    public static let add = Self(5)
    /// 7: evaluate an expression.
    public static let expressionRead = Self(7)
    /// 8: write an expression's value.
    public static let expressionModify = Self(8)
    /// 9: append to a string or blob.
    public static let append = Self(9)
    /// 10: put before a string or blob.
    public static let prepend = Self(10)
    /// 11: renew the record's time to live; no name.
    public static let touch = Self(11)
    /// 12: read bits of a blob.
    public static let bitRead = Self(12)
    /// 13: change bits of a blob.
    public static let bitModify = Self(13)
    /// 14: remove all bins; no name.
    public static let deleteAll = Self(14)
    /// 15: read from a HyperLogLog.
    public static let hyperLogLogRead = Self(15)
    /// 16: change a HyperLogLog.
    public static let hyperLogLogModify = Self(16)
}

/// One operation of a message: a code, a bin's name and a value; the answer's bins are the same.
public struct AerospikeOperation: ~Escapable {
    /// What to do, or in an answer, what was done.
    public let code: AerospikeOperationCode
    /// The value's type, as it stands on the wire.
    public let type: AerospikeParticleType
    /// The bin's name, which may have up to 255 bytes here; a server refuses more than 15.
    public let name: RawSpan
    /// The value's bytes.
    public let value: RawSpan

    @inline(__always)
    @_lifetime(copy name, copy value)
    init(
        code: AerospikeOperationCode, type: AerospikeParticleType, name: RawSpan, value: RawSpan
    ) {
        self.code = code
        self.type = type
        self.name = name
        self.value = value
    }

    /// The value, its type and size checked.
    ///
    /// - Returns: the value.
    /// - Throws: `AerospikeWireError` whose answer is code 4.
    @inline(__always)
    @_lifetime(copy self)
    public func particle() throws(AerospikeWireError) -> AerospikeParticle {
        try AerospikeParticle.read(type, value)
    }
}

/// Walks the operations of a message, in order.
///
/// An operation is 4 bytes of size, which counts what follows; the code; the value's type; a byte
/// without meaning; the name's size; the name; the value.
public struct AerospikeOperationCursor: ~Escapable {
    private let bytes: RawSpan
    private var position = 0
    private var remainingCount: Int

    /// A cursor over operations that ``scan(_:from:count:)`` has found whole.
    @inline(__always)
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, count: Int) {
        self.bytes = bytes
        remainingCount = count
    }

    /// The next operation, nil after the last.
    @inline(__always)
    @_lifetime(copy self)
    public mutating func next() -> AerospikeOperation? {
        guard remainingCount > 0 else { return nil }
        let end = position + 4 + Int(bytes.bigEndian(at: position, as: UInt32.self))
        let valueStart = position + 8 + Int(bytes.byte(at: position + 7))
        let operation = AerospikeOperation(
            code: AerospikeOperationCode(rawValue: bytes.byte(at: position + 4)),
            type: AerospikeParticleType(rawValue: bytes.byte(at: position + 5)),
            name: bytes.extracting(position + 8..<valueStart),
            value: bytes.extracting(valueStart..<end))
        remainingCount -= 1
        position = end
        return operation
    }

    /// Where `count` operations end.
    ///
    /// - Parameters:
    ///   - bytes: a message or a batch's rows.
    ///   - start: where the first operation begins.
    ///   - count: how many operations there must be.
    /// - Returns: the offset behind the last.
    /// - Throws: `AerospikeWireError` when they are not whole.
    @inline(__always)
    static func scan(
        _ bytes: RawSpan, from start: Int, count: Int
    ) throws(AerospikeWireError) -> Int {
        var position = start
        for index in 0..<count {
            guard bytes.byteCount - position >= 8 else {
                throw AerospikeWireError(.truncatedOperation(index: index))
            }
            let size = Int(bytes.bigEndian(at: position, as: UInt32.self))
            guard size <= bytes.byteCount - position - 4,
                size >= 4 + Int(bytes.byte(at: position + 7))
            else { throw AerospikeWireError(.truncatedOperation(index: index)) }
            position += 4 + size
        }
        return position
    }
}
