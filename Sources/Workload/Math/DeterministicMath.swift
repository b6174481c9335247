/// Logarithm and exponential that give the same bits on every machine.
///
/// The system's `log` and `exp` differ in the last bit between C libraries and processors, and one
/// bit changes a stream of operations. These use IEEE 754 additions, multiplications and divisions
/// only (Swift never fuses them), in a fixed order.
///
/// Method: argument reduction to a short interval as in Muller, "Elementary Functions", 3rd edition
/// (2016), chapter 11; there Taylor's series, cut where the rest is below 2^-56. Errors are below
/// 3 units in the last place (the tests compare with the system's functions).
enum DeterministicMath {
    /// ln 2 with its last 21 bits cleared, so that a multiple of it by a small integer is exact.
    private static let ln2High = 0x1.62e42feep-1
    /// What `ln2High` leaves of ln 2.
    private static let ln2Low = 0x1.a39ef35793c76p-33
    /// Adding and subtracting it rounds a small number to an integer.
    private static let roundingShift = 0x1.8p52

    /// The natural logarithm of a positive normal number.
    ///
    /// `x = 2^k·m` with m from √½ to √2, and `ln m = 2·artanh((m − 1)/(m + 1))`.
    @inline(__always)
    static func log(_ x: Double) -> Double {
        let bits = x.bitPattern
        // The bits of √½; subtracting them puts the mantissa's range where we want it.
        let shifted = bits &- 0x3fe6_a09e_667f_3bcd
        let exponent = Double(Int64(bitPattern: shifted) >> 52)
        let mantissa = Double(
            bitPattern: (shifted & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd)
        let excess = mantissa - 1
        let ratio = excess / (excess + 2)
        let series = ratio * artanhTail(ratio * ratio)
        return exponent * ln2High + (2 * ratio + (2 * series + exponent * ln2Low))
    }

    /// `ln(1 + x)` for x above −1, accurate near 0 too.
    ///
    /// What the rounding of `1 + x` loses is added back to first order.
    @inline(__always)
    static func logOnePlus(_ x: Double) -> Double {
        let sum = max(1 + x, Double.leastNormalMagnitude)
        return log(sum) + (x - (sum - 1)) / sum
    }

    /// e to the power `x`; 0 below −708 and infinite above 709.
    @inline(__always)
    static func exp(_ x: Double) -> Double {
        let bounded = min(max(x, -709), 710)
        let shifted = bounded * 0x1.71547652b82fep0 + roundingShift
        let power = shifted - roundingShift
        let rest = (bounded - power * ln2High) - power * ln2Low
        let fraction = 1 + rest * expTail(rest)
        let exponent = Int64(power) &+ 1023
        if exponent <= 0 { return 0 }
        if exponent >= 2047 { return .infinity }
        return fraction * Double(bitPattern: UInt64(bitPattern: exponent) << 52)
    }

    /// `exp(x) − 1`, accurate near 0 too.
    @inline(__always)
    static func expMinusOne(_ x: Double) -> Double {
        abs(x) < 0.34 ? x * expTail(x) : exp(x) - 1
    }

    /// The sine of an angle from 0 to 1 full turns.
    ///
    /// Taylor's series on a quarter turn, which gives the others by symmetry.
    static func sine(turns: Double) -> Double {
        if turns >= 0.5 { return -sine(turns: turns - 0.5) }
        let angle = min(turns, 0.5 - turns) * 2 * Double.pi
        var (term, sum) = (angle, angle)
        for step in 1...10 {
            term *= -angle * angle / Double(2 * step * (2 * step + 1))
            sum += term
        }
        return sum
    }

    /// `z/3 + z²/5 + … + z^11/23`: what follows the 1 in `artanh(s)/s`, with z = s² up to 0.0295.
    ///
    /// Summed in pairs (Estrin's scheme): the processor works on them side by side.
    @inline(__always)
    private static func artanhTail(_ z: Double) -> Double {
        let z2 = z * z
        let z4 = z2 * z2
        let low = (1.0 / 3 + z * (1.0 / 5)) + z2 * (1.0 / 7 + z * (1.0 / 9))
        let middle = (1.0 / 11 + z * (1.0 / 13)) + z2 * (1.0 / 15 + z * (1.0 / 17))
        let high = (1.0 / 19 + z * (1.0 / 21)) + z2 * (1.0 / 23)
        return z * (low + z4 * (middle + z4 * high))
    }

    /// `1 + r/2! + … + r^12/13!`: `(exp(r) − 1)/r` for |r| up to 0.347.
    @inline(__always)
    private static func expTail(_ r: Double) -> Double {
        let r2 = r * r
        let r4 = r2 * r2
        let low = (1 + r * (1.0 / 2)) + r2 * (1.0 / 6 + r * (1.0 / 24))
        let middle = (1.0 / 120 + r * (1.0 / 720)) + r2 * (1.0 / 5040 + r * (1.0 / 40320))
        let high =
            (1.0 / 362_880 + r * (1.0 / 3_628_800))
            + r2 * (1.0 / 39_916_800 + r * (1.0 / 479_001_600))
        return low + r4 * (middle + r4 * (high + r4 * (1.0 / 6_227_020_800)))
    }
}
