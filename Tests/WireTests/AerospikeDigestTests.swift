import TestSupport
import Testing
import Wire

@Suite("Aerospike digests")
struct AerospikeDigestTests {
    private func ripemd160(_ text: String) -> String {
        var hash = RIPEMD160()
        withBytes(text) { hash.update($0) }
        return hash.finalize().description
    }

    @Test(
        "RIPEMD-160 gives its authors' test values",
        arguments: [
            ("", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
            ("a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
            ("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
            ("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
            ("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "12a053384a9c0c88e405a06c27dcf49ada62eb2b"
            ),
            (
                String(repeating: "1234567890", count: 8),
                "9b752e45573d4b39f4dbd3323cab82bf63326bfb"
            ),
            (String(repeating: "a", count: 1_000_000), "52783243c1697bdbe16d37f97f68f08325dc1528"),
        ]
    )
    func published(message: String, digest: String) {
        #expect(ripemd160(message) == digest)
    }

    @Test("eight messages digest side by side as they do in turn, whatever their lengths")
    func together() {
        for first in 0...48 {
            let texts = (0..<8).map { lane in
                String(
                    (first..<first + lane).map { Character(Unicode.Scalar(UInt8(65 + $0 % 26))) })
                    + String(repeating: "z", count: first)
            }
            let messages = InlineArray<8, RIPEMD160> { lane in
                var message = RIPEMD160()
                withBytes(texts[lane]) { message.update($0) }
                return message
            }
            let areShort = texts.allSatisfy { $0.utf8.count < 56 }
            #expect(messages[7].fitsOneBlock == (texts[7].utf8.count < 56))
            guard areShort else { continue }
            let digests = RIPEMD160.finalize(messages)
            #expect((0..<8).map { digests[$0].description } == texts.map(ripemd160))
        }
    }

    @Test("a message digests the same in any pieces, whatever its length")
    func pieces() {
        for count in 0...130 {
            let message = (0..<count).map { UInt8($0) }
            var whole = RIPEMD160()
            withBytes(message) { whole.update($0) }
            var bytewise = RIPEMD160()
            for byte in message { bytewise.append(byte) }
            var halves = RIPEMD160()
            withBytes(Array(message[..<(count / 2)])) { halves.update($0) }
            withBytes(Array(message[(count / 2)...])) { halves.update($0) }
            let digest = whole.finalize()
            #expect(bytewise.finalize() == digest, "\(count) bytes")
            #expect(halves.finalize() == digest, "\(count) bytes")
        }
    }

    @Test(
        "set, key type and key are digested as the official clients do",
        arguments: [
            ("demo", 3, "6b31", "b747f5854d0b33259928d0cfab7fad81d6abfbf6", 1_975),
            ("demo", 3, "", "6253653507ba82c3f57c87af2f86d39033149e0c", 866),
            ("demo", 1, "0000000000000001", "b7f4b83889e2da67de683e1df6919a1eacc446c8", 1_207),
            ("demo", 1, "ffffffffffffffff", "e9d49a24c3debdc5a6d551d3e7087999a263bb97", 1_257),
            ("demo", 4, "0102", "41721215fd2e56087e4f962047729a972784f317", 577),
            ("", 3, "6b31", "50149955959c2fef0a83613ae80c78bb9c96b269", 1_104),
        ] as [(String, UInt8, String, String, Int)]
    )
    func composition(set: String, type: UInt8, key: String, text: String, partition: Int) {
        let digest = withBytes(set) { set in
            withBytes(hex(key)) { key in
                AerospikeDigest(ofKey: key, type: .init(rawValue: type), set: set)
            }
        }
        #expect(digest.description == text)
        #expect(digest.partition == partition)
        #expect(hex(digest.bytes) == text)
    }

    @Test("only 20 bytes are a digest, and it gives them back")
    func bytes() {
        let bytes = (0..<20).map { UInt8($0 * 13 + 5) }
        let digest = withBytes(bytes) { AerospikeDigest(bytes: $0) }
        #expect(digest.map { hex($0.bytes) } == withBytes(bytes) { hex($0) })
        for count in [0, 19, 21] {
            let bytes = [UInt8](repeating: 7, count: count)
            #expect(withBytes(bytes) { AerospikeDigest(bytes: $0) } == nil)
        }
    }
}
