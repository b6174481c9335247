internal import Wire

/// Walks JSON text (RFC 8259) without building anything of it.
///
/// Its place moves only forward, so the time is that of one pass; nesting is bounded.
struct JSONScanner {
    /// How deep arrays and objects may be nested.
    static var depthLimit: Int { 64 }

    private(set) var offset = 0

    func fault(_ fault: GeoJSONFault) -> ValueError { .invalidGeoJSON(at: offset, fault) }

    /// The byte at the present place; nil at the end.
    func peek(_ text: RawSpan) -> UInt8? {
        offset < text.byteCount ? text.byte(at: offset) : nil
    }

    mutating func skipSpace(_ text: RawSpan) {
        while let byte = peek(text), byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
            offset += 1
        }
    }

    private mutating func take(_ wanted: UInt8, _ text: RawSpan) throws(ValueError) {
        skipSpace(text)
        guard peek(text) == wanted else { throw fault(.notJSON) }
        offset += 1
    }

    /// Takes `wanted` if it comes next.
    private mutating func takes(_ wanted: UInt8, _ text: RawSpan) -> Bool {
        skipSpace(text)
        guard peek(text) == wanted else { return false }
        offset += 1
        return true
    }

    // MARK: Structure

    /// Calls `body` at the value of every member of an object; it must move behind the value.
    mutating func eachMember(
        _ text: RawSpan,
        _ body: (_ name: String, inout JSONScanner) throws(ValueError) -> Void
    ) throws(ValueError) {
        try take(UInt8(ascii: "{"), text)
        if takes(UInt8(ascii: "}"), text) { return }
        repeat {
            skipSpace(text)
            let name = try string(text)
            try take(UInt8(ascii: ":"), text)
            skipSpace(text)
            try body(name, &self)
        } while takes(UInt8(ascii: ","), text)
        try take(UInt8(ascii: "}"), text)
    }

    /// Calls `body` at every element of an array; it must move behind the element.
    mutating func eachElement(
        _ text: RawSpan,
        _ body: (_ index: Int, inout JSONScanner) throws(ValueError) -> Void
    ) throws(ValueError) {
        try take(UInt8(ascii: "["), text)
        if takes(UInt8(ascii: "]"), text) { return }
        var index = 0
        repeat {
            skipSpace(text)
            try body(index, &self)
            index += 1
        } while takes(UInt8(ascii: ","), text)
        try take(UInt8(ascii: "]"), text)
    }

    /// Moves behind a value of any kind; `depth` containers are open round it.
    mutating func skipValue(_ text: RawSpan, depth: Int) throws(ValueError) {
        guard depth <= Self.depthLimit else { throw fault(.tooDeep) }
        switch peek(text) {
        case UInt8(ascii: "{"):
            try eachMember(text) { (_, scanner) throws(ValueError) in
                try scanner.skipValue(text, depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try eachElement(text) { (_, scanner) throws(ValueError) in
                try scanner.skipValue(text, depth: depth + 1)
            }
        case UInt8(ascii: "\""): _ = try string(text)
        case UInt8(ascii: "t"): try word("true", text)
        case UInt8(ascii: "f"): try word("false", text)
        case UInt8(ascii: "n"): try word("null", text)
        default: _ = try number(text)
        }
    }

    private mutating func word(_ wanted: String, _ text: RawSpan) throws(ValueError) {
        for byte in wanted.utf8 {
            guard peek(text) == byte else { throw fault(.notJSON) }
            offset += 1
        }
    }

    // MARK: Strings and numbers

    /// The text between quotes, its escapes as they stand: none is needed in GeoJSON's own words.
    mutating func string(_ text: RawSpan) throws(ValueError) -> String {
        guard peek(text) == UInt8(ascii: "\"") else { throw fault(.notJSON) }
        offset += 1
        let start = offset
        while let byte = peek(text), byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault(.notJSON) }
            offset += 1
            if byte == UInt8(ascii: "\\") { try escape(text) }
        }
        guard peek(text) != nil else { throw fault(.notJSON) }
        offset += 1
        return text.string(in: start..<offset - 1)
    }

    private mutating func escape(_ text: RawSpan) throws(ValueError) {
        switch peek(text) {
        case UInt8(ascii: "u"):
            offset += 1
            for _ in 0..<4 {
                guard let byte = peek(text), Character(Unicode.Scalar(byte)).isHexDigit
                else { throw fault(.notJSON) }
                offset += 1
            }
        case .some(let byte) where "\"\\/bfnrt".utf8.contains(byte): offset += 1
        default: throw fault(.notJSON)
        }
    }

    mutating func number(_ text: RawSpan) throws(ValueError) -> Double {
        let start = offset
        if peek(text) == UInt8(ascii: "-") { offset += 1 }
        let isZero = peek(text) == UInt8(ascii: "0")
        let whole = try digits(text)
        if isZero && whole > 1 { throw fault(.notJSON) }
        if peek(text) == UInt8(ascii: ".") {
            offset += 1
            _ = try digits(text)
        }
        if peek(text) == UInt8(ascii: "e") || peek(text) == UInt8(ascii: "E") {
            offset += 1
            if peek(text) == UInt8(ascii: "+") || peek(text) == UInt8(ascii: "-") { offset += 1 }
            _ = try digits(text)
        }
        guard let number = Double(text.string(in: start..<offset)) else { throw fault(.notJSON) }
        return number
    }

    /// Takes digits, one at least, and says how many.
    private mutating func digits(_ text: RawSpan) throws(ValueError) -> Int {
        let start = offset
        while let byte = peek(text), byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
            offset += 1
        }
        guard offset > start else { throw fault(.notJSON) }
        return offset - start
    }
}

extension RawSpan {
    /// The bytes of `range` as text; what is not UTF-8 is replaced (U+FFFD).
    func string(in range: Range<Int>) -> String {
        String(decoding: range.map { byte(at: $0) }, as: UTF8.self)
    }
}
