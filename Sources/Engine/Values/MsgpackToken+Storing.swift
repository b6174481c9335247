internal import Wire

extension MsgpackToken {
    /// Reads the token at `offset`, which moves behind it.
    @inline(__always)
    static func next(_ bytes: RawSpan, at offset: inout Int) throws(ValueError) -> MsgpackToken {
        do throws(MsgpackError) {
            return try MsgpackToken(bytes, at: &offset)
        } catch {
            throw ValueError(error)
        }
    }

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

extension ValueError {
    /// The same, as a reason why a value cannot be stored.
    init(_ error: MsgpackError) {
        switch error {
        case .truncated: self = .truncated
        case .unknownValue(let byte): self = .notStorable(firstByte: byte)
        case .typeByteMissing: self = .typeByteMissing
        }
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
        defer { offset += count }
        return bigEndian(at: offset, as: type)
    }
}
