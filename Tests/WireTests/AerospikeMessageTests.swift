import TestSupport
import Testing
import Wire

@Suite("Aerospike messages")
struct AerospikeMessageTests {
    private func words(_ frame: [UInt8]) -> String {
        withBytes(frame) { AerospikeWords.messages($0.extracting(8..<$0.byteCount)) }
    }

    private static let key = "f0:74657374 f1:64656d6f f4:\(Captured.digest)"
    private static let names = "digest \(Captured.digest) set demo"

    private static let readings: [(frame: [UInt8], words: String)] = [
        (
            Captured.put,
            "[0, 5, 0, 0] 0 gen 9 expiry 0 timeout 1000 \(key) o2 a=2 record \(names)"
        ),
        (
            Captured.getAll, "[3, 0, 0, 0] 0 gen 0 expiry 0 timeout 0 \(key) record \(names)"
        ),
        (
            Captured.operate,
            "[1, 129, 0, 0] 0 gen 0 expiry 0 timeout 0 \(key) o5 a=4 o1 a=null "
                + "o4 l=blob 920107 o3 m=blob 936107a2036b record \(names)"
        ),
        (
            Captured.touch,
            "[0, 1, 0, 0] 0 gen 0 expiry 50 timeout 0 \(key) o11 =null record \(names)"
        ),
    ]

    @Test("captured requests are read", arguments: readings)
    func requests(frame: [UInt8], expected: String) {
        #expect(words(frame) == expected)
    }

    @Test("captured answers are read")
    func answers() {
        #expect(
            words(Captured.record)
                == "[0, 0, 0, 0] 0 gen 1 expiry 532912845 timeout 0 o1 a=1 o1 s='x' "
                + "o1 l=list 9201a20371 o1 m=map 81a2036bcb4004000000000000 o1 b=blob 09 "
                + "o1 t=true")
        #expect(
            words(Captured.operated)
                == "[0, 0, 0, 0] 0 gen 3 expiry 532912845 timeout 0 o5 a=null o1 a=5 o4 l=3 "
                + "o3 m=2.5")
        #expect(
            words(Captured.batchRows)
                == "[0, 0, 0, 0] 0 gen 1 expiry 0 timeout 0 o1 a=1; "
                + "[0, 0, 0, 0] 2 gen 0 expiry 0 timeout 1")
    }

    @Test("captured frames are found whole, however they arrive")
    func splits() {
        expectMessages(
            Captured.all.dropLast().map { $0 },
            are: Captured.all.dropLast().map { "message " + words($0) }, AerospikeWords.frames())
        let found = expectSameInEverySplit(Captured.query, AerospikeWords.frames())
        #expect(found == ["message \(words(Captured.query)) [\(Captured.query.count)]", "left: 0"])
    }

    @Test("noise is refused or waited out, the same in every split")
    func noise() {
        expectNoiseIsHarmless(
            Captured.all.dropLast(), AerospikeWords.frames(bodyByteLimit: 1_000))
    }

    @Test("a message cut off anywhere is refused with code 4, not read beyond its end")
    func truncation() {
        for frame in Captured.all.dropLast() where frame != Captured.batchRows {
            for end in 8..<frame.count {
                withBytes(Array(frame[8..<end])) { body in
                    let error = #expect(throws: AerospikeWireError.self) {
                        _ = try AerospikeMessage.request(body).byteCount
                    }
                    #expect(error?.answer == .message(.parameter), "cut off at \(end)")
                }
            }
        }
    }

    private static let header = "16000000 0000 00000000 00000000 00000000 "

    private static let broken: [(body: [UInt8], error: AerospikeWireError)] = [
        ([], AerospikeWireError(.truncatedHeader)),
        (hex("15") + [UInt8](repeating: 0, count: 21), AerospikeWireError(.wrongHeaderSize(21))),
        (hex(header + "0000 0000 00"), AerospikeWireError(.trailingBytes(count: 1))),
        (hex(header + "0001 0000 00000000 00"), AerospikeWireError(.truncatedField(index: 0))),
        (hex(header + "0001 0000 00000003 00 61"), AerospikeWireError(.truncatedField(index: 0))),
        (hex(header + "0001 0000 ffffffff 00 61"), AerospikeWireError(.truncatedField(index: 0))),
        (
            hex(header + "ffff 0000 00000001 00 00000001 00"),
            AerospikeWireError(.truncatedField(index: 2))
        ),
        (
            hex(header + "0000 0001 00000003 02010000"),
            AerospikeWireError(.truncatedOperation(index: 0))
        ),
        (
            hex(header + "0000 0001 00000004 02010001 61"),
            AerospikeWireError(.truncatedOperation(index: 0))
        ),
        (
            hex(header + "0000 0001 00000105 020100ff 61"),
            AerospikeWireError(.truncatedOperation(index: 0))
        ),
        (
            hex(header + "0000 8000 00000004 0b000000"),
            AerospikeWireError(.truncatedOperation(index: 1))
        ),
    ]

    @Test("a malformed message is refused with code 4 and the reason", arguments: broken.indices)
    func malformed(index: Int) {
        let sample = Self.broken[index]
        withBytes(sample.body) { body in
            _ = #expect(throws: sample.error) { _ = try AerospikeMessage.request(body).byteCount }
        }
        #expect(sample.error.answer == .message(.parameter))
    }

    private static let badFields: [(fields: String, error: AerospikeWireError)] = [
        // A key without a type.
        ("00000001 02", AerospikeWireError(.wrongFieldSize(.key, byteCount: 0))),
        // A digest of 19 bytes.
        (
            "00000014 04" + Captured.digest.dropLast(2),
            AerospikeWireError(.wrongFieldSize(.digest, byteCount: 19))
        ),
        // A set's name of 64 bytes.
        (
            "00000041 01" + String(repeating: "61", count: 64),
            AerospikeWireError(.setNameTooLong(byteCount: 64))
        ),
    ]

    @Test(
        "an empty key, a digest of 19 bytes and a set's name of 64 get code 4", arguments: badFields
    )
    func fields(fields: String, error: AerospikeWireError) {
        withBytes(hex(Self.header + "0001 0000" + fields)) { body in
            _ = #expect(throws: error) {
                let message = try AerospikeMessage.request(body)
                _ = try message.digest()?.byteCount
                _ = try message.setName()?.byteCount
                _ = try message.userKey()?.type
            }
        }
        #expect(error.answer == .message(.parameter))
    }

    @Test("the user's key has a type and bytes")
    func userKey() throws {
        let found = try withBytes(hex(Self.header + "0001 0000 00000004 02 03 6b31")) { body in
            guard let key = try AerospikeMessage.request(body).userKey() else { return "none" }
            return "\(key.type.rawValue) \(key.bytes.text)"
        }
        #expect(found == "3 k1")
    }

    @Test("a set's name of 63 bytes passes, and an empty one is none")
    func setNames() throws {
        let long = hex(Self.header + "0001 0000 00000040 01" + String(repeating: "61", count: 63))
        let count = try withBytes(long) {
            try AerospikeMessage.request($0).setName()?.byteCount
        }
        #expect(count == 63)
        let none = try withBytes(hex(Self.header + "0001 0000 00000001 01")) {
            try AerospikeMessage.request($0).setName()?.byteCount
        }
        #expect(none == nil)
    }

    @Test("what a request is about shows in its fields and flags")
    func subjects() throws {
        for (frame, subject) in [
            (Captured.put, AerospikeMessage.Subject.record), (Captured.batchRead, .batch),
            (Captured.query, .query),
        ] {
            let found = try withBytes(Array(frame[8...])) {
                try AerospikeMessage.request($0).subject
            }
            #expect(found == subject)
        }
    }
}

