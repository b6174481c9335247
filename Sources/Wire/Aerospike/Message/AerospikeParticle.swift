/// The type of a value on the wire.
///
/// Source: `as/include/base/datamodel.h` of Aerospike's server 8.1.2.
public struct AerospikeParticleType: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The type with this number.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    private init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0: nothing.
    public static let null = Self(0)
    /// 1: a whole number, 8 bytes.
    public static let integer = Self(1)
    /// 2: a floating-point number, 8 bytes.
    public static let double = Self(2)
    /// 3: text in UTF-8.
    public static let string = Self(3)
    /// 4: any bytes.
    public static let blob = Self(4)
    /// 17: one byte, 0 or 1.
    public static let boolean = Self(17)
    /// 18: a HyperLogLog.
    public static let hyperLogLog = Self(18)
    /// 19: a map in MessagePack.
    public static let map = Self(19)
    /// 20: a list in MessagePack.
    public static let list = Self(20)
    /// 23: GeoJSON text behind its cells.
    public static let geoJSON = Self(23)

    /// 7 to 12: bytes that only a client of one language understands.
    @inline(__always)
    public var isLanguageBlob: Bool { rawValue >= 7 && rawValue <= 12 }
}

/// A value with its type and size checked; its bytes are still where they arrived.
public enum AerospikeParticle: ~Escapable {
    /// Nothing: the bin is absent, or shall be.
    case null
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case double(Double)
    /// Text; whether it is UTF-8 is not checked.
    case string(RawSpan)
    /// Bytes: a blob, or one that only a client of one language understands.
    case blob(RawSpan)
    /// True or false.
    case boolean(Bool)
    /// A HyperLogLog.
    case hyperLogLog(RawSpan)
    /// A map in MessagePack, not yet checked.
    case map(RawSpan)
    /// A list in MessagePack, not yet checked.
    case list(RawSpan)
    /// The text of GeoJSON, without the cells before it; not yet checked.
    case geoJSON(RawSpan)

    /// Reads a value.
    ///
    /// Integers may have 8, 4, 2 or 1 bytes and are extended with zeros, as by the real server.
    ///
    /// - Parameters:
    ///   - type: the value's type.
    ///   - bytes: its bytes.
    /// - Returns: the value.
    /// - Throws: `AerospikeWireError` for an unknown type or a size that the type does not have.
    @inline(__always)
    @_lifetime(copy bytes)
    public static func read(
        _ type: AerospikeParticleType, _ bytes: RawSpan
    ) throws(AerospikeWireError) -> AerospikeParticle {
        switch type {
        case .null: return .null
        case .integer: return .integer(try integer(bytes))
        case .string: return .string(bytes)
        case .blob: return .blob(bytes)
        default: return try readRare(type, bytes)
        }
    }

    @_lifetime(copy bytes)
    private static func readRare(
        _ type: AerospikeParticleType, _ bytes: RawSpan
    ) throws(AerospikeWireError) -> AerospikeParticle {
        switch type {
        case .double:
            guard bytes.byteCount == 8 else { throw wrongSize(type, bytes) }
            return .double(Double(bitPattern: bytes.bigEndian(at: 0)))
        case .boolean:
            guard bytes.byteCount == 1, bytes.byte(at: 0) < 2 else { throw wrongSize(type, bytes) }
            return .boolean(bytes.byte(at: 0) == 1)
        case .hyperLogLog: return .hyperLogLog(bytes)
        case .map: return .map(bytes)
        case .list: return .list(bytes)
        case .geoJSON: return .geoJSON(try geoJSONText(bytes))
        default:
            guard type.isLanguageBlob else {
                throw AerospikeWireError(.unknownParticleType(type.rawValue))
            }
            return .blob(bytes)
        }
    }

    @inline(__always)
    private static func integer(_ bytes: RawSpan) throws(AerospikeWireError) -> Int64 {
        switch bytes.byteCount {
        case 8: bytes.bigEndian(at: 0)
        case 4: Int64(bytes.bigEndian(at: 0, as: UInt32.self))
        case 2: Int64(bytes.bigEndian(at: 0, as: UInt16.self))
        case 1: Int64(bytes.byte(at: 0))
        default: throw wrongSize(.integer, bytes)
        }
    }

    /// What is behind a byte of flags, 2 bytes of count and so many cells of 8 bytes.
    @_lifetime(copy bytes)
    private static func geoJSONText(_ bytes: RawSpan) throws(AerospikeWireError) -> RawSpan {
        guard bytes.byteCount >= 3 else { throw wrongSize(.geoJSON, bytes) }
        let start = 3 + 8 * Int(bytes.bigEndian(at: 1, as: UInt16.self))
        guard start <= bytes.byteCount else { throw wrongSize(.geoJSON, bytes) }
        return bytes.extracting(start..<bytes.byteCount)
    }

    private static func wrongSize(
        _ type: AerospikeParticleType, _ bytes: RawSpan
    ) -> AerospikeWireError {
        AerospikeWireError(.wrongParticleSize(type, byteCount: bytes.byteCount))
    }
}
