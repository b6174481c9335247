/// Finds replies in bytes that arrive piece by piece, of text and meta commands alike.
///
/// ```swift
/// while let reply = try scanner.scan(queue.bytes) {
///     use(reply, queue.bytes)
///     queue.consume(reply.byteCount)
/// }
/// ```
///
/// Nothing is copied. A scan that runs out of bytes goes on where it stopped, as long as the bytes
/// it is given begin with the same reply.
public struct MemcachedReplyScanner: Sendable {
    private let valueByteLimit: Int
    /// How many bytes of the line are known to hold no line end.
    private var searchedByteCount = 0
    /// The reply whose value has not arrived in full.
    private var waiting: MemcachedReply?

    /// The longest line; a VALUE line with the longest key and numbers has under 330 bytes.
    public static let lineByteLimit = 8_192

    /// A scanner at the start of a connection.
    ///
    /// - Parameter valueByteLimit: the largest value; 1 GiB is the largest item size Memcached can
    ///   be configured for. A connection's memory is bounded by this.
    public init(valueByteLimit: Int = 1 << 30) {
        precondition(valueByteLimit >= 0, "a value cannot have \(valueByteLimit) bytes")
        self.valueByteLimit = valueByteLimit
    }

    /// Looks for one reply at the start of `bytes`.
    ///
    /// - Parameter bytes: what has arrived, from the reply's first byte on.
    /// - Returns: the reply, nil when more bytes are needed; the next scan begins behind it.
    /// - Throws: `MemcachedReplyError` when what is there is no reply, whatever follows.
    @inline(__always)
    public mutating func scan(_ bytes: RawSpan) throws(MemcachedReplyError) -> MemcachedReply? {
        if let waiting { return try finish(waiting, bytes) }
        guard let newline = bytes.firstOffset(of: 0x0a, from: searchedByteCount) else {
            searchedByteCount = bytes.byteCount
            guard searchedByteCount <= Self.lineByteLimit else { throw .lineTooLong }
            return nil
        }
        searchedByteCount = 0
        guard newline <= Self.lineByteLimit else { throw .lineTooLong }
        guard newline > 0, bytes.byte(at: newline - 1) == 0x0d else { throw .missingLineEnd }
        let reply = try readLine(bytes.extracting(0..<newline - 1))
        return reply.value.isEmpty && reply.byteCount == newline + 1
            ? reply : try finish(reply, bytes)
    }

    /// The reply if its value, and the line end behind it, has arrived.
    @inline(__always)
    private mutating func finish(
        _ reply: MemcachedReply, _ bytes: RawSpan
    ) throws(MemcachedReplyError) -> MemcachedReply? {
        let end = reply.value.upperBound
        if bytes.byteCount > end, bytes.byte(at: end) != 0x0d { throw .missingLineEnd }
        guard bytes.byteCount >= reply.byteCount else {
            waiting = reply
            return nil
        }
        guard bytes.byte(at: end + 1) == 0x0a else { throw .missingLineEnd }
        waiting = nil
        return reply
    }

    // MARK: Lines

    @inline(__always)
    private func readLine(_ line: RawSpan) throws(MemcachedReplyError) -> MemcachedReply {
        // The frequent ones, told apart by their first letter.
        switch line.isEmpty ? 0 : line.byte(at: 0) {
        case UInt8(ascii: "V"):
            if line.hasPrefix("VALUE ") { return try readValue(line) }
            if line.hasPrefix("VA ") { return try readMetaValue(line) }
        case UInt8(ascii: "E"):
            if line.equals("END") { return Self.plain(.end, line, 3) }
        case UInt8(ascii: "S"):
            if line.equals("STORED") { return Self.plain(.stored, line, 6) }
        case UInt8(ascii: "H"):
            if line.hasPrefix("HD") { return try Self.meta(.metaSuccess, line) }
        default:
            break
        }
        return try Self.readRare(line)
    }

    private static func plain(
        _ kind: MemcachedReply.Kind, _ line: RawSpan, _ wordByteCount: Int
    ) -> MemcachedReply {
        let end = line.byteCount
        return MemcachedReply(
            kind: kind, text: min(wordByteCount + 1, end)..<end, value: end..<end,
            byteCount: end + 2)
    }

