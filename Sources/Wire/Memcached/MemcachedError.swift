/// Why a request cannot be written: the key is none that Memcached takes.
///
/// Source: "Keys", https://github.com/memcached/memcached/blob/master/doc/protocol.txt.
public enum MemcachedKeyError: Error, Equatable, Sendable {
    /// A key has at least one byte.
    case empty
    /// A key has at most ``MemcachedRequest/keyByteLimit`` bytes; this one has more.
    case tooLong(byteCount: Int)
    /// A key has neither white space nor control characters; this byte would end it early.
    case separator(UInt8, offset: Int)
}

extension MemcachedKeyError: CustomStringConvertible {
    /// One sentence: what is wrong, and what a key may be.
    public var description: String {
        switch self {
        case .empty: "the key is empty; Memcached needs at least one byte"
        case .tooLong(let count):
            "a key of \(count) bytes; Memcached takes at most \(MemcachedRequest.keyByteLimit)"
        case .separator(let byte, let offset):
            "byte 0x\(String(byte, radix: 16)) at \(offset) of the key; Memcached takes neither "
                + "white space nor control characters"
        }
    }
}

/// Why bytes are no reply of Memcached's; the connection that sent them is of no more use.
public enum MemcachedReplyError: Error, Equatable, Sendable {
    /// The line's first word is not one of a reply.
    case unknownReply
    /// A line does not end within ``MemcachedReplyScanner/lineByteLimit`` bytes.
    case lineTooLong
    /// A line ends without `\r`, or a value's last byte is not followed by `\r\n`.
    case missingLineEnd
    /// The line of a value lacks a field, or has a number that is none or out of range.
    case badValueLine
    /// The line announces a value of more bytes than the scanner takes.
    case valueTooLarge(byteLimit: Int)
}

extension MemcachedReplyError: CustomStringConvertible {
    /// One sentence: what was found.
    public var description: String {
        switch self {
        case .unknownReply: "a line that is no reply; is this a Memcached server?"
        case .lineTooLong:
            "a line of more than \(MemcachedReplyScanner.lineByteLimit) bytes"
        case .missingLineEnd: "a line or value that does not end in CR LF"
        case .badValueLine: "a VALUE or VA line without its fields"
        case .valueTooLarge(let limit): "a value of more than \(limit) bytes"
        }
    }
}
