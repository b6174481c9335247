/// Why bytes are not a reply of Redis's protocol; the connection that sent them is of no more use.
public struct RESPError: Error, Equatable, Sendable {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        /// No element begins with this byte.
        case unknownType(UInt8)
        /// A length, count or integer is not a decimal number in range.
        case badNumber
        /// A line's `\r` is not followed by `\n`, or a string's last byte not by both.
        case missingLineEnd
        /// A line does not end within ``RESPElement/lineByteLimit`` bytes.
        case lineTooLong
        /// A boolean that is neither `t` nor `f`, or a null with something in it.
        case badValue
        /// A verbatim string without a format of three characters and a colon.
        case badVerbatimString
        /// The reply would have more bytes than the scanner takes.
        case replyTooLarge(byteLimit: Int)
        /// The reply would have more elements than the scanner takes.
        case tooManyElements(limit: Int)
    }

    /// What is wrong.
    public var reason: Reason
    /// Where the element begins, in bytes from the reply's first.
    public var offset: Int

    /// An error for `reason`, `offset` bytes into a reply.
    public init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension RESPError: CustomStringConvertible {
    /// One sentence: what was found, and where.
    public var description: String {
        "reply at byte \(offset): \(reason.words)"
    }
}

extension RESPError.Reason {
    fileprivate var words: String {
        switch self {
        case .unknownType(let byte):
            "no type begins with byte 0x\(String(byte, radix: 16)); is this a Redis server?"
        case .badNumber: "a number that is not decimal or out of range"
        case .missingLineEnd: "a line or string that does not end in CR LF"
        case .lineTooLong: "a line of more than \(RESPElement.lineByteLimit) bytes"
        case .badValue: "a boolean or null that is none"
        case .badVerbatimString: "a verbatim string without its format"
        case .replyTooLarge(let limit): "a reply of more than \(limit) bytes"
        case .tooManyElements(let limit): "a reply of more than \(limit) elements"
        }
    }
}
