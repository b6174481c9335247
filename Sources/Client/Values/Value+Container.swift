internal import Wire

/// Lists and maps to and from MessagePack.
extension Value {
    /// The bytes of a list or map.
    ///
    /// - Throws: `ClientError` when it is nested too deep.
    func containerBytes() throws(ClientError) -> [UInt8] {
        var bytes: [UInt8] = []
        try append(to: &bytes, depth: 0)
        return bytes
    }

    private func append(to bytes: inout [UInt8], depth: Int) throws(ClientError) {
        guard depth <= Value.depthLimit else { throw ClientError(.invalid(.valueTooDeep)) }
        switch self {
        case .null: bytes.append(0xc0)
        case .boolean(let value): bytes.append(value ? 0xc3 : 0xc2)
        case .integer(let number): bytes.appendInteger(number)
        case .double(let number): bytes.appendDouble(number)
        case .string(let text): bytes.append(text.utf8, as: .string)
        case .geoJSON(let text): bytes.append(text.utf8, as: .geoJSON)
        case .blob(let blob): bytes.append(blob, as: .blob)
        case .hyperLogLog(let blob): bytes.append(blob, as: .hyperLogLog)
        case .list(let elements):
            bytes.appendListHead(count: elements.count, flags: 0)
            for element in elements { try element.append(to: &bytes, depth: depth + 1) }
        case .map(let pairs):
            bytes.appendMapHead(count: pairs.count, flags: 0)
            for (key, value) in pairs {
                try key.append(to: &bytes, depth: depth + 1)
                try value.append(to: &bytes, depth: depth + 1)
            }
        }
    }

    /// The list or map with these bytes.
    ///
    /// Text that is not UTF-8 comes with replacement characters, and integers above `Int64.max`
    /// with their 64 bits taken as signed.
    ///
    /// - Throws: `MsgpackError` when the bytes are no value.
    init(container bytes: RawSpan) throws(MsgpackError) {
        var offset = 0
        try self.init(bytes, &offset, depth: 0)
    }

    private init(_ bytes: RawSpan, _ offset: inout Int, depth: Int) throws(MsgpackError) {
        // A stack has an end: what is nested deeper no server stores.
        guard depth <= Value.depthLimit else { throw .truncated }
        switch try MsgpackToken(bytes, at: &offset) {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .integer(let number): self = .integer(number)
        case .largeInteger(let number): self = .integer(Int64(bitPattern: number))
        case .double(let number): self = .double(number)
        case .bytes(let range): self.init(typed: bytes, range)
        case .list(let count, _):
            var elements: [Value] = []
            elements.reserveCapacity(count)
            for _ in 0..<count {
                elements.append(try Value(bytes, &offset, depth: depth + 1))
            }
            self = .list(elements)
        case .map(let count, _):
            var pairs = [Value: Value](minimumCapacity: count)
            for _ in 0..<count {
                let key = try Value(bytes, &offset, depth: depth + 1)
                pairs[key] = try Value(bytes, &offset, depth: depth + 1)
            }
            self = .map(pairs)
        }
    }

    /// Text, blob or geojson after its type byte.
    private init(typed bytes: RawSpan, _ range: Range<Int>) {
        let content = bytes.extracting(range.lowerBound + 1..<range.upperBound)
        switch AerospikeParticleType(rawValue: bytes.byte(at: range.lowerBound)) {
        case .string: self = .string(content.text)
        case .geoJSON: self = .geoJSON(content.text)
        default: self = .blob(content.array)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(
        _ content: some Collection<UInt8>, as type: AerospikeParticleType
    ) {
        appendTextHead(count: content.count + 1)
        append(type.rawValue)
        append(contentsOf: content)
    }
}

extension RawSpan {
    /// The bytes in an array of their own.
    var array: [UInt8] { byteOffsets.map { byte(at: $0) } }
}
