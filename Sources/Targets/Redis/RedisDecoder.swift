internal import Wire

/// What a connection to Redis remembers between the pieces in which replies arrive.
struct RedisDecoder {
    private var scanner = RESPReplyScanner()
    /// Replies to the greeting that have come.
    var greetingReplyCount = 0

    /// The next reply; nil when more bytes are needed.
    ///
    /// - Throws: `DialectError` when the bytes are no reply.
    @inline(__always)
    mutating func next(_ input: RawSpan) throws(DialectError) -> RESPReply? {
        do throws(RESPError) {
            return try scanner.scan(input)
        } catch {
            throw DialectError("\(error)")
        }
    }
}
