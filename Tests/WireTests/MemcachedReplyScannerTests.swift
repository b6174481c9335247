import TestSupport
import Testing
import Wire

@Suite("Memcached replies")
struct MemcachedReplyScannerTests {
    /// Replies of memcached 1.6.18 on loopback, and their words as the decoder below puts them.
    private static let replies: [(bytes: String, words: String)] = [
        ("STORED\r\n", "stored"),
        ("NOT_STORED\r\n", "notStored"),
        ("EXISTS\r\n", "exists"),
        ("NOT_FOUND\r\n", "notFound"),
        ("DELETED\r\n", "deleted"),
        ("TOUCHED\r\n", "touched"),
        ("OK\r\n", "ok"),
        ("RESET\r\n", "reset"),
        ("END\r\n", "end"),
        ("VALUE k 5 3\r\nabc\r\n", "value(k) flags 5 number 0: abc"),
        ("VALUE k 5 3 1\r\nabc\r\n", "value(k) flags 5 number 1: abc"),
        ("VALUE n 0 2\r\n9 \r\n", "value(n) flags 0 number 0: 9 "),
        ("VALUE e 4294967295 0\r\n\r\n", "value(e) flags 4294967295 number 0: "),
        ("VALUE e 0 6\r\n\r\nEND\r\r\n", "value(e) flags 0 number 0: \r\nEND\r"),
        ("15\r\n", "number 15"),
        ("9 \r\n", "number 9"),
        ("18446744073709551615\r\n", "number 18446744073709551615"),
        ("VERSION 1.6.18\r\n", "version(1.6.18)"),
        ("STAT pid 1162\r\n", "statistic(pid 1162)"),
        ("ERROR\r\n", "error"),
        (
            "CLIENT_ERROR bad command line format\r\n",
            "clientError(bad command line format)"
        ),
        (
            "SERVER_ERROR object too large for cache\r\n",
            "serverError(object too large for cache)"
        ),
        ("MN\r\n", "metaNoOperation"),
        (
            "VA 3 f5 c1 t98 s3 kk O77 l2 h1\r\nabc\r\n",
            "metaValue(f5 c1 t98 s3 kk O77 l2 h1): abc"
        ),
        ("VA 0\r\n\r\n", "metaValue: "),
        ("VA 2 t-1 c6\r\n16\r\n", "metaValue(t-1 c6): 16"),
        ("VA 3 c14 t30 X W\r\nayz\r\n", "metaValue(c14 t30 X W): ayz"),
        ("EN\r\n", "metaMiss"),
        ("EN kZm9v b\r\n", "metaMiss(kZm9v b)"),
        ("HD\r\n", "metaSuccess"),
        ("HD c5 O1 km\r\n", "metaSuccess(c5 O1 km)"),
        ("NS\r\n", "metaNotStored"),
        ("EX\r\n", "metaExists"),
        ("NF\r\n", "metaNotFound"),
    ]

    private static func words(_ reply: MemcachedReply, _ bytes: RawSpan) -> String {
        var words = "\(reply.kind)"
        var flags: [String] = []
        var cursor = MemcachedMetaCursor(reply, in: bytes)
        while let flag = cursor.next() {
            flags.append(
                String(UnicodeScalar(flag.letter)) + bytes.extracting(flag.token).text)
        }
        let text = bytes.extracting(reply.text).text
        if !text.isEmpty { words += "(\(flags.isEmpty ? text : flags.joined(separator: " ")))" }
        if reply.kind == .value { words += " flags \(reply.flags) number \(reply.number)" }
        if reply.kind == .number { words += " \(reply.number)" }
        if reply.kind == .value || reply.kind == .metaValue {
            words += ": \(bytes.extracting(reply.value).text)"
        }
        return words
    }

    private static func makeDecoder(valueByteLimit: Int = 1_000) -> (RawSpan) -> DecoderStep {
        var scanner = MemcachedReplyScanner(valueByteLimit: valueByteLimit)
        return { bytes in
            do throws(MemcachedReplyError) {
                guard let reply = try scanner.scan(bytes) else { return .needsMore }
                return .message(words(reply, bytes), byteCount: reply.byteCount)
            } catch {
                return .failure("\(error)")
            }
        }
    }

