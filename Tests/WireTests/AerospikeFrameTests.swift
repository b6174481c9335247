import TestSupport
import Testing
import Wire

@Suite("Aerospike frames")
struct AerospikeFrameTests {
    /// Of the exchange captured between the Python client 19.3.0 and server 8.1.2.0.
    private static let frames: [(bytes: [UInt8], words: String)] = [
        (
            hex("0201000000000020") + Array("node\npartition-generation\nbuild\n".utf8),
            "info node - -, partition-generation - -, build - -, "
                + "node= false, partition-generation= false, build= false"
        ),
        (
            hex("0203000000000016 16000000 00 03 00000002 1fc39a9b 00000000 0000 0000"),
            "message [0, 0, 0, 0] 3 gen 2 expiry 532912795 timeout 0"
        ),
        (
            hex("0202000000000010 00001400 000000000000000000000000"),
            "security " + "00001400"
                + String(repeating: "0", count: 24)
        ),
        (hex("0204000000000002 789c"), "compressed 789c"),
        (hex("0201000000000000"), "info "),
        (hex("0203000000000000"), "message "),
        (hex("0203000000000001 16"), "message a message shorter than its header"),
    ]

    @Test("every frame is found whole, however it arrives")
    func frames() {
        expectMessages(
            Self.frames.map(\.bytes), are: Self.frames.map(\.words), AerospikeWords.frames())
    }

    @Test("noise is refused or waited out, the same in every split")
    func noise() {
        expectNoiseIsHarmless(
            Self.frames.map(\.bytes), AerospikeWords.frames(bodyByteLimit: 1_000))
    }

    private static let brokenFrames: [(bytes: [UInt8], error: AerospikeWireError)] = [
        (hex("01"), AerospikeWireError(.wrongVersion(1))),
        (Array("GET / HTTP/1.1\r\n".utf8), AerospikeWireError(.wrongVersion(0x47))),
        (hex("0200"), AerospikeWireError(.unknownFrameType(0))),
        (hex("0205000000000000"), AerospikeWireError(.unknownFrameType(5))),
        (
            hex("0203000008000001"),
            AerospikeWireError(.bodyTooLarge(byteCount: 134_217_729, limit: 134_217_728))
        ),
        (
            hex("0203ffffffffffff"),
            AerospikeWireError(.bodyTooLarge(byteCount: 0xffff_ffff_ffff, limit: 134_217_728))
        ),
    ]

    @Test("a broken frame closes the connection, as the real server does", arguments: brokenFrames)
    func broken(bytes: [UInt8], error: AerospikeWireError) {
        let found = withBytes(bytes) { bytes in
            #expect(throws: error) { try AerospikeFrame.next(in: bytes) }
        }
        #expect(found?.answer == .close)
        #expect(found.map { "\($0)".isEmpty } == false)
    }

    @Test("a frame of exactly the limit is taken")
    func limit() throws {
        let frame = try withBytes(hex("0203000000000004 00000000")) {
            try AerospikeFrame.next(in: $0, bodyByteLimit: 4)
        }
        #expect(frame?.kind == .message && frame?.body == 8..<12)
    }

    @Test("the writer fills in the size")
    func writer() {
        let bytes = encoded { queue in
            queue.append(9)
            let frame = AerospikeFrameWriter(.info, in: &queue)
            queue.append(literal: "node\n")
            frame.finish(in: &queue)
        }
        #expect(bytes == hex("09 0201000000000005 6e6f64650a"))
    }

    @Test("a security message is refused with code 51 and its own command")
    func security() {
        let refusal = encoded { queue in
            withBytes(hex("00001400 000000000000000000000000")) {
                AerospikeSecurity.refuse($0, in: &queue)
            }
            withBytes([]) { AerospikeSecurity.refuse($0, code: .securityNotEnabled, in: &queue) }
        }
        #expect(
            refusal == hex("0202000000000010 00331400 000000000000000000000000")
                + hex("0202000000000010 00340000 000000000000000000000000"))
        #expect(
            AerospikeWireError(.security).answer == .securityMessage(.securityNotSupported))
        #expect(AerospikeWireError(.compressed).answer == .message(.enterpriseOnly))
    }
}

