internal import Glibc

/// The gamma function's logarithm, and the incomplete gamma functions: the tails of χ² and Poisson.
enum GammaFunction {
    /// ln Γ(x) for x above 0, to about 13 digits.
    ///
    /// Stirling's series from 10 on (Abramowitz and Stegun, "Handbook of Mathematical Functions",
    /// 1964, 6.1.41), reached by Γ(x + 1) = x·Γ(x) from below.
    static func logarithm(_ x: Double) -> Double {
        precondition(x > 0, "the gamma function of \(x)")
        var (shifted, product) = (x, 1.0)
        while shifted < 10 {
            product *= shifted
            shifted += 1
        }
        let inverse = 1 / shifted
        let square = inverse * inverse
        let series =
            inverse
            * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1_260 - square * (1.0 / 1_680))))
        return (shifted - 0.5) * log(shifted) - shifted + 0.5 * log(2 * Double.pi) + series
            - log(product)
    }

    /// The regularised lower incomplete gamma function P(a, x), from 0 to 1.
    ///
    /// It is the chance of a Poisson variable of mean x at or above a (a whole number).
    static func lower(_ a: Double, _ x: Double) -> Double {
        if x <= 0 { return 0 }
        return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x)
    }

    /// The regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), accurate near 0 too.
    static func upper(_ a: Double, _ x: Double) -> Double {
        if x <= 0 { return 1 }
        if x == .infinity { return 0 }
        return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
    }

    /// e^−x·x^a ÷ Γ(a), the factor before both expansions.
    private static func factor(_ a: Double, _ x: Double) -> Double {
        exp(a * log(x) - x - logarithm(a))
    }

    /// The series of Abramowitz and Stegun 6.5.29, for x below a + 1.
    private static func lowerSeries(_ a: Double, _ x: Double) -> Double {
        var (term, sum, divisor) = (1 / a, 1 / a, a)
        while term > sum * 0x1p-54 {
            divisor += 1
            term *= x / divisor
            sum += term
        }
        return min(sum * factor(a, x), 1)
    }

    /// The continued fraction of Abramowitz and Stegun 6.5.31, for x from a + 1 on.
    ///
    /// Evaluated forwards by Lentz's method (Applied Optics 15(3), 1976), as modified by Thompson
    /// and Barnett (Journal of Computational Physics 64, 1986).
    private static func upperFraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var base = x + 1 - a
        var numerator = 1 / tiny
        var denominator = 1 / max(abs(base), tiny)
        var value = denominator
        var step = 0.0
        while step < 100_000 {
            step += 1
            let product = -step * (step - a)
            base += 2
            denominator = product * denominator + base
            denominator = 1 / (abs(denominator) < tiny ? tiny : denominator)
            numerator = base + product / numerator
            numerator = abs(numerator) < tiny ? tiny : numerator
            let change = numerator * denominator
            value *= change
            if abs(change - 1) < 0x1p-52 { break }
        }
        return min(max(value * factor(a, x), 0), 1)
    }
}
