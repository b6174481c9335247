import TestSupport
import Testing

@testable import Workload

@Suite("Key popularity")
struct KeyPopularityTests {
    @Test(
        "a sum of powers is the sum of its terms",
        arguments: [0, 0.5, 0.99, 1, 1.3, 1.98, 2.5])
    func powerSum(exponent: Double) {
        for count: UInt64 in [1, 2, 999, 1_000, 1_001, 50_000] {
            var sum = 0.0
            for term in 1...count {
                sum += DeterministicMath.exp(-exponent * DeterministicMath.log(Double(term)))
            }
            #expect(abs(KeyPopularity.powerSum(count, exponent) / sum - 1) < 1e-9)
        }
    }

    @Test(
        "two drawn keys are the same as often as said",
        arguments: [
            "uniform", "zipf", "{zipf: {exponent: 0.5, scrambled: false}}", "{zipf: {exponent: 2}}",
            "latest", "hotspot", "{hotspot: {keys: 0}}", "ycsbZipfian",
        ])
    func drawn(distribution: String) throws {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "keys.count=10k", "keys.distribution=\(distribution)", "workers=1",
                "phases.warmUp=none", "phases.load=none",
            ])
        let source = try plan.makeSource(phaseIndex: 0, worker: 0)
        let batch = plan.makeBatch(
            capacity: 32, pool: plan.makeValuePool())
        var counts = [UInt64](repeating: 0, count: 10_000)
        for _ in 0..<8_000 {
            source.fill(batch)
            for index in 0..<batch.count { counts[Int(batch[index].keyIndex)] += 1 }
        }
        let found = KeyPopularity(counts: counts)
        let expected = plan.keyPopularity
        // A sample of n coincides with itself 1 time in n more often.
        let drawnCount = Double(counts.reduce(0, +))
        #expect(
            abs(found.coincidence - 1 / drawnCount - expected.coincidence)
                < 0.1 * expected.coincidence)
        for (drawn, share) in zip(found.hottest, expected.hottest).prefix(3) {
            // YCSB's own sampler is a little off Zipf's law: its third rank by 0.0028.
            #expect(abs(drawn - share) < 0.05 * share + 0.003)
        }
        #expect(expected.hottest.reduce(0, +) <= 1 + 1e-9)
    }

    @Test("the counts of a trace are its popularity")
    func counts() {
        let popularity = KeyPopularity(counts: [1, 0, 3])
        #expect(popularity.hottest == [0.75, 0.25, 0])
        #expect(popularity.coincidence == 0.625)
    }
}
