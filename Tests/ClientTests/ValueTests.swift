import TestSupport
import Testing
import Wire

@testable import Client

@Suite("Values of a client")
struct ValueTests {
    /// What a server would send back for a bin with this value.
    private func echoed(_ value: Value) throws -> Value? {
        let bytes = try encoded { queue in
            var message = AerospikeMessageWriter(AerospikeHeader(resultCode: .ok), in: &queue)
            try value.append(.read, bin: "b", to: &message, in: &queue)
            message.finish(in: &queue)
        }
        return try withBytes(bytes) { bytes -> Value? in
            var cursor = try AerospikeMessage.first(in: bytes).operations
            guard let operation = cursor.next() else { return nil }
            return try Value(operation)
        }
    }

    static let examples: [Value] = [
        nil, 0, -1, 9_223_372_036_854_775_807, .integer(.min), 2.5, .double(-.infinity), "", "für",
        true, false, .blob([]), .blob([0, 255, 7]), [], [:], [1, "a", [2.5, nil, true]],
        ["k": [1, 2], 7: ["inner": .blob([1])], .blob([9]): "v"],
        .geoJSON(#"{"type": "Point", "coordinates": [8.5, 47.4]}"#), .hyperLogLog([0, 12, 0]),
        .list([.geoJSON(#"{"type": "Point", "coordinates": [1, 2]}"#)]),
    ]

    @Test("a value comes back as it was written", arguments: examples)
    func comesBack(value: Value) throws {
        #expect(try echoed(value) == value)
    }

    @Test("values at random come back as they were written")
    func random() throws {
        try forEachSeed(200) { seed in
            var random = Random(seed: seed)
            let value = Self.value(&random, depth: 0)
            let found = try echoed(value)
            #expect(found == value, seedComment(seed))
        }
    }

    private static func value(_ random: inout Random, depth: Int) -> Value {
        switch random.below(depth < 4 ? 8 : 6) {
        case 0: .integer(Int64(bitPattern: random.next()) >> Int64(random.below(64)))
        case 1: .double(Double(random.below(1_000_000)) / 64)
        case 2: .string(String(repeating: "ä", count: random.below(300)))
        case 3: .blob((0..<random.below(300)).map { _ in random.byte() })
        case 4: .boolean(random.below(2) == 0)
        case 5: .null
        case 6: .list((0..<random.below(20)).map { _ in value(&random, depth: depth + 1) })
        default:
            .map(
                Dictionary(
                    (0..<random.below(20)).map { _ in
                        (value(&random, depth: 4), value(&random, depth: depth + 1))
                    }, uniquingKeysWith: { $1 }))
        }
    }

    @Test("the captured record is read, whatever its values' types")
    func captured() throws {
        let record = try withBytes(Array(Captured.record[8...])) { body in
            try Record(AerospikeMessage.first(in: body))
        }
        let expected: [String: Value] = [
            "a": 1, "s": "x", "l": [1, "q"], "m": ["k": 2.5], "b": .blob([9]), "t": true,
        ]
        #expect(record == Record(bins: expected, generation: 1, expiration: 532_912_845))
    }

    @Test("what is nested too deep is refused, and never overflows the stack")
    func depth() throws {
        var value = Value.integer(1)
        for _ in 0..<129 { value = .list([value]) }
        #expect(throws: ClientError(.invalid(.valueTooDeep))) { try echoed(value) }
        let deep = [UInt8](repeating: 0x91, count: 100_000) + [1]
        withBytes(deep) { bytes in
            let refused = (try? Value(container: bytes)) == nil
            #expect(refused)
        }
    }

    @Test("containers cut short or changed anywhere are an error or another value, never a trap")
    func damage() throws {
        let whole = try Value.list([1, "two", ["k": [2.5, .blob([1, 2, 3])]]]).containerBytes()
        for end in whole.indices {
            withBytes(Array(whole[..<end])) { bytes in
                let refused = (try? Value(container: bytes)) == nil
                #expect(refused, "cut at \(end)")
            }
            for byte in UInt8.min...UInt8.max {
                var changed = whole
                changed[end] = byte
                withBytes(changed) { _ = try? Value(container: $0) }
            }
        }
    }
}

@Suite("Keys of records")
struct RecordKeyTests {
    @Test("a key has the digest that official clients compute")
    func digests() {
        let cases: [(RecordKey, String, Int)] = [
            (
                RecordKey("k1", namespace: "test", set: "demo"),
                "b747f5854d0b33259928d0cfab7fad81d6abfbf6", 1_975
            ),
            (
                RecordKey(-1, namespace: "test", set: "demo"),
                "e9d49a24c3debdc5a6d551d3e7087999a263bb97", 1_257
            ),
            (
                RecordKey([1, 2], namespace: "other", set: "demo"),
                "41721215fd2e56087e4f962047729a972784f317", 577
            ),
            (
                RecordKey("k1", namespace: "test"),
                "50149955959c2fef0a83613ae80c78bb9c96b269", 1_104
            ),
        ]
        for (key, digest, partition) in cases {
            #expect(key.digest.description == digest)
            #expect(key.partition == partition)
        }
    }

    @Test("names of lengths that servers refuse are refused before they are sent")
    func names() throws {
        let long = String(repeating: "n", count: 32)
        #expect(throws: ClientError(.invalid(.namespaceName(long)))) {
            try RecordKey("k", namespace: long).check()
        }
        #expect(throws: ClientError(.invalid(.namespaceName("")))) {
            try RecordKey("k", namespace: "").check()
        }
        let set = String(repeating: "s", count: 64)
        #expect(throws: ClientError(.invalid(.setName(set)))) {
            try RecordKey("k", namespace: "test", set: set).check()
        }
        try RecordKey("k", namespace: String(long.dropLast()), set: String(set.dropLast())).check()
        try RequestCheck.bin("123456789012345")
        #expect(throws: ClientError(.invalid(.binName("1234567890123456")))) {
            try RequestCheck.bin("1234567890123456")
        }
    }

    @Test("expiry is told in seconds left, at least one, as official clients do")
    func expiry() {
        let now = (ExpirationClock.origin + 1_000) * 1_000_000_000
        #expect(ExpirationClock.secondsLeft(nil, at: now) == nil)
        #expect(ExpirationClock.secondsLeft(1_060, at: now) == 60)
        #expect(ExpirationClock.secondsLeft(1_000, at: now) == 1)
        #expect(ExpirationClock.secondsLeft(10, at: now) == 1)
    }
}
