import Engine
import Testing

/// What the official Python client 19.3.0 sent to the real server 8.1.2, and got, byte by byte.
@Suite("Captured exchange")
struct CapturedExchangeTests {
    private static let digest = "b747f5854d0b33259928d0cfab7fad81d6abfbf6"
    private static let names = "00000005 00 74657374  00000005 01 64656d6f"
    private static let key = "00000015 04 " + digest

    private func expect(_ served: ServedStore, _ request: String, _ answer: String) {
        let sent = bytes(hex: request)
        // The frame's own size is part of what was captured.
        #expect(Int(sent[6]) << 8 | Int(sent[7]) == sent.count - 8)
        #expect(hex(served.answerBytes(Array(sent.dropFirst(8)))) == hex(bytes(hex: answer)))
    }

    /// A served store at a time when the default time to live leads to `voidTime`.
    private func served(voidTime: UInt32) throws -> ServedStore {
        let served = try ServedStore(.init(shards: 16, defaultTTLSeconds: 1_000))
        served.clock.set(seconds: voidTime - 1_000)
        return served
    }

    @Test("put with a generation that does not match")
    func put() throws {
        let served = try served(voidTime: 0x1fc3_9a9b)
        for number in 0..<2 { try served.answer(.put([.put("a", Int64(number))])) }
        expect(
            served,
            "0203000000000052 16000500000000000009 00000000 000003e8 0003 0001 " + Self.names
                + Self.key + "0000000d 02 01 00 01 61 0000000000000002",
            "0203000000000016 16000000 00 03 00000002 1fc39a9b 00000000 0000 0000")
    }

    private static let sixBins: [Request.Operation] = [
        .put("a", 1), .put("s", "x"), .put("l", type: 20, bytes(hex: "9201a20371")),
        .put("m", type: 19, bytes(hex: "81a2036bcb4004000000000000")),
        .put("b", type: 4, [9]), .put("t", type: 17, [1]),
    ]

    /// The six bins as the answer has them.
    private static let sixResults =
        "0000000d 01 01 00 01 61 0000000000000001" + "00000006 01 03 00 01 73 78"
        + "0000000a 01 14 00 01 6c 9201a20371"
        + "00000012 01 13 00 01 6d 81a2036bcb4004000000000000"
        + "00000006 01 04 00 01 62 09" + "00000006 01 11 00 01 74 01"

    @Test("get all bins")
    func getAll() throws {
        let served = try served(voidTime: 0x1fc3_9acd)
        try served.answer(.put(Self.sixBins))
        expect(
            served,
            "0203000000000041 16030000 0000 00000000 00000000 000003e8 0003 0000" + Self.names
                + Self.key,
            "0203000000000069 16000000 00 00 00000001 1fc39acd 00000000 0000 0006"
                + Self.sixResults)
    }

    @Test("exists, touch and remove")
    func bareAnswers() throws {
        let served = try served(voidTime: 0x1fc3_9acd)
        try served.answer(.put(Self.sixBins))
        let fields = "000003e8 0003 0000" + Self.names + Self.key
        expect(
            served, "0203000000000041 16210000 0000 00000000 00000000" + fields,
            "0203000000000016 16000000 00 00 00000001 1fc39acd 00000000 0000 0000")
        expect(
            served,
            "0203000000000049 16000100 0000 00000000 00000032 000003e8 0003 0001" + Self.names
                + Self.key + "00000004 0b 00 00 00",
            "0203000000000016 16000000 00 00 00000002 1fc39717 00000000 0000 0000")
        expect(
            served, "0203000000000041 16000300 0000 00000000 00000000" + fields,
            "0203000000000016 16000000 00 00 00000000 00000000 00000000 0000 0000")
    }

    @Test("operate answers one result for each operation")
    func operate() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1)]))
        expect(
            served,
            "020300000000005b 16018100 0000 00000000 00000000 000003e8 0003 0002" + Self.names
                + Self.key + "0000000d 05 01 00 01 61 0000000000000004" + "00000005 01 00 00 01 61",
            "0203000000000030 16000000 00 00 00000002 00000000 00000000 0000 0002"
                + "00000005 05 00 00 01 61" + "0000000d 01 01 00 01 61 0000000000000005")
    }

    @Test("batch read of two keys")
    func batch() throws {
        let served = try served(voidTime: 0x1fc3_9acd)
        try served.answer(.put(Self.sixBins))
        let absent = "0000000000000000000000000000000000000001"
        expect(
            served,
            "020300000000006f 16080000 0000 00000000 00000000 000003e8 0001 0000"
                + "00000055 29 00000002 0d" + "00000000" + Self.digest
                + "0a 03 00 00 00000000 0002 0000" + Self.names + "00000001" + absent + "01",
            "020300000000007f 16000000 00 00 00000001 1fc39acd 00000000 0000 0006"
                + Self.sixResults + "16000000 00 02 00000000 00000000 00000001 0000 0000"
                + "0203000000000016 16000001 00 00 00000000 00000000 00000000 0000 0000")
    }

    @Test("query of a set in all partitions")
    func query() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("n", 5)]))
        let partitions = (0..<4096).map { hex([UInt8($0 & 0xff), UInt8($0 >> 8)]) }.joined()
        expect(
            served,
            "0203000000002043 16010004 0000 00000000 ffffffff 000003e8 0005 0000" + Self.names
                + "00000005 09 00007530" + "00000009 07 0000000000000007" + "00002001 0b"
                + partitions,
            "0203000000000052 16000000 00 00 00000001 00000000 00000000 0003 0001"
                + "00000005 00 74657374" + Self.key + "00000005 01 64656d6f"
                + "0000000d 01 01 00 01 6e 0000000000000005"
                + "0203000000000016 16000001 00 00 00000000 00000000 00000000 0000 0000")
    }
}
