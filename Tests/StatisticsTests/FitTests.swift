import Platform
import TestSupport
import Testing

@testable import Statistics

@Suite("Fits")
struct FitTests {
    /// Draws of Zipf's law by bisection of its cumulative function.
    private func ranks(
        _ count: Int, exponent: Double, rankCount: UInt64, seed: UInt64
    ) -> [UInt64] {
        let law = ZipfDistribution(exponent: exponent, rankCount: rankCount)
        var sum = 0.0
        let sums = (1...rankCount).map { rank in
            sum += law.share(rank)
            return sum
        }
        var random = TestRandom(seed: seed)
        return (0..<count).map { _ in
            let unit = random.unit() * sum
            var (low, high) = (0, sums.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] <= unit { low = middle + 1 } else { high = middle }
            }
            return UInt64(low + 1)
        }
    }

    private func counts(_ ranks: [UInt64], rankCount: UInt64) -> [UInt64] {
        ranks.reduce(into: Array(repeating: 0, count: Int(rankCount))) { $0[Int($1) - 1] += 1 }
    }

    @Test("known ranks give the exponent back", arguments: [0, 0.5, 0.9, 0.99, 1, 1.4, 2.5])
    func knownRanks(exponent: Double) {
        forEachSeed(2) { seed in
            let sample = ranks(20_000, exponent: exponent, rankCount: 2_000, seed: seed)
            let fit = ZipfFit(ranks: sample, rankCount: 2_000)
            let error = abs(fit.exponent - exponent)
            #expect(error < 4.5 * fit.standardError, seedComment(seed))
            #expect(fit.standardError < 0.02)
            #expect(fit.distance < 2.5 / 20_000.squareRoot(), seedComment(seed))
        }
    }

    @Test("uniform draws are no Zipf law's")
    func uniform() {
        let fit = ZipfFit(
            ranks: ranks(20_000, exponent: 0, rankCount: 2_000, seed: 1), rankCount: 2_000)
        #expect(abs(fit.exponent) < 0.05)
    }

    @Test("counts alone give the exponent and the number of keys back", arguments: [0.6, 1.1])
    func counts(exponent: Double) throws {
        let sample = ranks(100_000, exponent: exponent, rankCount: 10_000, seed: 7)
        let keyCounts = counts(sample, rankCount: 10_000)
        let fit = try #require(ZipfFit(keyCounts: keyCounts))
        #expect(abs(fit.exponent - exponent) < 0.01)
        #expect(abs(Double(fit.rankCount) - 10_000) < 400)
        #expect(fit.distance < 0.01)
        #expect(fit.sampleCount == 100_000)
        let known = try #require(ZipfFit(keyCounts: keyCounts, rankCount: 10_000))
        #expect(abs(known.exponent - exponent) < 0.01)
        #expect(known.rankCount == 10_000)
    }

    @Test("a few keys that came often give the exponent back")
    func fewKeys() throws {
        let sample = ranks(100_000, exponent: 0.99, rankCount: 100, seed: 5)
        let fit = try #require(ZipfFit(keyCounts: counts(sample, rankCount: 100)))
        #expect(abs(fit.exponent - 0.99) < 4.5 * fit.standardError)
        #expect(fit.rankCount == 100)
    }

    @Test(
        "ten million draws over a million keys give an exponent of 0.9 back within 0.01",
        .enabled(if: !BuildMode.isDebug, "takes a minute without optimisation"))
    func large() throws {
        let sample = ranks(10_000_000, exponent: 0.9, rankCount: 1_000_000, seed: 1)
        let fit = try #require(ZipfFit(keyCounts: counts(sample, rankCount: 1_000_000)))
        #expect(abs(fit.exponent - 0.9) < 0.01)
        #expect(abs(Double(fit.rankCount) / 1_000_000 - 1) < 0.02)
        let direct = ZipfFit(ranks: sample, rankCount: 1_000_000)
        #expect(abs(direct.exponent - 0.9) < 0.001)
    }

    @Test("too little to fit is no fit")
    func tooLittle() {
        #expect(ZipfFit(keyCounts: []) == nil)
        #expect(ZipfFit(keyCounts: Array(repeating: 1, count: 1_000)) == nil)
        #expect(ZipfFit(keyCounts: [5, 4, 3]) == nil)
        #expect(ExponentialFit([]) == nil)
        #expect(ExponentialFit([0, 0]) == nil)
        #expect(GeneralizedParetoFit([1, 2, 3]) == nil)
        #expect(GeneralizedParetoFit(Array(repeating: 0, count: 100)) == nil)
    }

    @Test("exponential gaps give their mean back")
    func exponential() throws {
        var random = TestRandom(seed: 3)
        let fit = try #require(ExponentialFit((0..<20_000).map { _ in 5 * random.exponential() }))
        #expect(abs(fit.mean - 5) < 4.5 * fit.standardError)
        #expect(fit.distance < 0.02)
    }

    @Test("generalised Pareto samples give scale and shape back", arguments: [-0.2, 0, 0.155, 0.6])
    func pareto(shape: Double) throws {
        var random = TestRandom(seed: 11)
        let samples = (0..<10_000).map { _ in
            let exponential = random.exponential()
            return shape == 0
                ? 16 * exponential
                : 16 * (DoubleMath.exp(shape * exponential) - 1) / shape
        }
        let fit = try #require(GeneralizedParetoFit(samples))
        #expect(abs(fit.shape - shape) < 0.06)
        #expect(abs(fit.scale - 16) < 1.2)
        #expect(fit.distance < 0.02)
    }
}