@Suite("Aerospike values")
struct AerospikeParticleTests {
    private func words(_ type: UInt8, _ bytes: String) -> String {
        withBytes(hex(bytes)) { bytes in
            do throws(AerospikeWireError) {
                let type = AerospikeParticleType(rawValue: type)
                return AerospikeWords.words(try AerospikeParticle.read(type, bytes))
            } catch {
                return "\(error.answer)"
            }
        }
    }

    @Test(
        "values are read by type and size; the wrong ones get code 4",
        arguments: [
            (0, "", "null"),
            (1, "fffffffffffffffe", "-2"),
            (1, "fffffffe", "4294967294"),
            (1, "fffe", "65534"),
            (1, "fe", "254"),
            (1, "000001", "message(4 (bad parameter))"),
            (1, "", "message(4 (bad parameter))"),
            (2, "4004000000000000", "2.5"),
            (2, "40040000", "message(4 (bad parameter))"),
            (3, "6162", "'ab'"),
            (4, "", "blob "),
            (7, "01", "blob 01"),
            (12, "01", "blob 01"),
            (5, "", "message(4 (bad parameter))"),
            (13, "", "message(4 (bad parameter))"),
            (16, "", "message(4 (bad parameter))"),
            (17, "00", "false"),
            (17, "01", "true"),
            (17, "02", "message(4 (bad parameter))"),
            (17, "", "message(4 (bad parameter))"),
            (18, "01", "hll 01"),
            (19, "80", "map 80"),
            (20, "90", "list 90"),
            (23, "000000 7b7d", "geo {}"),
            (23, "000001 0102030405060708 7b7d", "geo {}"),
            (23, "0000", "message(4 (bad parameter))"),
            (23, "000001 01020304050607", "message(4 (bad parameter))"),
            (255, "", "message(4 (bad parameter))"),
        ] as [(UInt8, String, String)])
    func values(type: UInt8, bytes: String, expected: String) {
        #expect(words(type, bytes) == expected)
    }
}

@Suite("Aerospike result codes")
struct AerospikeResultCodeTests {
    @Test("a code is shown with its number, and its meaning if it has one")
    func words() {
        #expect("\(AerospikeResultCode.recordNotFound)" == "2 (record not found)")
        #expect("\(AerospikeResultCode(rawValue: 99))" == "99")
    }
}
