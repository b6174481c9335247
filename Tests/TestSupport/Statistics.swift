internal import Foundation

/// The tests by which samples are held against distributions.
public enum Statistics {
    /// Pearson's statistic: Σ (observed − expected)² ÷ expected.
    public static func chiSquare(observed: [Int], expected: [Double]) -> Double {
        zip(observed, expected).reduce(0) { sum, pair in
            let difference = Double(pair.0) - pair.1
            return sum + difference * difference / pair.1
        }
    }

    /// What Pearson's statistic stays below in 9,999 of 10,000 samples.
    ///
    /// Source: Wilson and Hilferty, "The distribution of chi-square", PNAS 17, 1931; good to three
    /// digits from 3 degrees of freedom on. 3.719 is the normal quantile of 0.9999.
    public static func chiSquareLimit(degreesOfFreedom: Int) -> Double {
        let ninth = 2 / (9 * Double(degreesOfFreedom))
        let root = 1 - ninth + 3.719 * ninth.squareRoot()
        return Double(degreesOfFreedom) * root * root * root
    }

    /// The largest distance between the samples' distribution and `cumulative`.
    ///
    /// - Parameters:
    ///   - samples: independent samples of a continuous distribution, in any order.
    ///   - cumulative: the distribution: the chance of a sample at or below its argument.
    /// - Returns: Kolmogorov's D, from 0 to 1.
    public static func kolmogorovDistance(
        _ samples: [Double], cumulative: (Double) -> Double
    ) -> Double {
        let count = Double(samples.count)
        return samples.sorted().enumerated().reduce(0) { largest, sample in
            let chance = cumulative(sample.element)
            let before = chance - Double(sample.offset) / count
            let after = Double(sample.offset + 1) / count - chance
            return max(largest, before, after)
        }
    }

    /// What Kolmogorov's D stays below in 9,999 of 10,000 samples of at least 100.
    ///
    /// Source: the limit distribution, P(D√n > x) ≈ 2·exp(−2x²): x = 2.225 for 1 in 10,000.
    public static func kolmogorovLimit(count: Int) -> Double {
        2.225 / Double(count).squareRoot()
    }
}
