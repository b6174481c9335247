/// Logarithm and exponential that give the same bits on every machine.
///
/// The system's `log` and `exp` differ in the last bit between C libraries and processors, and one
/// bit changes a stream of operations. These use IEEE 754 additions, multiplications and divisions
/// only (Swift never fuses them), in a fixed order.
///
/// Method: a table look-up leaves a short interval, where a Taylor polynomial is cut at the rest of
/// 2^-56 (Tang, "Table-driven implementation of the logarithm function in IEEE floating-point
/// arithmetic", ACM Transactions on Mathematical Software 16(4), 1990, and of the exponential, the
/// same 15(2), 1989). Errors are below 3 units in the last place (the tests compare with the
/// system's functions).
enum DeterministicMath {
    /// ln 2 with its last 21 bits cleared, so that a multiple of it by a small integer is exact.
    private static let ln2High = 0x1.62e42feep-1
    /// What `ln2High` leaves of ln 2.
    private static let ln2Low = 0x1.a39ef35793c76p-33
    /// Adding and subtracting it rounds a small number to an integer.
    private static let roundingShift = 0x1.8p52
    private static let tables = DeterministicTables()

    /// The natural logarithm of a positive normal number.
    ///
    /// `x = 2^k·m` with m from 11/16 to 11/8, m close to the centre c of one of 128 intervals, and
    /// `ln m = ln c + ln(1 + (m − c)/c)`.
    @inline(__always)
    static func log(_ x: Double) -> Double {
        let bits = x.bitPattern
        let shifted = bits &- 0x3fe6_0000_0000_0000
        let exponent = Double(Int64(bitPattern: shifted) >> 52)
        let mantissa = Double(
            bitPattern: (shifted & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_0000_0000_0000)
        let cell = tables.logarithms[Int(truncatingIfNeeded: (shifted >> 45) & 127)]
        // The difference is exact: both are within a factor of two.
        let r = (mantissa - cell.centre) * cell.inverse
        let r2 = r * r
        let low = (1.0 / 3 - r * (1.0 / 4)) + r2 * (1.0 / 5 - r * (1.0 / 6))
        let tail = r2 * (r * (low + (r2 * r2) * (1.0 / 7 - r * (1.0 / 8))) - 0.5)
        return (exponent * ln2High + cell.logarithm)
            + (r + (tail + (exponent * ln2Low + cell.rest)))
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
    ///
    /// `x = (64·k + j)·ln 2/64 + r`, and 2^(j/64) is in a table.
    @inline(__always)
    static func exp(_ x: Double) -> Double {
        let bounded = min(max(x, -709), 710)
        let shifted = bounded * 0x1.71547652b82fep6 + roundingShift
        let steps = shifted - roundingShift
        let r = (bounded - steps * (ln2High / 64)) - steps * (ln2Low / 64)
        let step = Int64(steps)
        let root = tables.roots[Int(truncatingIfNeeded: step & 63)]
        let r2 = r * r
        let fraction =
            root + root * (r + r2 * ((0.5 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120))))
        let exponent = (step >> 6) &+ 1023
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
