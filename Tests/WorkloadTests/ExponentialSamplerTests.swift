import RealModule
import TestSupport
import Testing

@testable import Workload

@Suite("Exponential sampler")
struct ExponentialSamplerTests {
    @Test("draws are exponential with mean 1")
    func distribution() {
        forEachSeed(3) { seed in
            let sampler = ExponentialSampler()
            var random = DrawStream(seed: seed)
            let samples = (0..<200_000).map { _ in sampler.next(using: &random) }
            let distance = Statistics.kolmogorovDistance(samples) { 1 - Double.exp(-$0) }
            #expect(
                distance < Statistics.kolmogorovLimit(count: samples.count), seedComment(seed))
            // Beyond the last layer: e^−7.697 of them, some 91.
            let beyond = samples.count { $0 > 7.697 }
            #expect((50...135).contains(beyond), seedComment(seed))
        }
    }

    @Test("mean and variance are 1")
    func moments() {
        var random = DrawStream(seed: 1)
        let sampler = ExponentialSampler()
        let samples = (0..<500_000).map { _ in sampler.next(using: &random) }
        let mean = samples.reduce(0, +) / 5e5
        let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5e5
        // Five standard errors: 1/√n of the mean, √(8/n) of the variance.
        #expect(abs(mean - 1) < 0.0071)
        #expect(abs(variance - 1) < 0.02)
    }
}
