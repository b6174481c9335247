internal import Glibc

/// The generalised Pareto distribution from 0: a sample is above x with the chance
/// (1 + shape·x ÷ scale)^(−1 ÷ shape).
///
/// Thread safety: a value.
public struct GeneralizedParetoDistribution: Hashable, Sendable {
    /// The scale, in the unit of the samples; above 0.
    public let scale: Double
    /// The shape: 0 is the exponential distribution, above 0 the tail is heavier.
    public let shape: Double

    /// The distribution with these parameters; its mean is scale ÷ (1 − shape).
    public init(scale: Double, shape: Double) {
        self.scale = scale
        self.shape = shape
    }

    /// The chance of a sample at or below `x`.
    public func cumulative(_ x: Double) -> Double {
        if x <= 0 { return 0 }
        guard abs(shape) > 1e-9 else { return -expm1(-x / scale) }
        let base = shape * x / scale
        return base <= -1 ? 1 : -expm1(-log1p(base) / shape)
    }
}
