/// One element of a reply: a string, a number, or the head of an aggregate.
///
/// An element says where its bytes are and copies none. All offsets count from the start of the
/// bytes it was read from. Source of every type:
/// https://redis.io/docs/latest/develop/reference/protocol-spec/. The streamed strings and
/// aggregates of the RESP3 draft are refused: no released server sends them.
public struct RESPElement: Equatable, Sendable {
    /// What an element is.
    public enum Kind: Equatable, Sendable {
        /// `+`: text without a line end, such as `OK`.
        case simpleString
        /// `-` or `!`: an error's text, which begins with its kind in capitals.
        case error
        /// `:`: a signed 64-bit number, in ``RESPElement/integer``.
        case integer
        /// `$`: any bytes.
        case bulkString
        /// `=`: text; its payload begins with a format of three letters and a colon.
        case verbatimString
        /// `_`, `$-1` or `*-1`: there is nothing.
        case null
        /// `#`: ``RESPElement/integer`` is 1 for true and 0 for false.
        case boolean
        /// `,`: a number as text; may be `inf`, `-inf` or `nan`.
        case double
        /// `(`: a whole number of any size, as text.
        case bigNumber
        /// `*`: so many elements.
        case array
        /// `%`: so many keys, each followed by its value.
        case map
        /// `~`: so many elements in no order.
        case set
        /// `>`: an array that answers no request.
        case push
        /// `|`: a map that describes the element after it.
        case attribute
    }

    /// What the element is.
    public var kind: Kind
    /// Where its text or bytes are; empty for aggregates.
    public var payload: Range<Int>
    /// The value of an integer or boolean; how many elements an aggregate has directly inside.
    ///
    /// A map of three pairs has six.
    public var integer: Int64
    /// Where the next element begins: an aggregate's first element, or what follows anything else.
    public var end: Int

    /// The longest line: the text of a simple string, an error or a number.
    ///
    /// Redis's own are far shorter; without a limit a server that never ends its line would fill
    /// memory.
    public static let lineByteLimit = 16_384
    /// The largest count or length, the same as in hiredis's reader.
    static let countLimit = Int64(Int32.max)

    /// How many elements directly inside belong to this one; 0 for what is not an aggregate.
    @inline(__always)
    public var childCount: Int {
        switch kind {
        case .array, .map, .set, .push, .attribute: Int(integer)
        default: 0
        }
    }

    // MARK: Reading one element

    /// Reads the element at `start`; nil when it is not complete.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived.
    ///   - start: where the element begins.
    /// - Returns: the element, nil when more bytes are needed.
    /// - Throws: `RESPError` when no further bytes can make it one.
    @inline(__always)
    static func read(_ bytes: RawSpan, at start: Int) throws(RESPError) -> RESPElement? {
        guard start < bytes.byteCount else { return nil }
        switch bytes.byte(at: start) {
        case UInt8(ascii: "$"): return try readString(bytes, at: start, .bulkString)
        case UInt8(ascii: "+"): return try readLine(bytes, at: start, .simpleString)
        case UInt8(ascii: ":"): return try readInteger(bytes, at: start)
        case UInt8(ascii: "*"): return try readAggregate(bytes, at: start, .array)
        default: return try readRare(bytes, at: start)
        }
    }

    private static func readRare(
        _ bytes: RawSpan, at start: Int
    ) throws(RESPError) -> RESPElement? {
        let type = bytes.byte(at: start)
        switch type {
        case UInt8(ascii: "-"): return try readLine(bytes, at: start, .error)
        case UInt8(ascii: "!"): return try readString(bytes, at: start, .error)
        case UInt8(ascii: "="): return try readString(bytes, at: start, .verbatimString)
        case UInt8(ascii: "%"): return try readAggregate(bytes, at: start, .map)
        case UInt8(ascii: "~"): return try readAggregate(bytes, at: start, .set)
        case UInt8(ascii: ">"): return try readAggregate(bytes, at: start, .push)
        case UInt8(ascii: "|"): return try readAggregate(bytes, at: start, .attribute)
        case UInt8(ascii: ","): return try readLine(bytes, at: start, .double)
        case UInt8(ascii: "("): return try readBigNumber(bytes, at: start)
        case UInt8(ascii: "#"), UInt8(ascii: "_"): return try readConstant(bytes, at: start)
        default: throw RESPError(reason: .unknownType(type), offset: start)
        }
    }

    @inline(__always)
    private static func readLine(
        _ bytes: RawSpan, at start: Int, _ kind: Kind
    ) throws(RESPError) -> RESPElement? {
        var offset = start + 1
        let last = min(bytes.byteCount, offset + lineByteLimit + 1)
        while offset < last, bytes.byte(at: offset) != 0x0d { offset += 1 }
        guard offset < last else {
            if offset - start > lineByteLimit + 1 {
                throw RESPError(reason: .lineTooLong, offset: start)
            }
            return nil
        }
        guard try endsLine(bytes, at: offset, of: start) else { return nil }
        return RESPElement(
            kind: kind, payload: start + 1..<offset, integer: 0, end: offset + 2)
    }

    /// Whether `\r\n` is complete at `offset`; anything else there is an error.
    @inline(__always)
    private static func endsLine(
        _ bytes: RawSpan, at offset: Int, of start: Int
    ) throws(RESPError) -> Bool {
        let available = bytes.byteCount - offset
        if available > 1 {
            if bytes.bigEndian(at: offset, as: UInt16.self) == 0x0d0a { return true }
            throw RESPError(reason: .missingLineEnd, offset: start)
        }
        if available == 1, bytes.byte(at: offset) != 0x0d {
            throw RESPError(reason: .missingLineEnd, offset: start)
        }
        return false
    }

