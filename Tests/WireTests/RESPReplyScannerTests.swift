import TestSupport
import Testing
import Wire

@Suite("RESP replies")
struct RESPReplyScannerTests {
    /// A reply, and its words as the decoder below puts them.
    ///
    /// The first of each type are the examples of
    /// https://redis.io/docs/latest/develop/reference/protocol-spec/.
    private static let replies: [(bytes: String, words: String)] = [
        ("+OK\r\n", "simpleString(OK)"),
        ("+\r\n", "simpleString()"),
        ("-Error message\r\n", "error(Error message)"),
        (":0\r\n", "integer(0)"),
        (":1000\r\n", "integer(1000)"),
        (":+7\r\n", "integer(7)"),
        (":-9223372036854775808\r\n", "integer(-9223372036854775808)"),
        (":9223372036854775807\r\n", "integer(9223372036854775807)"),
        ("$5\r\nhello\r\n", "bulkString(hello)"),
        ("$0\r\n\r\n", "bulkString()"),
        ("$4\r\na\r\nb\r\n", "bulkString(a\r\nb)"),
        ("$-1\r\n", "null"),
        ("*-1\r\n", "null"),
        ("_\r\n", "null"),
        ("*0\r\n", "array"),
        (
            "*2\r\n$5\r\nhello\r\n$5\r\nworld\r\n",
            "array bulkString(hello) bulkString(world)"
        ),
        ("*3\r\n:1\r\n:2\r\n:3\r\n", "array integer(1) integer(2) integer(3)"),
        (
            "*2\r\n*3\r\n:1\r\n:2\r\n:3\r\n*2\r\n+Hello\r\n-World\r\n",
            "array array integer(1) integer(2) integer(3) array simpleString(Hello) error(World)"
        ),
        (
            "*3\r\n$5\r\nhello\r\n$-1\r\n$5\r\nworld\r\n",
            "array bulkString(hello) null bulkString(world)"
        ),
        ("#t\r\n", "boolean(1)"),
        ("#f\r\n", "boolean(0)"),
        (",1.23\r\n", "double(1.23)"),
        (",10\r\n", "double(10.0)"),
        (",-inf\r\n", "double(-inf)"),
        (
            "(3492890328409238509324850943850943825024385\r\n",
            "bigNumber(3492890328409238509324850943850943825024385)"
        ),
        ("!21\r\nSYNTAX invalid syntax\r\n", "error(SYNTAX invalid syntax)"),
        ("=15\r\ntxt:Some string\r\n", "verbatimString(txt:Some string)"),
        (
            "%2\r\n+first\r\n:1\r\n+second\r\n:2\r\n",
            "map simpleString(first) integer(1) simpleString(second) integer(2)"
        ),
        ("~2\r\n+a\r\n#t\r\n", "set simpleString(a) boolean(1)"),
        (
            ">3\r\n+message\r\n+channel\r\n+payload\r\n",
            "push simpleString(message) simpleString(channel) simpleString(payload)"
        ),
        // The attribute of https://github.com/redis/redis-specifications, RESP3, "Attribute type".
        (
            "|1\r\n+key-popularity\r\n%2\r\n$1\r\na\r\n,0.1923\r\n$1\r\nb\r\n,0.0012\r\n"
                + "*2\r\n:2039123\r\n:9543892\r\n",
            "array integer(2039123) integer(9543892)"
        ),
        (
            "*3\r\n:1\r\n:2\r\n|1\r\n+ttl\r\n:3600\r\n:3\r\n",
            "array integer(1) integer(2) integer(3)"
        ),
        ("|1\r\n|1\r\n+a\r\n+b\r\n+c\r\n*0\r\n+OK\r\n", "simpleString(OK)"),
    ]

