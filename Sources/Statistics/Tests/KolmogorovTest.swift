internal import Glibc

/// Whether samples come from a continuous distribution: Kolmogorov's test, one sample, two sides.
///
/// Thread safety: a value.
public struct KolmogorovTest: Hashable, Sendable {
    /// Kolmogorov's D: the largest distance between the two cumulative functions, from 0 to 1.
    public let distance: Double
    /// The chance of a distance at least as large if the distribution is true, from 0 to 1.
    ///
    /// Too large where the distribution is discrete, or was fitted to the same samples.
    public let pValue: Double
    /// How many samples.
    public let sampleCount: Int

    /// The test of `samples` against `cumulative`.
    ///
    /// - Parameters:
    ///   - samples: independent samples, in any order; not NaN.
    ///   - cumulative: the chance of a sample at or below its argument.
    public init(_ samples: [Double], cumulative: (Double) -> Double) {
        sampleCount = samples.count
        let count = Double(samples.count)
        var largest = 0.0
        for (place, sample) in samples.sorted().enumerated() {
            let chance = cumulative(sample)
            let before = chance - Double(place) / count
            let after = Double(place + 1) / count - chance
            largest = max(largest, before, after)
        }
        distance = largest
        pValue = samples.isEmpty ? 1 : Self.pValue(distance: largest, sampleCount: count)
    }

    /// Kolmogorov's limit distribution with Stephens' correction for finite samples, which is good
    /// to two digits from eight samples on.
    ///
    /// Source: Stephens, "Use of the Kolmogorov–Smirnov, Cramér–von Mises and related statistics
    /// without extensive tables", Journal of the Royal Statistical Society B 32, 1970.
    static func pValue(distance: Double, sampleCount: Double) -> Double {
        let root = sampleCount.squareRoot()
        let scaled = distance * (root + 0.12 + 0.11 / root)
        // Below, the series needs many terms for what is 1 to ten digits.
        guard scaled > 0.27 else { return 1 }
        var (sum, sign) = (0.0, 1.0)
        for step in 1...100 {
            let term = exp(-2 * Double(step * step) * scaled * scaled)
            sum += sign * term
            sign = -sign
            if term < 1e-18 * sum { break }
        }
        return min(max(2 * sum, 0), 1)
    }
}