    /// A meta reply without a value: two letters, then flags.
    private static func meta(
        _ kind: MemcachedReply.Kind, _ line: RawSpan
    ) throws(MemcachedReplyError) -> MemcachedReply {
        guard line.byteCount == 2 || line.byte(at: 2) == 0x20 else { throw .unknownReply }
        return plain(kind, line, 2)
    }

    private static func readRare(_ line: RawSpan) throws(MemcachedReplyError) -> MemcachedReply {
        for (word, kind) in wholeLines where line.equals(word) {
            return plain(kind, line, line.byteCount)
        }
        for (word, kind) in metaLines where line.hasPrefix(word) {
            return try meta(kind, line)
        }
        for (word, kind) in textLines where line.hasPrefix(word) {
            return plain(kind, line, word.utf8CodeUnitCount - 1)
        }
        var end = line.byteCount
        // A number that became shorter may keep its old length.
        while end > 0, line.byte(at: end - 1) == 0x20 { end -= 1 }
        guard let number = line.decimal(0..<end) else { throw .unknownReply }
        var reply = plain(.number, line, line.byteCount)
        reply.number = number
        return reply
    }

    private static let wholeLines: [(StaticString, MemcachedReply.Kind)] = [
        ("NOT_FOUND", .notFound), ("NOT_STORED", .notStored), ("EXISTS", .exists),
        ("DELETED", .deleted), ("TOUCHED", .touched), ("OK", .ok), ("ERROR", .error),
        ("RESET", .reset),
    ]

    private static let metaLines: [(StaticString, MemcachedReply.Kind)] = [
        ("EN", .metaMiss), ("NS", .metaNotStored), ("EX", .metaExists), ("NF", .metaNotFound),
        ("MN", .metaNoOperation),
    ]

    private static let textLines: [(StaticString, MemcachedReply.Kind)] = [
        ("STAT ", .statistic), ("VERSION ", .version), ("ERROR ", .error),
        ("CLIENT_ERROR ", .clientError), ("SERVER_ERROR ", .serverError),
    ]

    // MARK: Lines before a value

    /// `VALUE <key> <flags> <bytes> [<unique>]`.
    @inline(__always)
    private func readValue(_ line: RawSpan) throws(MemcachedReplyError) -> MemcachedReply {
        guard let keyEnd = line.firstOffset(of: 0x20, from: 6), keyEnd > 6 else {
            throw .badValueLine
        }
        var position = keyEnd
        guard let flags = Self.number(line, &position), flags <= UInt32.max,
            let size = Self.number(line, &position)
        else { throw .badValueLine }
        var unique: UInt64 = 0
        if position < line.byteCount {
            guard let found = Self.number(line, &position) else { throw .badValueLine }
            unique = found
        }
        guard position == line.byteCount else { throw .badValueLine }
        var reply = try withValue(.value, line, text: 6..<keyEnd, size)
        reply.flags = UInt32(flags)
        reply.number = unique
        return reply
    }

    /// `VA <bytes> <flags>`.
    private func readMetaValue(_ line: RawSpan) throws(MemcachedReplyError) -> MemcachedReply {
        var position = 2
        guard let size = Self.number(line, &position) else { throw .badValueLine }
        return try withValue(.metaValue, line, text: position..<line.byteCount, size)
    }

    @inline(__always)
    private func withValue(
        _ kind: MemcachedReply.Kind, _ line: RawSpan, text: Range<Int>, _ size: UInt64
    ) throws(MemcachedReplyError) -> MemcachedReply {
        guard size <= UInt64(valueByteLimit) else {
            throw .valueTooLarge(byteLimit: valueByteLimit)
        }
        let start = line.byteCount + 2
        let end = start + Int(size)
        return MemcachedReply(kind: kind, text: text, value: start..<end, byteCount: end + 2)
    }

    /// The number behind the space at `position`, which moves to what follows it.
    @inline(__always)
    private static func number(_ line: RawSpan, _ position: inout Int) -> UInt64? {
        guard position < line.byteCount, line.byte(at: position) == 0x20 else { return nil }
        var end = position + 1
        while end < line.byteCount, line.byte(at: end) != 0x20 { end += 1 }
        let value = line.decimal(position + 1..<end)
        position = end
        return value
    }
}
