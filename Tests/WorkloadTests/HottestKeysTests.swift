import Testing

@testable import Workload

@Suite("What the hottest keys get")
struct HottestKeysTests {
    private static let distributions: [KeyDistribution] = [
        .uniform, .zipf(exponent: 0.99, scrambled: true), .zipf(exponent: 0, scrambled: false),
        .ycsbZipfian, .latest(exponent: 1.2),
        .hotspot(keyFraction: 0.2, operationFraction: 0.8),
        // A cold spot: the keys outside of it are the popular ones.
        .hotspot(keyFraction: 0.8, operationFraction: 0.2),
        .exponential(percentile: 0.95, keyFraction: 0.857),
        .gaussian(mean: 0.5, deviation: 0.1, scrambled: false),
        .gaussian(mean: 0.05, deviation: 0.2, scrambled: true),
        .pareto(shape: 1, scrambled: true),
        .weighted(
            KeyWeights([
                .init(keyCount: 5, weight: 1), .init(keyCount: 3, weight: 9),
                .init(keyCount: 92, weight: 20),
            ]), scrambled: false),
    ]

    @Test("is the sum of the largest chances of single keys", arguments: distributions)
    func sums(distribution: KeyDistribution) throws {
        let keyCount: UInt64 = 1_000
        let expectation = try #require(KeyExpectation(distribution, keyCount: keyCount))
        let chances = (0..<keyCount).map { expectation.chance(at: $0) }.sorted(by: >)
        for count in [1, 2, 7, 50, 100, 500, 1_000] {
            let sum = chances.prefix(count).reduce(0, +)
            let share = expectation.share(ofHottest: UInt64(count))
            #expect(abs(share - sum) < 1e-6 + sum * 1e-3, "\(count) keys")
        }
        #expect(abs(expectation.share(ofHottest: keyCount) - 1) < 1e-9)
        #expect(expectation.share(ofHottest: 0) == 0)
    }
}
