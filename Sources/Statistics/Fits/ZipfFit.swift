internal import Glibc

/// The exponent of Zipf's law that suits a sample best.
///
/// Two cases: ranks that are known, as when a workload's own keys are checked against its file, and
/// ranks that only the counts tell, as in a trace.
///
/// Thread safety: a value.
public struct ZipfFit: Hashable, Sendable {
    /// The exponents that a fit can find.
    public static let exponentRange = -1.0...20.0

    /// The exponent of greatest likelihood.
    public let exponent: Double
    /// Its standard error; infinite where the sample says nothing.
    public let standardError: Double
    /// Kolmogorov's D between the sample and the fitted law, from 0 to 1.
    ///
    /// The largest difference between the shares of the most popular keys, however many they are.
    public let distance: Double
    /// How many ranks the law spreads over; found by the fit where it was not given.
    public let rankCount: UInt64
    /// How many draws the sample has.
    public let sampleCount: UInt64

    /// The fit to draws whose ranks are known.
    ///
    /// Maximum likelihood: the exponent at which the mean of ln r is that of the sample. The family
    /// is exponential in ln r, so that the likelihood has one maximum, and the error is
    /// 1 ÷ √(n·Var ln r).
    ///
    /// - Parameters:
    ///   - ranks: the rank of each draw, from 1 to `rankCount`, in any order; at least one.
    ///   - rankCount: how many ranks there are.
    public init(ranks: [UInt64], rankCount: UInt64) {
        precondition(!ranks.isEmpty, "a fit to nothing")
        let sorted = ranks.sorted()
        precondition(sorted[0] >= 1 && sorted[sorted.count - 1] <= rankCount, "ranks from 1 on")
        let mean = sorted.reduce(0) { $0 + log(Double($1)) } / Double(sorted.count)
        let found = Self.solve(meanLogarithm: mean, count: Double(rankCount))
        exponent = found.exponent
        standardError = 1 / (found.variance * Double(sorted.count)).squareRoot()
        self.rankCount = rankCount
        sampleCount = UInt64(sorted.count)
        distance = ZipfDistribution(exponent: found.exponent, rankCount: rankCount)
            .distance(sorted: sorted)
    }

    init(
        exponent: Double, standardError: Double, distance: Double, rankCount: UInt64,
        sampleCount: UInt64
    ) {
        self.exponent = exponent
        self.standardError = standardError
        self.distance = distance
        self.rankCount = rankCount
        self.sampleCount = sampleCount
    }

    /// The exponent at which ln r has the given mean, and the variance of ln r there.
    ///
    /// Newton's method, kept between bounds that close in: the mean falls as the exponent grows.
    private static func solve(
        meanLogarithm: Double, count: Double
    ) -> (exponent: Double, variance: Double) {
        var (low, high) = (exponentRange.lowerBound, exponentRange.upperBound)
        var (exponent, variance) = (1.0, 0.0)
        for _ in 0..<60 {
            let sums = HarmonicSums(exponent: exponent, count: count)
            let mean = sums.logarithms / sums.total
            variance = max(sums.squares / sums.total - mean * mean, 0)
            if mean > meanLogarithm { low = exponent } else { high = exponent }
            let step = variance > 0 ? (mean - meanLogarithm) / variance : 0
            let next = exponent + step
            let isInside = next > low && next < high
            let newExponent = isInside ? next : (low + high) / 2
            if abs(newExponent - exponent) < 1e-9 { break }
            exponent = newExponent
        }
        return (exponent, variance)
    }
}

extension ZipfDistribution {
    /// Kolmogorov's D of sorted ranks: the law's steps are compared at both of their ends.
    func distance(sorted ranks: [UInt64]) -> Double {
        let count = Double(ranks.count)
        var (largest, place) = (0.0, 0)
        while place < ranks.count {
            let rank = ranks[place]
            var next = place + 1
            while next < ranks.count && ranks[next] == rank { next += 1 }
            largest = max(
                largest, abs(cumulative(rank) - Double(next) / count),
                abs(cumulative(rank - 1) - Double(place) / count))
            place = next
        }
        return largest
    }
}
