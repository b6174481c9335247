/// A continuous distribution that sizes are rounded from.
///
/// All arithmetic is that of `DeterministicMath`: the same bits on every machine.
public enum SizeCurve: Hashable, Sendable {
    /// The normal distribution; the deviation is above zero.
    case normal(mean: Double, deviation: Double)
    /// `median·e^(sigma·z)` with z normal; both are above zero.
    case logNormal(median: Double, sigma: Double)
    /// The generalised Pareto distribution: `1 − (1 + shape·z)^(−1/shape)` with z = (x −
    /// location)/scale, exponential for shape 0; the scale is above zero.
    case generalizedPareto(location: Double, scale: Double, shape: Double)
    /// The generalised extreme value distribution: `exp(−(1 + shape·z)^(−1/shape))`, Gumbel's for
    /// shape 0; the scale is above zero.
    case generalizedExtremeValue(location: Double, scale: Double, shape: Double)

    /// The chance of a value at or below `x`.
    func cumulative(_ x: Double) -> Double {
        switch self {
        case .normal(let mean, let deviation):
            return StandardNormal.cumulative((x - mean) / deviation)
        case .logNormal(let median, let sigma):
            guard x > 0 else { return 0 }
            return StandardNormal.cumulative(DeterministicMath.log(x / median) / sigma)
        case .generalizedPareto(let location, let scale, let shape):
            let depth = Self.depth((x - location) / scale, shape)
            return depth > 0 ? -DeterministicMath.expMinusOne(-depth) : 0
        case .generalizedExtremeValue(let location, let scale, let shape):
            return DeterministicMath.exp(
                -DeterministicMath.exp(-Self.depth((x - location) / scale, shape)))
        }
    }

    /// The value whose `cumulative` is `chance`, from 0 up to, not including, 1.
    @inline(__always)
    func quantile(_ chance: Double) -> Double {
        switch self {
        case .normal(let mean, let deviation):
            return mean + deviation * StandardNormal.quantile(chance)
        case .logNormal(let median, let sigma):
            return median * DeterministicMath.exp(sigma * StandardNormal.quantile(chance))
        case .generalizedPareto(let location, let scale, let shape):
            return location + scale * Self.height(-DeterministicMath.log(1 - chance), shape)
        case .generalizedExtremeValue(let location, let scale, let shape):
            let bounded = min(max(chance, 0x1p-60), 1 - 0x1p-53)
            let depth = -DeterministicMath.log(-DeterministicMath.log(bounded))
            return location + scale * Self.height(depth, shape)
        }
    }

    /// `ln(1 + shape·z)/shape`, the z of the distribution with shape 0 that is as likely.
    private static func depth(_ z: Double, _ shape: Double) -> Double {
        if shape == 0 { return z }
        let base = shape * z
        guard base > -1 else { return shape > 0 ? -.infinity : .infinity }
        return DeterministicMath.logOnePlus(base) / shape
    }

    /// The z whose `depth` is given.
    @inline(__always)
    private static func height(_ depth: Double, _ shape: Double) -> Double {
        shape == 0 ? depth : DeterministicMath.expMinusOne(shape * depth) / shape
    }
}
