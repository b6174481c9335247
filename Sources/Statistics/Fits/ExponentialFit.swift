internal import Glibc

/// The exponential distribution that suits gaps best: a Poisson process's.
///
/// Thread safety: a value.
public struct ExponentialFit: Hashable, Sendable {
    /// The mean gap, in the unit of the samples.
    public let mean: Double
    /// The mean's standard error.
    public let standardError: Double
    /// Kolmogorov's D between the samples and the fitted distribution, from 0 to 1.
    public let distance: Double

    /// The fit of greatest likelihood; nil without gaps, or when all are zero.
    ///
    /// - Parameter gaps: independent gaps from 0 up, in any order.
    public init?(_ gaps: [Double]) {
        let mean = gaps.reduce(0, +) / Double(max(gaps.count, 1))
        guard mean > 0 else { return nil }
        self.mean = mean
        standardError = mean / Double(gaps.count).squareRoot()
        distance = KolmogorovTest(gaps) { -expm1(-$0 / mean) }.distance
    }
}
