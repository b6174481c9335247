import Foundation
import Platform
import Statistics
import TestSupport
import Testing

@testable import Workload

@Suite("Workloads fitted to traces")
struct TraceModelTests {
    /// A trace of reads whose keys follow Zipf's law.
    private func zipf(_ exponent: Double, keys: UInt64, requests: Int) throws -> TraceFile {
        let output = try OutputFile(temporaryIn: NSTemporaryDirectory())
        var writer = TraceFileWriter(output, name: "out", source: .keys)
        var table = TraceKeyTable()
        let sampler = ZipfSampler(count: keys, exponent: exponent)
        var random = DrawStream(seed: 7)
        for _ in 0..<requests {
            let key = table.number(of: XXHash64.mix(sampler.next(using: &random)), byteCount: 8)
            try writer.append(
                TraceRow(
                    time: 0, key: key.number, valueByteCount: 10, ttlSeconds: 0, repeatCount: 1,
                    spacing: 0, keyByteCount: 8, operation: 0))
        }
        let (count, byteCount) = (table.count, table.byteCount)
        _ = try writer.finish(
            keyCount: count, keyByteCount: byteCount, leftOut: LeftOutOperations())
        return try TraceFile(try output.map(), path: "zipf")
    }

    /// Ten million requests for a million keys in optimised builds.
    @Test(
        "the exponent of a Zipf trace is found again, and the number of keys",
        arguments: [0.9, 1.2])
    func exponent(exponent: Double) throws {
        let keys: UInt64 = BuildMode.isDebug ? 10_000 : 1_000_000
        let file = try zipf(
            exponent, keys: keys, requests: BuildMode.isDebug ? 100_000 : 10_000_000)
        let fit = try #require(ZipfFit(keyCounts: file.keyCounts))
        #expect(abs(fit.exponent - exponent) < 0.01, "\(fit)")
        #expect(abs(Double(fit.rankCount) / Double(keys) - 1) < 0.1, "\(fit)")
        #expect(fit.distance < 0.01, "\(fit)")
    }

    /// A trace of everything that a model has: sizes, times to live, counters, a rate.
    private static let lines = (0..<2000).map { index in
        let operation = ["get", "get", "get", "set", "delete", "incr", "cas"][index % 7]
        let key = (index * index) % (1 + index % 97)
        return "\(index / 50),key\(key),\(4 + key % 60),\(index * 37 % 5000),1,\(operation),"
            + "\(operation == "set" ? index % 3 * 600 : 0)\n"
    }.joined()

    @Test("a model is read as a workload, with the trace's mix, sizes and rate")
    func read() throws {
        let description = TraceDescription(try TraceFixture.convert(Self.lines).file)
        let yaml = TraceModel(description).yaml
        let plan = try Plan(yaml: yaml, file: "fitted.yaml", name: "fitted")
        let keyspace = plan.keyspaces[0]
        let total = keyspace.mix.reduce(0) { $0 + $1.weight }
        let reads = Double(description.file.count(of: .get))
        #expect(total == Double(description.file.requestCount))
        #expect(keyspace.mix.first { $0.kind == .read }?.weight == reads)
        let size = try #require(keyspace.record.bins.first?.size)
        let summary = description.valueSizes.summary
        let expected = try #require(summary)
        #expect(abs(size.mean / expected.mean - 1) < 0.01)
        #expect(abs(size.largest - Int(expected.largest)) < 20)
        #expect(keyspace.record.bins.map(\.name) == ["value", "counter"])
        let meanSeconds = description.timesToLive.summary?.mean ?? 0
        #expect(meanSeconds > 0 && abs(keyspace.record.ttl.meanSeconds / meanSeconds - 1) < 0.01)
        #expect(yaml.contains("arrivals: {poisson: 50/s}"))
    }

    @Test("a model's text is as it was")
    func golden() throws {
        let description = TraceDescription(try TraceFixture.convert(Self.lines).file)
        try expectGolden(TraceModel(description).yaml, "trace-model.yaml")
    }

    @Test("the least of traces has a model", arguments: ["k\n", "k\nk\n", "k\nl\n"])
    func small(text: String) throws {
        let description = TraceDescription(try TraceFixture.convert(text, format: .keys).file)
        let plan = try Plan(yaml: TraceModel(description).yaml, file: "f.yaml", name: "f")
        #expect(plan.keyspaces[0].count == description.file.keyCount)
        #expect(plan.keyspaces[0].distribution == .uniform)
    }

    @Test("a table of many sizes keeps their mean and ends, and its rows do not overlap")
    func rows() {
        forEachSeed(20) { seed in
            var random = SplitMix64(seed: seed)
            var sizes = SizeSpectrum()
            for _ in 0..<500 {
                sizes.add(UInt32(random.next() % (1 << (1 + random.next() % 20))))
            }
            let rows = sizes.rows(least: 0)
            let mean = rows.reduce(0) { sum, row in
                sum + Double(row.count) * Double(row.range.lowerBound + row.range.upperBound) / 2
            }
            let expected = sizes.summary?.mean ?? 0
            #expect(abs(mean / 500 - expected) <= 0.5, seedComment(seed))
            #expect(rows.reduce(0) { $0 + $1.count } == 500, seedComment(seed))
            #expect(
                zip(rows, rows.dropFirst()).allSatisfy {
                    $0.range.upperBound < $1.range.lowerBound
                },
                seedComment(seed))
        }
    }
}