    /// What redis-server 7.0.15 answers to `DEBUG PROTOCOL` and other commands after `HELLO 3`.
    private static let captured: [(bytes: String, words: String)] = [
        (
            "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n"
                + "$39\r\nSome real reply following the attribute\r\n",
            "bulkString(Some real reply following the attribute)"
        ),
        (
            ">2\r\n$16\r\nserver-cpu-usage\r\n:42\r\n",
            "push bulkString(server-cpu-usage) integer(42)"
        ),
        (
            "=29\r\ntxt:This is a verbatim\nstring\r\n",
            "verbatimString(txt:This is a verbatim\nstring)"
        ),
        (
            "(1234567999999999999999999999999999999\r\n",
            "bigNumber(1234567999999999999999999999999999999)"
        ),
        (
            "%3\r\n:0\r\n#f\r\n:1\r\n#t\r\n:2\r\n#f\r\n",
            "map integer(0) boolean(0) integer(1) boolean(1) integer(2) boolean(0)"
        ),
        ("*1\r\n*2\r\n$1\r\nm\r\n,1.5\r\n", "array array bulkString(m) double(1.5)"),
        (
            "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n",
            "error(WRONGTYPE Operation against a key holding the wrong kind of value)"
        ),
        (
            "*2\r\n$1\r\n0\r\n*2\r\n$1\r\nh\r\n$1\r\nz\r\n",
            "array bulkString(0) array bulkString(h) bulkString(z)"
        ),
    ]

    private static func words(_ element: RESPElement, _ bytes: RawSpan) -> String {
        switch element.kind {
        case .null, .array, .map, .set, .push, .attribute: "\(element.kind)"
        case .integer, .boolean: "\(element.kind)(\(element.integer))"
        case .double: "double(\(element.double(in: bytes).map { "\($0)" } ?? "none"))"
        default: "\(element.kind)(\(bytes.extracting(element.payload).text))"
        }
    }

    private static func makeDecoder(byteLimit: Int = 4_096) -> (RawSpan) -> DecoderStep {
        var scanner = RESPReplyScanner(byteLimit: byteLimit)
        return { bytes in
            do throws(RESPError) {
                guard let reply = try scanner.scan(bytes) else { return .needsMore }
                var found = [words(reply.element, bytes)]
                var cursor = RESPCursor(reply, in: bytes)
                while let element = cursor.next() { found.append(words(element, bytes)) }
                return .message(found.joined(separator: " "), byteCount: reply.byteCount)
            } catch {
                return .failure("\(error)")
            }
        }
    }

    @Test("every type is found whole, however it arrives", arguments: [replies, captured])
    func types(replies: [(bytes: String, words: String)]) {
        expectMessages(replies.map { Array($0.bytes.utf8) }, are: replies.map(\.words)) {
            Self.makeDecoder()
        }
    }

    @Test("noise is refused or waited out, the same in every split")
    func noise() {
        expectNoiseIsHarmless(Self.replies.map { Array($0.bytes.utf8) }) {
            Self.makeDecoder(byteLimit: 200)
        }
    }

    private static let brokenReplies: [(bytes: String, error: RESPError)] = [
        ("HTTP/1.1 400\r\n", RESPError(reason: .unknownType(0x48), offset: 0)),
        ("$?\r\n", RESPError(reason: .badNumber, offset: 0)),
        ("$-2\r\n", RESPError(reason: .badNumber, offset: 0)),
        ("!-1\r\n", RESPError(reason: .badNumber, offset: 0)),
        ("%-1\r\n", RESPError(reason: .badNumber, offset: 0)),
        ("$2147483648\r\n", RESPError(reason: .badNumber, offset: 0)),
        ("*99999999999999999999\r\n", RESPError(reason: .badNumber, offset: 0)),
        (":9223372036854775808\r\n", RESPError(reason: .badNumber, offset: 0)),
        (":\r\n", RESPError(reason: .badNumber, offset: 0)),
        (":-\r\n", RESPError(reason: .badNumber, offset: 0)),
        (":1 \r\n", RESPError(reason: .badNumber, offset: 0)),
        (":" + String(repeating: "0", count: 64), RESPError(reason: .badNumber, offset: 0)),
        ("(12a\r\n", RESPError(reason: .badNumber, offset: 0)),
        ("(-\r\n", RESPError(reason: .badNumber, offset: 0)),
        ("+OK\rx", RESPError(reason: .missingLineEnd, offset: 0)),
        (":1\rx", RESPError(reason: .missingLineEnd, offset: 0)),
        ("$2\r\nabc", RESPError(reason: .missingLineEnd, offset: 0)),
        ("*2\r\n+a\r\n$1\r\nab", RESPError(reason: .missingLineEnd, offset: 8)),
        ("#x\r\n", RESPError(reason: .badValue, offset: 0)),
        ("_t\r\n", RESPError(reason: .badValue, offset: 0)),
        ("=3\r\ntxt\r\n", RESPError(reason: .badVerbatimString, offset: 0)),
        ("=4\r\ntext\r\n", RESPError(reason: .badVerbatimString, offset: 0)),
        (
            "+" + String(repeating: "a", count: 16_385) + "\r",
            RESPError(reason: .lineTooLong, offset: 0)
        ),
        (
            "*2147483647\r\n*2\r\n",
            RESPError(reason: .tooManyElements(limit: 2_147_483_647), offset: 13)
        ),
        (
            "$30000\r\n" + String(repeating: "a", count: 30_000),
            RESPError(reason: .replyTooLarge(byteLimit: 20_000), offset: 0)
        ),
        (
            "*2\r\n:1\r\n$19993\r\n" + String(repeating: "a", count: 19_993) + "\r\n",
            RESPError(reason: .replyTooLarge(byteLimit: 20_000), offset: 0)
        ),
    ]

