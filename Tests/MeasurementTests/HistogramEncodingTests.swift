import Platform
import TestSupport
import Testing
import Workload

@testable import Measurement

@Suite("Histogram encoding")
struct HistogramEncodingTests {
    @Test("what is written reads back equal, for random contents")
    func roundTrip() throws {
        try forEachSeed(20) { seed in
            var random = SplitMix64(seed: seed)
            let histogram = LatencyHistogram()
            for value in randomValues(&random, count: Int(random.next() % 300)) {
                histogram.record(
                    Nanoseconds(value), count: random.next() >> (random.next() % 50 + 14))
            }
            let decoded = try HistogramEncoding.decode(HistogramEncoding.encode(histogram))
            #expect(decoded.recordedValues == histogram.recordedValues, seedComment(seed))
            #expect(decoded.count == histogram.count, seedComment(seed))
        }
    }

    /// Made by the package hdrhistogram 0.10.8: `scripts/hlog-reference.py write`.
    static let goldens: [(text: String, contents: [(value: UInt64, count: UInt64)])] = [
        ("HISTFAAAAB14nJNpmSzMgADMUJoRyHQz2LGAwf4DRAAATjkESw==", []),
        (
            "HISTFAAAAC54nJNpmSzMwMDAywABzFCaEch0M9ixgMH+A1SA6ac8C9uDoxyTXzEzAQCkuAis",
            [(1, 1), (2_047, 2), (2_048, 3), (2_050, 70_000), (3_600_000_000_000, 1)]
        ),
    ]

    @Test("the bytes before compression are the reference's", arguments: 0..<goldens.count)
    func golden(index: Int) throws {
        let golden = Self.goldens[index]
        let histogram = LatencyHistogram()
        for (value, count) in golden.contents {
            histogram.record(Nanoseconds(value), count: count)
        }
        let decoded = try HistogramEncoding.decode(golden.text)
        #expect(decoded.recordedValues == histogram.recordedValues)
        let bytes = try #require(Base64.decode(golden.text))
        let payload = try #require(Zlib.decompress(Array(bytes[8...]), limit: 1_000))
        #expect(HistogramEncoding.payload(of: histogram) == payload)
    }

    @Test(
        "numbers of every length survive",
        arguments: [0, 1, -1, 63, 64, -64, -65, 8_191, 1 << 55, Int64.max, Int64.min])
    func zigZag(number: Int64) {
        var bytes: [UInt8] = []
        ZigZag.append(number, to: &bytes)
        #expect(bytes.count <= 9)
        var rest = bytes[...]
        #expect(ZigZag.next(&rest) == number)
        #expect(rest.isEmpty)
        for length in 0..<bytes.count {
            var part = bytes[..<length]
            #expect(ZigZag.next(&part) == nil)
        }
    }

    @Test(
        "base64 is RFC 4648's",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    // MARK: Bad input

    private func payload(counts: [UInt8], digits: UInt8 = 3, cookie: UInt8 = 0x13) -> [UInt8] {
        [0x1C, 0x84, 0x93, cookie, 0, 0, 0, UInt8(counts.count), 0, 0, 0, 0, 0, 0, 0, digits]
            + [0, 0, 0, 0, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 16) + counts
    }

    private func reason(of body: () throws(HistogramEncodingError) -> LatencyHistogram)
        -> HistogramEncodingError?
    {
        do {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    private func encoded(_ number: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        ZigZag.append(number, to: &bytes)
        return bytes
    }

    @Test("a payload that does not fit is refused with its reason")
    func badPayloads() {
        let huge = encoded(.max)
        let cases: [([UInt8], HistogramEncodingError?)] = [
            (payload(counts: [2]), nil),
            (payload(counts: encoded(-33_791) + [2]), nil),
            ([1, 2, 3], .tooShort(byteCount: 3)),
            (payload(counts: [], cookie: 0x14), .wrongCookie(0x1C84_9314)),
            (payload(counts: [2]) + [2], .wrongLength(declared: 1, actual: 2)),
            (payload(counts: [], digits: 2), .otherLayout(significantDigits: 2, lowest: 1)),
            (payload(counts: encoded(-33_792) + [2]), .countsBeyondLayout),
            (payload(counts: encoded(.min)), .countsBeyondLayout),
            (payload(counts: [0x80]), .truncatedCount),
            (payload(counts: huge + [2]), .totalTooLarge),
        ]
        for (bytes, expected) in cases {
            let found = reason { () throws(HistogramEncodingError) in
                try HistogramEncoding.histogram(payload: bytes)
            }
            #expect(found == expected)
        }
    }

    @Test("every truncation and every changed byte of a histogram is an error or a histogram")
    func damage() {
        let text = Array(Self.goldens[1].text.utf8)
        for position in text.indices {
            let cut = String(decoding: text[..<position], as: UTF8.self)
            #expect(throws: HistogramEncodingError.self) { try HistogramEncoding.decode(cut) }
            var changed = text
            for byte in stride(from: UInt8(0), through: 255, by: 17) {
                changed[position] = byte
                _ = try? HistogramEncoding.decode(String(decoding: changed, as: UTF8.self))
            }
        }
    }

    @Test("random payloads never trap")
    func randomPayloads() {
        forEachSeed(200) { seed in
            var random = SplitMix64(seed: seed)
            let counts = (0..<Int(random.next() % 100)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? HistogramEncoding.histogram(payload: payload(counts: counts))
        }
    }
}