@Suite("Aerospike info")
struct AerospikeInfoTests {
    /// Name, three arguments, and the parameters `value`, `a` and `b`.
    private func parts(_ line: String) -> [String?] {
        withBytes(line) { line in
            let command = AerospikeInfoCommand(line)
            var parts: [String?] = [command.name.text]
            for index in 0..<3 { parts.append(text(command.argument(index))) }
            for name in ["value", "a", "b"] as [StaticString] {
                parts.append(text(command.parameter(name)))
            }
            return parts
        }
    }

    @Test(
        "commands have a name, arguments between slashes, or parameters",
        arguments: [
            ("node", ["node", nil, nil, nil, nil, nil, nil]),
            ("sets/test/demo", ["sets", "test", "demo", nil, nil, nil, nil]),
            ("namespace/", ["namespace", "", nil, nil, nil, nil, nil]),
            (
                "user-agent-set:value=MSxweQ==;a=;b",
                ["user-agent-set", nil, nil, nil, "MSxweQ==", "", nil]
            ),
            ("x:/;b=1/2;value=;a=1;a=2", ["x", nil, nil, nil, "", "1", "1/2"]),
            ("x/a:b/", ["x", "a:b", "", nil, nil, nil, nil]),
            (":a=1", ["", nil, nil, nil, nil, "1", nil]),
        ])
    func commands(line: String, expected: [String?]) {
        #expect(parts(line) == expected)
    }

    @Test("an answer repeats each command, as in the captured exchange")
    func replies() {
        let values = ["node": "FA101000000FC02", "partition-generation": "0", "build": "8.1.2.0"]
        let reply = encoded { queue in
            let frame = AerospikeFrameWriter(.info, in: &queue)
            withBytes("node\npartition-generation\nbuild\nwithout line end") { body in
                var cursor = AerospikeInfoRequestCursor(body)
                while let command = cursor.next() {
                    let value = values[command.name.text] ?? ""
                    AerospikeInfoReply.append(command, text: value, to: &queue)
                }
            }
            frame.finish(in: &queue)
        }
        #expect(
            reply == hex("020100000000003a")
                + Array(
                    "node\tFA101000000FC02\npartition-generation\t0\nbuild\t8.1.2.0\n".utf8))
        withBytes(Array(reply[8...])) { body in
            var cursor = AerospikeInfoReplyCursor(body)
            let generation = text(cursor.value(of: "partition-generation"))
            let build = text(cursor.value(of: "build"))
            let node = text(cursor.value(of: "node"))
            #expect(generation == "0" && build == "8.1.2.0" && node == nil)
        }
    }

    @Test("a failed item has its code and reason, and is seen to have failed")
    func errors() {
        let reply = encodedText { queue in
            withBytes("foo") {
                AerospikeInfoReply.append(
                    AerospikeInfoCommand($0), error: .parameter, "unrecognized command",
                    to: &queue)
            }
        }
        #expect(reply == "foo\tERROR:4:unrecognized command\n")
        for (line, isError) in [
            (reply, true), ("a\tFAIL:1\n", true), ("a\terror=not_found\n", true),
            ("a\tok\n", false),
            ("a\n", false), ("\tERROR:\n", true),
        ] {
            withBytes(line) { body in
                var cursor = AerospikeInfoReplyCursor(body)
                let found = cursor.next()?.isError
                #expect(found == isError)
            }
        }
    }

    @Test("a request is a frame of lines")
    func request() {
        let bytes = encoded { queue in
            let frame = AerospikeFrameWriter(.info, in: &queue)
            AerospikeInfoRequest.append("partition-generation", to: &queue)
            AerospikeInfoRequest.append(text: "replicas", to: &queue)
            frame.finish(in: &queue)
        }
        #expect(
            bytes == hex("020100000000001e") + Array("partition-generation\nreplicas\n".utf8))
    }
}