    @inline(__always)
    private static func readInteger(
        _ bytes: RawSpan, at start: Int
    ) throws(RESPError) -> RESPElement? {
        guard let number = try readNumber(bytes, at: start) else { return nil }
        return RESPElement(
            kind: .integer, payload: start + 1..<number.end - 2, integer: number.value,
            end: number.end)
    }

    /// The payload's length and its line end are checked here; a negative length is null.
    @inline(__always)
    private static func readString(
        _ bytes: RawSpan, at start: Int, _ kind: Kind
    ) throws(RESPError) -> RESPElement? {
        guard let length = try readCount(bytes, at: start) else { return nil }
        if length.value < 0 { return try null(start, length.end, when: kind == .bulkString) }
        let stop = length.end + Int(length.value)
        guard bytes.byteCount > stop else { return nil }
        guard try endsLine(bytes, at: stop, of: start) else { return nil }
        if kind == .verbatimString,
            length.value < 4 || bytes.byte(at: length.end + 3) != UInt8(ascii: ":")
        {
            throw RESPError(reason: .badVerbatimString, offset: start)
        }
        return RESPElement(kind: kind, payload: length.end..<stop, integer: 0, end: stop + 2)
    }

    @inline(__always)
    private static func readAggregate(
        _ bytes: RawSpan, at start: Int, _ kind: Kind
    ) throws(RESPError) -> RESPElement? {
        guard let count = try readCount(bytes, at: start) else { return nil }
        if count.value < 0 { return try null(start, count.end, when: kind == .array) }
        let isPairs = kind == .map || kind == .attribute
        return RESPElement(
            kind: kind, payload: count.end..<count.end,
            integer: isPairs ? 2 * count.value : count.value, end: count.end)
    }

    private static func null(
        _ start: Int, _ end: Int, when isAllowed: Bool
    ) throws(RESPError) -> RESPElement {
        guard isAllowed else { throw RESPError(reason: .badNumber, offset: start) }
        return RESPElement(kind: .null, payload: end..<end, integer: 0, end: end)
    }

    /// A number from -1, which means null, to the limit.
    @inline(__always)
    private static func readCount(
        _ bytes: RawSpan, at start: Int
    ) throws(RESPError) -> (value: Int64, end: Int)? {
        guard let number = try readNumber(bytes, at: start) else { return nil }
        guard number.value >= -1 && number.value <= countLimit else {
            throw RESPError(reason: .badNumber, offset: start)
        }
        return number
    }

    /// The decimal number of the line at `start`, and where the line after it begins.
    @inline(__always)
    private static func readNumber(
        _ bytes: RawSpan, at start: Int
    ) throws(RESPError) -> (value: Int64, end: Int)? {
        var offset = start + 1
        guard offset < bytes.byteCount else { return nil }
        let sign = bytes.byte(at: offset)
        let isNegative = sign == UInt8(ascii: "-")
        if isNegative || sign == UInt8(ascii: "+") { offset += 1 }
        let firstDigit = offset
        var (value, isTooLarge) = (Int64(0), false)
        while offset < bytes.byteCount {
            let digit = bytes.byte(at: offset) &- 0x30
            guard digit < 10 else { break }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            // Gathered below zero, where there is room for one number more.
            let (sum, carry) = scaled.subtractingReportingOverflow(Int64(digit))
            (value, isTooLarge) = (sum, isTooLarge || overflow || carry)
            // A line of digits without end stops here at the latest.
            if isTooLarge { throw RESPError(reason: .badNumber, offset: start) }
            offset += 1
        }
        guard offset - firstDigit < 64 else { throw RESPError(reason: .badNumber, offset: start) }
        guard offset < bytes.byteCount else { return nil }
        guard offset > firstDigit, bytes.byte(at: offset) == 0x0d else {
            throw RESPError(reason: .badNumber, offset: start)
        }
        guard try endsLine(bytes, at: offset, of: start) else { return nil }
        guard isNegative || value != .min else {
            throw RESPError(reason: .badNumber, offset: start)
        }
        return (isNegative ? value : -value, offset + 2)
    }

    private static func readBigNumber(
        _ bytes: RawSpan, at start: Int
    ) throws(RESPError) -> RESPElement? {
        guard let element = try readLine(bytes, at: start, .bigNumber) else { return nil }
        let text = bytes.extracting(element.payload)
        let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
        let digits = text.extracting((isSigned ? 1 : 0)..<text.byteCount)
        guard !digits.isEmpty, digits.byteOffsets.allSatisfy({ digits.byte(at: $0) &- 0x30 < 10 })
        else { throw RESPError(reason: .badNumber, offset: start) }
        return element
    }

    /// A boolean or a null.
    private static func readConstant(
        _ bytes: RawSpan, at start: Int
    ) throws(RESPError) -> RESPElement? {
        let isNull = bytes.byte(at: start) == UInt8(ascii: "_")
        guard var element = try readLine(bytes, at: start, isNull ? .null : .boolean)
        else { return nil }
        let text = bytes.extracting(element.payload)
        let isTrue = text.equals("t")
        guard isNull ? text.isEmpty : isTrue || text.equals("f") else {
            throw RESPError(reason: .badValue, offset: start)
        }
        element.integer = isTrue ? 1 : 0
        return element
    }
}