    @Test(
        "what is no reply is refused with the reason and the place",
        arguments: brokenReplies.indices)
    func broken(index: Int) {
        let sample = Self.brokenReplies[index]
        let found = decode(
            Array(sample.bytes.utf8), endingAt: [sample.bytes.utf8.count],
            with: { Self.makeDecoder(byteLimit: 20_000) })
        #expect(found == ["failure: \(sample.error)"])
    }

    @Test("the longest line and the largest reply still pass")
    func limits() {
        let line = "+" + String(repeating: "a", count: RESPElement.lineByteLimit) + "\r\n"
        let found = decode(
            Array(line.utf8), endingAt: [line.utf8.count],
            with: { Self.makeDecoder(byteLimit: line.utf8.count) })
        #expect(found.count == 2 && found[0].hasPrefix("simpleString(aaa"))
    }

    @Test("what is wrong behind the limit is not looked at")
    func wrongBehindLimit() {
        let text = "*2\r\n:1\r\n+" + String(repeating: "a", count: 20_000) + "\rx"
        let found = expectSameInEverySplit(Array(text.utf8)) { Self.makeDecoder(byteLimit: 9_000) }
        #expect(
            found == ["failure: \(RESPError(reason: .replyTooLarge(byteLimit: 9_000), offset: 0))"])
    }

    @Test("a reply nested a hundred thousand deep costs no stack")
    func depth() {
        let text = String(repeating: "*1\r\n", count: 100_000) + ":1\r\n"
        let found = withBytes(text) { bytes in
            var scanner = RESPReplyScanner()
            let reply = try? scanner.scan(bytes)
            return reply?.byteCount
        }
        #expect(found == text.utf8.count)
    }

    @Test("what is inside an element can be passed over")
    func skipping() throws {
        let text = "*3\r\n*2\r\n:1\r\n*1\r\n:2\r\n|1\r\n+a\r\n+b\r\n%1\r\n+k\r\n:3\r\n:4\r\n"
        try withBytes(text) { bytes in
            var scanner = RESPReplyScanner()
            let reply = try #require(try scanner.scan(bytes))
            var cursor = RESPCursor(reply, in: bytes)
            var found: [String] = []
            while let element = cursor.next() {
                found.append(Self.words(element, bytes))
                if element.kind != .map { cursor.skipChildren(of: element) }
            }
            #expect(found == ["array", "map", "simpleString(k)", "integer(3)", "integer(4)"])
        }
    }

    @Test("a push is told from an answer, and an error from both")
    func kinds() throws {
        for (text, isPush, isError) in [
            (">1\r\n:1\r\n", true, false), ("-ERR\r\n", false, true),
            ("!3\r\nERR\r\n", false, true),
            ("+OK\r\n", false, false),
        ] {
            let reply = try withBytes(text) { bytes in
                var scanner = RESPReplyScanner()
                return try #require(try scanner.scan(bytes))
            }
            #expect(reply.isPush == isPush && reply.isError == isError)
        }
    }
}
