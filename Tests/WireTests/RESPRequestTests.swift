import TestSupport
import Testing
import Wire

@Suite("RESP requests")
struct RESPRequestTests {
    @Test("a command is an array of bulk strings, as in the protocol's description")
    func command() {
        let bytes = encodedText { queue in
            RESPRequest.begin("LLEN", argumentCount: 1, in: &queue)
            RESPRequest.append(literal: "mylist", to: &queue)
        }
        #expect(bytes == "*2\r\n$4\r\nLLEN\r\n$6\r\nmylist\r\n")
    }

    @Test("arguments may be spans, texts, numbers and pieces")
    func arguments() {
        let bytes = encodedText { queue in
            RESPRequest.begin("SET", argumentCount: 6, in: &queue)
            withBytes("k\r\n") { RESPRequest.append($0, to: &queue) }
            RESPRequest.append(text: "ç", to: &queue)
            RESPRequest.append(literal: "EX", to: &queue)
            RESPRequest.append(decimal: 100, to: &queue)
            RESPRequest.append(decimal: -7, to: &queue)
            RESPRequest.beginArgument(byteCount: 3, in: &queue)
            queue.append(literal: "ab")
            queue.append(0x63)
            RESPRequest.endArgument(in: &queue)
        }
        #expect(
            bytes == "*7\r\n$3\r\nSET\r\n$3\r\nk\r\n\r\n$2\r\nç\r\n$2\r\nEX\r\n$3\r\n100\r\n"
                + "$2\r\n-7\r\n$3\r\nabc\r\n")
    }

    @Test("a command without arguments has its name alone")
    func bare() {
        #expect(
            encodedText { RESPRequest.begin("PING", argumentCount: 0, in: &$0) }
                == "*1\r\n$4\r\nPING\r\n")
    }
}

@Suite("Redis Cluster")
struct RESPClusterTests {
    /// The first is the specification's own test of the sum; the others are what
    /// `CLUSTER KEYSLOT` of a Redis 7.0.15 answers.
    @Test(
        "a key's slot is the specification's",
        arguments: [
            ("123456789", 0x31c3), ("", 0), ("foo", 12_182), ("{user1000}.following", 3_443),
            ("{user1000}.followers", 3_443), ("user1000", 3_443), ("foo{}{bar}", 8_363),
            ("foo{{bar}}zap", 4_015), ("foo{bar}{zap}", 5_061), ("bar", 5_061),
            ("a}{b}", 3_300),
        ])
    func slots(key: String, slot: Int) {
        #expect(withBytes(key) { RESPKeySlot.slot(of: $0) } == slot % RESPKeySlot.count)
    }

    private func redirect(_ text: String) throws -> (RESPRedirect, host: String)? {
        try withBytes(text) { bytes in
            var scanner = RESPReplyScanner()
            let reply = try #require(try scanner.scan(bytes))
            return RESPRedirect(reply, in: bytes).map { ($0, bytes.extracting($0.host).text) }
        }
    }

    @Test(
        "a redirection tells slot, host and port",
        arguments: [
            ("-MOVED 3999 127.0.0.1:6381\r\n", RESPRedirect.Kind.moved, 3_999, "127.0.0.1", 6_381),
            ("-ASK 16383 ::1:6381\r\n", .ask, 16_383, "::1", 6_381),
            ("-MOVED 0 :65535\r\n", .moved, 0, "", 65_535),
        ])
    func redirects(
        text: String, kind: RESPRedirect.Kind, slot: Int, host: String, port: Int
    ) throws {
        let found = try #require(try redirect(text))
        #expect(found.0.kind == kind && found.0.slot == slot && Int(found.0.port) == port)
        #expect(found.host == host)
    }

    @Test(
        "any other error is no redirection",
        arguments: [
            "-ERR unknown command\r\n", "-MOVED\r\n", "-MOVED 1\r\n", "-MOVED 1 \r\n",
            "-MOVED 16384 a:1\r\n", "-MOVED x a:1\r\n", "-MOVED 1 a:\r\n", "-MOVED 1 a:0\r\n",
            "-MOVED 1 a:65536\r\n", "-MOVED 1 a1\r\n", "-ASK 1:1\r\n", "+MOVED 1 a:1\r\n",
        ])
    func others(text: String) throws {
        #expect(try redirect(text) == nil)
    }
}
