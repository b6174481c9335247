internal import Glibc

/// The incomplete beta function: the tails of the binomial distribution.
enum BetaFunction {
    /// The regularised incomplete beta function I_x(a, b), from 0 to 1, for a and b above 0.
    ///
    /// The continued fraction of Abramowitz and Stegun 26.5.8, on the side where it converges
    /// fast; the other side by I_x(a, b) = 1 − I_{1−x}(b, a).
    static func regularised(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        let isNear = x < (a + 1) / (a + b + 2)
        return isNear ? fraction(x, a, b) : 1 - fraction(1 - x, b, a)
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let logFactor =
            a * log(x) + b * log1p(-x) + GammaFunction.logarithm(a + b)
            - GammaFunction.logarithm(a) - GammaFunction.logarithm(b)
        let tiny = 1e-300
        var (numerator, denominator, value) = (1.0, 0.0, 1.0)
        var step = 0
        while step < 200_000 {
            let factor = coefficient(step, x, a, b)
            denominator = 1 + factor * denominator
            denominator = 1 / (abs(denominator) < tiny ? tiny : denominator)
            numerator = 1 + factor / numerator
            numerator = abs(numerator) < tiny ? tiny : numerator
            let change = numerator * denominator
            value *= change
            if step > 0 && abs(change - 1) < 0x1p-52 { break }
            step += 1
        }
        return min(max(exp(logFactor) / (a * value), 0), 1)
    }

    /// The numerators d₁, d₂, … of 26.5.8, counted from 0.
    private static func coefficient(_ step: Int, _ x: Double, _ a: Double, _ b: Double) -> Double {
        let m = Double((step + 1) / 2)
        if step % 2 == 1 {
            return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        }
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    }
}
