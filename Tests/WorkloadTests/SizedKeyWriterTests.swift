import TestSupport
import Testing

@testable import Workload

@Suite("Keys of given sizes")
struct SizedKeyWriterTests {
    private func keys(_ writer: SizedKeyWriter, _ numbers: Range<UInt64>, limit: Int) -> [[UInt8]] {
        numbers.map { number in
            var bytes = [UInt8](repeating: 0, count: limit)
            var span = bytes.mutableSpan
            var space = unsafe span.mutableBytes
            let byteCount = writer.write(writer.word(number), into: &space)
            return Array(bytes[..<byteCount])
        }
    }

    @Test(
        "all keys differ, however short, and are letters and digits",
        arguments: [
            (.constant(3), 32_767), (.uniform(3...6), 20_000),
            (.uniform(6...15), 20_000), (.constant(16), 20_000), (FacebookETC.keySizes, 20_000),
            (.uniform(12...140), 1 << 59),
        ] as [(SizeDistribution, UInt64)])
    func unique(sizes: SizeDistribution, count: UInt64) {
        let writer = SizedKeyWriter(sizes: sizes, count: count)
        let limit = SizedKeyWriter.byteLimit(largestByteCount: sizes.largest)
        let keys = keys(writer, 0..<min(count, 40_000), limit: limit)
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.count >= sizes.smallest && $0.count <= sizes.largest })
        #expect(
            keys.joined().allSatisfy { byte in
                "0123456789abcdefghijklmnopqrstuv".utf8.contains(byte)
            })
    }

    @Test("keys have the sizes of their distribution")
    func sizes() {
        let sizes = FacebookETC.keySizes
        let writer = SizedKeyWriter(sizes: sizes, count: 100_000_000)
        var bytes = [UInt8](repeating: 0, count: 256)
        var number: UInt64 = 0
        let agree = DrawTesting.agree(
            edges: (16...100).map { UInt64($0) }, below: { sizes.cumulative(Int($0) - 1) },
            draw: {
                var span = bytes.mutableSpan
                var space = unsafe span.mutableBytes
                number += 1
                return UInt64(writer.write(writer.word(number), into: &space))
            })
        #expect(agree)
    }

    @Test(
        "the smallest size that tells keys apart",
        arguments: [
            (1, 1), (31, 1), (32, 2), (1_000_000, 4), (1 << 20, 5), (1_000_000_000, 6),
            (1 << 40, 9), (1 << 59, 12),
        ] as [(UInt64, Int)])
    func smallest(count: UInt64, byteCount: Int) {
        #expect(SizedKeyWriter.smallestByteCount(count: count) == byteCount)
    }

    @Test("keys are the same on every machine")
    func goldens() throws {
        let writer = SizedKeyWriter(sizes: .uniform(4...40), count: 1_000_000)
        let limit = SizedKeyWriter.byteLimit(largestByteCount: 40)
        let lines = keys(writer, 0..<20, limit: limit).map { String(decoding: $0, as: UTF8.self) }
        try expectGolden(lines.map { $0 + "\n" }.joined(), "sized-keys.txt")
    }
}
