/// One reply line of Memcached, with the value that follows it if there is one.
///
/// A retrieval of several keys is answered by several of these: a ``Kind/value`` for each key
/// found, then ``Kind/end``. All offsets count from the start of the bytes that were scanned.
/// Source: https://github.com/memcached/memcached/blob/master/doc/protocol.txt, "Error strings",
/// the commands' replies, and "Meta Commands".
public struct MemcachedReply: Equatable, Sendable {
    /// What the line says.
    public enum Kind: Equatable, Sendable {
        /// `VALUE`: an item; its key, flags, perhaps unique number, and value.
        case value
        /// `END`: no more items or statistics.
        case end
        /// `STORED`.
        case stored
        /// `NOT_STORED`: the condition of the command was not met.
        case notStored
        /// `EXISTS`: the item has another unique number.
        case exists
        /// `NOT_FOUND`: there is no such item.
        case notFound
        /// `DELETED`.
        case deleted
        /// `TOUCHED`.
        case touched
        /// A number alone: the new value of `incr` or `decr`, in ``MemcachedReply/number``.
        case number
        /// `OK`.
        case ok
        /// `VERSION`: the version is the text.
        case version
        /// `STAT`: name and value are the text.
        case statistic
        /// `RESET`: the statistics were.
        case reset
        /// `ERROR`: there is no such command.
        case error
        /// `CLIENT_ERROR`: the request was malformed; why is the text.
        case clientError
        /// `SERVER_ERROR`: the server could not; why is the text.
        case serverError
        /// `VA`: a meta command's item with its value.
        case metaValue
        /// `HD`: a meta command's success without a value.
        case metaSuccess
        /// `EN`: a miss of `mg`.
        case metaMiss
        /// `NS`: the condition of a meta command was not met.
        case metaNotStored
        /// `EX`: the item has another unique number.
        case metaExists
        /// `NF`: there is no such item.
        case metaNotFound
        /// `MN`: all before `mn` is answered.
        case metaNoOperation
    }

    /// What the line says.
    public var kind: Kind
    /// The key of a ``Kind/value``; else the rest of the line: text, or a meta reply's flags.
    public var text: Range<Int>
    /// The bytes of a value; empty when there is none.
    public var value: Range<Int>
    /// The client's flags of a ``Kind/value``.
    public var flags: UInt32 = 0
    /// The unique number of a ``Kind/value`` that `gets` returned, or the number alone.
    public var number: UInt64 = 0
    /// How many bytes the reply has.
    public var byteCount: Int

    /// Whether the server reports an error.
    public var isError: Bool {
        kind == .error || kind == .clientError || kind == .serverError
    }
}

/// Walks the flags of a meta reply.
///
/// Each is a letter and perhaps a value: `k` the key, `c` the unique number, `O` what the request
/// said, and so on; beside those asked for, `W`, `X` and `Z` tell about renewal.
public struct MemcachedMetaCursor: ~Escapable {
    private let bytes: RawSpan
    private var position: Int
    private let end: Int

    /// A cursor before the first flag of `reply`.
    ///
    /// - Parameters:
    ///   - reply: a meta reply as the scanner gave it; any other has no flags.
    ///   - bytes: the same bytes as the scanner was given.
    @_lifetime(copy bytes)
    public init(_ reply: MemcachedReply, in bytes: RawSpan) {
        self.bytes = bytes
        switch reply.kind {
        case .metaValue, .metaSuccess, .metaMiss, .metaNotStored, .metaExists, .metaNotFound,
            .metaNoOperation:
            (position, end) = (reply.text.lowerBound, reply.text.upperBound)
        default:
            (position, end) = (0, 0)
        }
    }

    /// The next flag's letter and where its value is; nil after the last.
    public mutating func next() -> (letter: UInt8, token: Range<Int>)? {
        while position < end, bytes.byte(at: position) == 0x20 { position += 1 }
        guard position < end else { return nil }
        let start = position
        while position < end, bytes.byte(at: position) != 0x20 { position += 1 }
        return (bytes.byte(at: start), start + 1..<position)
    }

    /// The number of the flag that ``next()`` gave; nil when its value is none.
    ///
    /// - Parameter token: where the flag's value is.
    /// - Returns: the number; `t` may be -1.
    public func number(_ token: Range<Int>) -> Int64? {
        guard !token.isEmpty else { return nil }
        let isNegative = bytes.byte(at: token.lowerBound) == UInt8(ascii: "-")
        let digits = token.lowerBound + (isNegative ? 1 : 0)..<token.upperBound
        guard let magnitude = bytes.decimal(digits) else { return nil }
        return Int64(exactly: magnitude).map { isNegative ? -$0 : $0 }
    }
}
