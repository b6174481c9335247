internal import Wire

/// Values to and from the bytes of a bin.
extension Value {
    /// Calls `body` with the type and the stored bytes of a bin that has this value.
    ///
    /// - Throws: `ValueError` for a value that cannot be stored; `body` is then not called.
    func withStoredBytes(_ body: (BinType, RawSpan) -> Void) throws(ValueError) {
        switch self {
        case .null: throw .null
        case .integer(let number): Self.with(number, .integer, body)
        case .double(let number): Self.with(Int64(bitPattern: number.bitPattern), .double, body)
        case .boolean(let value): unsafe body(.boolean, [UInt8(value ? 1 : 0)].span.bytes)
        case .string(let text): unsafe body(.string, text.utf8Span.span.bytes)
        case .blob(let blob): unsafe body(.blob, blob.span.bytes)
        case .geoJSON(let text):
            try unsafe GeoJSON.validate(text.utf8Span.span.bytes)
            unsafe body(.geoJSON, text.utf8Span.span.bytes)
        case .list, .map:
            let type: BinType = if case .map = self { .map } else { .list }
            var bytes: [UInt8] = []
            try appendContainer(to: &bytes)
            var normalizer = ContainerNormalizer()
            body(type, try unsafe normalizer.normalize(bytes.span.bytes, as: type))
        }
    }

    private static func with(
        _ number: Int64, _ type: BinType, _ body: (BinType, RawSpan) -> Void
    ) {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64(8 * $0)) }
        unsafe body(type, bytes.span.bytes)
    }

    /// The bytes of a list or map in MessagePack, before normalising.
    ///
    /// - Throws: `ValueError` when it is nested too deep.
    func appendContainer(to bytes: inout [UInt8]) throws(ValueError) {
        try append(to: &bytes, depth: 0)
    }

    private func append(to bytes: inout [UInt8], depth: Int) throws(ValueError) {
        guard depth <= Value.depthLimit else { throw .tooDeep }
        switch self {
        case .null: bytes.append(0xc0)
        case .boolean(let value): bytes.append(value ? 0xc3 : 0xc2)
        case .integer(let number): bytes.appendInteger(number)
        case .double(let number): bytes.appendDouble(number)
        case .string(let text): bytes.append(text: text.utf8, as: .string)
        case .geoJSON(let text): bytes.append(text: text.utf8, as: .geoJSON)
        case .blob(let blob): bytes.append(text: blob, as: .blob)
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

    /// The value of a bin of `type` whose stored bytes are `bytes`.
    ///
    /// Text that is not UTF-8 comes with replacement characters, and integers above `Int64.max`,
    /// which only a container can hold, with their 64 bits taken as signed.
    ///
    /// - Throws: `ValueError` when these are not the bytes of such a bin.
    init(_ bytes: RawSpan, type: BinType) throws(ValueError) {
        var offset = 0
        switch type {
        case .integer:
            self = .integer(try bytes.read(Int64.self, at: &offset).byteSwapped)
        case .double:
            let bits = try bytes.read(UInt64.self, at: &offset).byteSwapped
            self = .double(Double(bitPattern: bits))
        case .boolean: self = .boolean(try bytes.read(UInt8.self, at: &offset) != 0)
        case .string: self = .string(bytes.string(in: 0..<bytes.byteCount))
        case .geoJSON: self = .geoJSON(bytes.string(in: 0..<bytes.byteCount))
        case .blob, .javaBlob, .cSharpBlob, .pythonBlob, .rubyBlob, .phpBlob, .erlangBlob:
            self = .blob((0..<bytes.byteCount).map { bytes.byte(at: $0) })
        case .list, .map: self = try Value(msgpack: bytes, &offset, depth: 0)
        }
    }

    private init(
        msgpack bytes: RawSpan, _ offset: inout Int, depth: Int
    ) throws(ValueError) {
        guard depth <= Value.depthLimit else { throw .tooDeep }
        switch try MsgpackToken.next(bytes, at: &offset) {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .integer(let number): self = .integer(number)
        case .largeInteger(let number): self = .integer(Int64(bitPattern: number))
        case .double(let number): self = .double(number)
        case .bytes(let range): self = Value(typed: bytes, range)
        case .list(let count, _):
            var elements: [Value] = []
            elements.reserveCapacity(count)
            for _ in 0..<count {
                elements.append(try Value(msgpack: bytes, &offset, depth: depth + 1))
            }
            self = .list(elements)
        case .map(let count, _):
            var pairs = [Value: Value](minimumCapacity: count)
            for _ in 0..<count {
                let key = try Value(msgpack: bytes, &offset, depth: depth + 1)
                pairs[key] = try Value(msgpack: bytes, &offset, depth: depth + 1)
            }
            self = .map(pairs)
        }
    }

    /// Text, blob or geojson after its type byte.
    private init(typed bytes: RawSpan, _ range: Range<Int>) {
        let content = range.dropFirst()
        let place = content.startIndex..<content.endIndex
        switch bytes.byte(at: range.lowerBound) {
        case BinType.string.rawValue: self = .string(bytes.string(in: place))
        case BinType.geoJSON.rawValue: self = .geoJSON(bytes.string(in: place))
        default: self = .blob(place.map { bytes.byte(at: $0) })
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(text: some Collection<UInt8>, as type: BinType) {
        appendTextHead(count: text.count + 1)
        append(type.rawValue)
        append(contentsOf: text)
    }
}
