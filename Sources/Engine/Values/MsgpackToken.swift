/// One value of a container's bytes, or the head of a container.
///
/// The form is MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) with
/// Aerospike's habits: text and blobs begin with a byte that says their type (3 text, 23 geojson,
/// any other a blob), and a container may begin with its flags: an extension of no bytes whose
/// type is the flags, in a map with null as its value.
enum MsgpackToken {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// An integer above `Int64.max`.
    case largeInteger(UInt64)
    case double(Double)
    /// Text, blob or geojson: where its bytes are, the type byte first; never empty.
    case bytes(Range<Int>)
    /// A list, its elements (without the flags), its flags.
    case list(count: Int, flags: UInt8)
    /// A map, its pairs (without the flags), its flags.
    case map(count: Int, flags: UInt8)

    /// Where its kind stands in the order of values.
    ///
    /// Source: https://aerospike.com/docs/develop/data-types/collections/ordering
    func rank(in bytes: RawSpan) -> Int {
        switch self {
        case .null: 0
        case .boolean: 1
        case .integer, .largeInteger: 2
        case .bytes(let range):
            switch bytes.byte(at: range.lowerBound) {
            case BinType.string.rawValue: 3
            case BinType.geoJSON.rawValue: 8
            default: 6
            }
        case .list: 4
        case .map: 5
        case .double: 7
        }
    }
}

// MARK: Reading

extension MsgpackToken {
    /// Reads the token at `offset`, which moves behind it.
    ///
    /// A container's count is checked against the bytes that are left, so that no loop over it is
    /// longer than they are.
    init(_ bytes: RawSpan, at offset: inout Int) throws(ValueError) {
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
        default: throw .notStorable(firstByte: first)
        }
    }

    private static func integer(
        _ first: UInt8, _ bytes: RawSpan, _ offset: inout Int
    ) throws(ValueError) -> MsgpackToken {
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
    ) throws(ValueError) -> MsgpackToken {
        guard count <= bytes.byteCount - offset else { throw .truncated }
        guard count > 0 else { throw .typeByteMissing }
        let start = offset
        offset += count
        return .bytes(start..<offset)
    }

    private static func list(
        _ count: Int, _ bytes: RawSpan, _ offset: inout Int
    ) throws(ValueError) -> MsgpackToken {
        guard count <= bytes.byteCount - offset else { throw .truncated }
        guard count > 0, let flags = try flags(bytes, &offset) else {
            return .list(count: count, flags: 0)
        }
        return .list(count: count - 1, flags: flags)
    }

    private static func map(
        _ count: Int, _ bytes: RawSpan, _ offset: inout Int
    ) throws(ValueError) -> MsgpackToken {
        guard 2 * count <= bytes.byteCount - offset else { throw .truncated }
        guard count > 0, let flags = try flags(bytes, &offset) else {
            return .map(count: count, flags: 0)
        }
        let partner = try bytes.read(UInt8.self, at: &offset)
        guard partner == 0xc0 else { throw .notStorable(firstByte: partner) }
        return .map(count: count - 1, flags: flags)
    }

    /// The flags at `offset`, if an extension of no bytes stands there.
    private static func flags(
        _ bytes: RawSpan, _ offset: inout Int
    ) throws(ValueError) -> UInt8? {
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
    func read<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type, at offset: inout Int
    ) throws(ValueError) -> Number {
        let count = MemoryLayout<Number>.size
        guard offset >= 0 && byteCount - offset >= count else { throw .truncated }
        let number = unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self)
        offset += count
        return number.bigEndian
    }
}

// MARK: Writing

/// The one stored form of each value: the shortest.
extension [UInt8] {
    mutating func appendNumber<Number: FixedWidthInteger>(_ first: UInt8, _ number: Number) {
        append(first)
        var shift = Number.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    mutating func appendInteger(_ number: Int64) {
        switch number {
        case -32...127: append(UInt8(truncatingIfNeeded: number))
        case 128...0xff: appendNumber(0xcc, UInt8(number))
        case 0x100...0xffff: appendNumber(0xcd, UInt16(number))
        case 0x1_0000...0xffff_ffff: appendNumber(0xce, UInt32(number))
        case 0x1_0000_0000...: appendNumber(0xcf, UInt64(number))
        case Int64(Int8.min)...: appendNumber(0xd0, Int8(number))
        case Int64(Int16.min)...: appendNumber(0xd1, Int16(number))
        case Int64(Int32.min)...: appendNumber(0xd2, Int32(number))
        default: appendNumber(0xd3, number)
        }
    }

    mutating func appendDouble(_ number: Double) {
        appendNumber(0xcb, number.bitPattern)
    }

    /// The head of text or blob of `count` bytes, the type byte counted.
    mutating func appendTextHead(count: Int) {
        switch count {
        case ..<32: append(0xa0 | UInt8(count))
        case ..<0x100: appendNumber(0xd9, UInt8(count))
        case ..<0x1_0000: appendNumber(0xda, UInt16(count))
        default: appendNumber(0xdb, UInt32(count))
        }
    }

    mutating func appendListHead(count: Int, flags: UInt8) {
        let total = count + (flags == 0 ? 0 : 1)
        switch total {
        case ..<16: append(0x90 | UInt8(total))
        case ..<0x1_0000: appendNumber(0xdc, UInt16(total))
        default: appendNumber(0xdd, UInt32(total))
        }
        if flags != 0 { append(contentsOf: [0xc7, 0, flags]) }
    }

    mutating func appendMapHead(count: Int, flags: UInt8) {
        let total = count + (flags == 0 ? 0 : 1)
        switch total {
        case ..<16: append(0x80 | UInt8(total))
        case ..<0x1_0000: appendNumber(0xde, UInt16(total))
        default: appendNumber(0xdf, UInt32(total))
        }
        if flags != 0 { append(contentsOf: [0xc7, 0, flags, 0xc0]) }
    }

    mutating func append(_ bytes: RawSpan, _ range: Range<Int>) {
        reserve(range.count)
        for index in range { append(bytes.byte(at: index)) }
    }

    /// Room for `count` more, at least doubling, as `reserveCapacity` alone would not.
    private mutating func reserve(_ count: Int) {
        let needed = self.count + count
        if needed > capacity { reserveCapacity(Swift.max(needed, 2 * capacity)) }
    }
}
