import Platform
import TestSupport
import Testing

@testable import Statistics

@Suite("Tests of distributions")
struct DistributionTestTests {
    @Test("a die's χ² is that of the textbook")
    func die() {
        let test = ChiSquareTest(
            observed: [5, 8, 9, 8, 10, 20], shares: Array(repeating: 1 / 6, count: 6))
        #expect(abs(test.statistic - 13.4) < 1e-9)
        #expect(test.degreesOfFreedom == 5)
        #expect(abs(test.pValue - 0.019_905) < 1e-6)
        #expect(abs(test.distance - 10.0 / 60) < 1e-12)
    }

    @Test("cells that expect little are pooled with their neighbours")
    func pooling() {
        let test = ChiSquareTest(
            observed: [50, 2, 1, 1, 44, 2], shares: [0.5, 0.02, 0.02, 0.02, 0.42, 0.02])
        // 50 | 4 of 6 | 46 of 44.
        #expect(test.degreesOfFreedom == 2)
        #expect(abs(test.statistic - (4.0 / 6 + 4.0 / 44)) < 1e-9)
    }

    @Test("what cannot come fails the test at once")
    func impossible() {
        let test = ChiSquareTest(observed: [1_000, 1], shares: [1, 0])
        #expect(test.pValue == 0)
        #expect(ChiSquareTest(observed: [1_000, 0], shares: [1, 0]).pValue == 1)
        #expect(ChiSquareTest(observed: [0, 0], shares: [1, 1]).pValue == 1)
    }

    @Test("Kolmogorov's D of evenly spaced samples is half a step")
    func even() {
        let samples = (0..<100).map { (Double($0) + 0.5) / 100 }
        let test = KolmogorovTest(samples) { $0 }
        #expect(abs(test.distance - 0.005) < 1e-12)
        #expect(test.pValue == 1)
    }

    /// The points of Kolmogorov's limit distribution at 1.358 (5 %) and 1.628 (1 %).
    @Test("Kolmogorov's limit has its tabled values", arguments: [(1.3581, 0.05), (1.6276, 0.01)])
    func limit(scaled: Double, expected: Double) {
        let chance = KolmogorovTest.pValue(distance: scaled / 1e4, sampleCount: 1e8)
        #expect(abs(chance - expected) < 1e-4)
    }

    /// The exact 5 % point for n = 10 is 0.40925 (Miller, JASA 51, 1956).
    @Test("ten samples are judged as exact tables do")
    func few() {
        #expect(abs(KolmogorovTest.pValue(distance: 0.40925, sampleCount: 10) - 0.05) < 0.002)
    }

    @Test("a share's chance is that of the binomial distribution")
    func share() {
        // 9 or 10 heads of 10: 11 ÷ 1,024, and as much on the other side.
        #expect(abs(ShareTest(count: 9, of: 10, expected: 0.5).pValue - 22.0 / 1_024) < 1e-12)
        #expect(abs(ShareTest(count: 0, of: 20, expected: 0.1).pValue - 0.243_153_3) < 1e-6)
        #expect(ShareTest(count: 3, of: 3, expected: 1).pValue == 1)
        #expect(ShareTest(count: 2, of: 3, expected: 1).pValue == 0)
        #expect(ShareTest(count: 1, of: 3, expected: 0).pValue == 0)
        let large = ShareTest(count: 501_000, of: 1_000_000, expected: 0.5)
        #expect(abs(large.pValue - 0.0457) < 0.001)
    }

    @Test("chances of true distributions are spread evenly")
    func calibrated() {
        var chances: [[Double]] = [[], [], []]
        for seed in 1...400 as ClosedRange<UInt64> {
            var random = TestRandom(seed: seed)
            let samples = (0..<200).map { _ in random.unit() }
            chances[0].append(KolmogorovTest(samples) { $0 }.pValue)
            let observed = (0..<10).map { cell in
                UInt64(samples.count { Int($0 * 10) == cell })
            }
            chances[1].append(
                ChiSquareTest(observed: observed, shares: Array(repeating: 1, count: 10)).pValue)
            chances[2].append(
                ShareTest(count: UInt64(samples.count { $0 < 0.3 }), of: 200, expected: 0.3)
                    .pValue)
        }
        for list in chances {
            // 5 % of 400 is 20; the limits are four deviations away.
            let low = list.count { $0 < 0.05 }
            #expect((3...38).contains(low))
        }
    }
}