    @Test("every reply is found whole, however it arrives")
    func replies() {
        expectMessages(
            Self.replies.map { Array($0.bytes.utf8) }, are: Self.replies.map(\.words)
        ) { Self.makeDecoder() }
    }

    @Test("noise is refused or waited out, the same in every split")
    func noise() {
        expectNoiseIsHarmless(Self.replies.map { Array($0.bytes.utf8) }) {
            Self.makeDecoder(valueByteLimit: 10)
        }
    }

    private static let brokenReplies: [(bytes: String, error: MemcachedReplyError)] = [
        ("HTTP/1.1 400\r\n", .unknownReply),
        ("\r\n", .unknownReply),
        ("STORED \r\n", .unknownReply),
        ("ENDED\r\n", .unknownReply),
        ("HDX\r\n", .unknownReply),
        ("VA\r\n", .unknownReply),
        ("-1\r\n", .unknownReply),
        ("18446744073709551616\r\n", .unknownReply),
        ("STORED\n", .missingLineEnd),
        ("\n", .missingLineEnd),
        ("VALUE k 0 1\r\nab", .missingLineEnd),
        ("VALUE k 0 1\r\na\rb", .missingLineEnd),
        ("VALUE k 0\r\n", .badValueLine),
        ("VALUE  0 1\r\n", .badValueLine),
        ("VALUE k 4294967296 1\r\n", .badValueLine),
        ("VALUE k 0 -1\r\n", .badValueLine),
        ("VALUE k 0 1 x\r\n", .badValueLine),
        ("VALUE k 0 1 2 3\r\n", .badValueLine),
        ("VALUE k 0 18446744073709551616\r\n", .badValueLine),
        ("VALUE k 0 18446744073709551615\r\n", .valueTooLarge(byteLimit: 1_000)),
        ("VALUE k 0 1001\r\n", .valueTooLarge(byteLimit: 1_000)),
        ("VA x\r\n", .badValueLine),
        ("VA 1001 v\r\n", .valueTooLarge(byteLimit: 1_000)),
        ("STAT " + String(repeating: "a", count: 8_188), .lineTooLong),
        ("STAT " + String(repeating: "a", count: 8_187) + "\r\n", .lineTooLong),
    ]

    @Test("what is no reply is refused with the reason", arguments: brokenReplies.indices)
    func broken(index: Int) {
        let sample = Self.brokenReplies[index]
        let found = decode(
            Array(sample.bytes.utf8), endingAt: [sample.bytes.utf8.count],
            with: { Self.makeDecoder() })
        #expect(found == ["failure: \(sample.error)"])
    }

    @Test("the longest line and the largest value still pass")
    func limits() {
        let line = "STAT " + String(repeating: "a", count: 8_186) + "\r\n"
        let value = "VALUE k 0 1000\r\n" + String(repeating: "b", count: 1_000) + "\r\n"
        let found = expectSameInEverySplit(Array((line + value).utf8)) { Self.makeDecoder() }
        #expect(found.count == 3 && found.last == "left: 0")
    }

    @Test("the numbers of meta flags are read, and what is none is none")
    func numbers() throws {
        try withBytes("HD t-1 c18 s v9223372036854775808 kx\r\n") { bytes in
            var scanner = MemcachedReplyScanner()
            let reply = try #require(try scanner.scan(bytes))
            var cursor = MemcachedMetaCursor(reply, in: bytes)
            var found: [Int64?] = []
            while let flag = cursor.next() { found.append(cursor.number(flag.token)) }
            #expect(found == [-1, 18, nil, nil, nil])
        }
    }

    @Test("errors are told from answers")
    func errors() throws {
        for (text, isError) in [
            ("ERROR\r\n", true), ("CLIENT_ERROR a\r\n", true), ("SERVER_ERROR b\r\n", true),
            ("NOT_FOUND\r\n", false),
        ] {
            let reply = try withBytes(text) { bytes in
                var scanner = MemcachedReplyScanner()
                return try #require(try scanner.scan(bytes))
            }
            #expect(reply.isError == isError)
        }
    }
}
