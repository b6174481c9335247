/// One value of a container's bytes, or the head of a container.
///
/// The form is MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) with
/// Aerospike's habits: text and blobs begin with a byte that says their type (3 text, 23 geojson,
/// any other a blob), and a container may begin with its flags: an extension of no bytes whose
/// type is the flags, in a map with null as its value.
public enum MsgpackToken: Equatable, Sendable {
    /// Nothing.
    case null
    /// True or false.
    case boolean(Bool)
    /// An integer up to `Int64.max`.
    case integer(Int64)
    /// An integer above `Int64.max`.
    case largeInteger(UInt64)
    /// A floating-point number, of 32 or 64 bits.
    case double(Double)
    /// Text, blob or geojson: where its bytes are, the type byte first; never empty.
    case bytes(Range<Int>)
    /// A list, its elements (without the flags), its flags.
    case list(count: Int, flags: UInt8)
    /// A map, its pairs (without the flags), its flags.
    case map(count: Int, flags: UInt8)
}

/// Why bytes are no value of a container.
public enum MsgpackError: Error, Hashable, Sendable {
    /// The bytes end within a value.
    case truncated
    /// The value begins with a byte that no value of a container has.
    case unknownValue(firstByte: UInt8)
    /// A text or blob lacks the byte that says which of them it is.
    case typeByteMissing
}

// MARK: Reading

extension MsgpackToken {
    /// Reads the token at `offset`, which moves behind it.
    ///
    /// A container's count is checked against the bytes that are left, so that no loop over it is
    /// longer than they are.
    ///
    /// - Parameters:
    ///   - bytes: the container's bytes.
    ///   - offset: where the token begins.
    /// - Throws: `MsgpackError`.
    public init(_ bytes: RawSpan, at offset: inout Int) throws(MsgpackError) {
        let first = try bytes.read(UInt8.self, at: &offset)
        switch first {
        case 0x00...0x7f: self = .integer(Int64(first))
        case 0x80...0x8f: self = try Self.map(Int(first & 0xf), bytes, &offset)
        case 0x90...0x9f: self = try Self.list(Int(first & 0xf), bytes, &offset)
        case 0xa0...0xbf: self = try Self.text(Int(first & 0x1f), bytes, &offset)
        case 0xc0: self = .null
        case 0xc2, 0xc3: self = .boolean(first == 0xc3)
        case 0xca:
            let bits = try bytes.read(UInt32.self, at: &offset)
            self = .double(Double(Float(bitPattern: bits)))
        case 0xcb: self = .double(Double(bitPattern: try bytes.read(UInt64.self, at: &offset)))
        case 0xcc...0xcf, 0xd0...0xd3: self = try Self.integer(first, bytes, &offset)
        case 0xc4, 0xd9:
            self = try Self.text(Int(try bytes.read(UInt8.self, at: &offset)), bytes, &offset)
        case 0xc5, 0xda:
            self = try Self.text(Int(try bytes.read(UInt16.self, at: &offset)), bytes, &offset)
        case 0xc6, 0xdb:
            self = try Self.text(Int(try bytes.read(UInt32.self, at: &offset)), bytes, &offset)
        case 0xdc:
            self = try Self.list(Int(try bytes.read(UInt16.self, at: &offset)), bytes, &offset)
        case 0xdd:
            self = try Self.list(Int(try bytes.read(UInt32.self, at: &offset)), bytes, &offset)
        case 0xde:
            self = try Self.map(Int(try bytes.read(UInt16.self, at: &offset)), bytes, &offset)
        case 0xdf:
            self = try Self.map(Int(try bytes.read(UInt32.self, at: &offset)), bytes, &offset)
        case 0xe0...0xff: self = .integer(Int64(Int8(bitPattern: first)))
        // 0xc1 is no value; the rest are extensions, which only a container's flags may be.
        default: throw .unknownValue(firstByte: first)
        }
    }

    private static func integer(
        _ first: UInt8, _ bytes: RawSpan, _ offset: inout Int
    ) throws(MsgpackError) -> MsgpackToken {
        switch first {
        case 0xcc: return .integer(Int64(try bytes.read(UInt8.self, at: &offset)))
        case 0xcd: return .integer(Int64(try bytes.read(UInt16.self, at: &offset)))
        case 0xce: return .integer(Int64(try bytes.read(UInt32.self, at: &offset)))
        case 0xcf:
            let number = try bytes.read(UInt64.self, at: &offset)
            return Int64(exactly: number).map { .integer($0) } ?? .largeInteger(number)
        case 0xd0: return .integer(Int64(try bytes.read(Int8.self, at: &offset)))
        case 0xd1: return .integer(Int64(try bytes.read(Int16.self, at: &offset)))
        case 0xd2: return .integer(Int64(try bytes.read(Int32.self, at: &offset)))
        default: return .integer(try bytes.read(Int64.self, at: &offset))
        }
    }

    private static func text(
        _ count: Int, _ bytes: RawSpan, _ offset: inout Int
    ) throws(MsgpackError) -> MsgpackToken {
        guard count <= bytes.byteCount - offset else { throw .truncated }
        guard count > 0 else { throw .typeByteMissing }
        let start = offset
        offset += count
        return .bytes(start..<offset)
    }

    private static func list(
        _ count: Int, _ bytes: RawSpan, _ offset: inout Int
    ) throws(MsgpackError) -> MsgpackToken {
        guard count <= bytes.byteCount - offset else { throw .truncated }
        guard count > 0, let flags = try flags(bytes, &offset) else {
            return .list(count: count, flags: 0)
        }
        return .list(count: count - 1, flags: flags)
    }

    private static func map(
        _ count: Int, _ bytes: RawSpan, _ offset: inout Int
    ) throws(MsgpackError) -> MsgpackToken {
        guard 2 * count <= bytes.byteCount - offset else { throw .truncated }
        guard count > 0, let flags = try flags(bytes, &offset) else {
            return .map(count: count, flags: 0)
        }
        let partner = try bytes.read(UInt8.self, at: &offset)
        guard partner == 0xc0 else { throw .unknownValue(firstByte: partner) }
        return .map(count: count - 1, flags: flags)
    }

    /// The flags at `offset`, if an extension of no bytes stands there.
    private static func flags(
        _ bytes: RawSpan, _ offset: inout Int
    ) throws(MsgpackError) -> UInt8? {
        var next = offset
        let length: Int
        switch try bytes.read(UInt8.self, at: &next) {
        case 0xc7: length = Int(try bytes.read(UInt8.self, at: &next))
        case 0xc8: length = Int(try bytes.read(UInt16.self, at: &next))
        case 0xc9: length = Int(try bytes.read(UInt32.self, at: &next))
        default: return nil
        }
        guard length == 0 else { return nil }
        let flags = try bytes.read(UInt8.self, at: &next)
        offset = next
        return flags
    }
}

extension RawSpan {
    /// Reads a number, most significant byte first, at `offset`, which moves behind it.
    @inline(__always)
    fileprivate func read<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type, at offset: inout Int
    ) throws(MsgpackError) -> Number {
        let count = MemoryLayout<Number>.size
        guard offset >= 0 && byteCount - offset >= count else { throw .truncated }
        defer { offset += count }
        return bigEndian(at: offset, as: type)
    }
}
