internal import Glibc

/// Whether a series has one level up to some moment and another after it.
///
/// Pettitt's test: of all places to cut the series, the one where most of the earlier values lie on
/// the same side of the later ones. The statistic is a bridge of summed ranks, whose variance
/// grows with the autocorrelation of the series; that is estimated from what is left when both
/// parts have lost their medians.
///
/// Sources: Pettitt, "A non-parametric approach to the change-point problem", Applied Statistics
/// 28, 1979 (the chance, good to two digits where it is below 0.5); the long-run variance is that
/// of a series whose neighbours correlate, as in `TrendTest`.
struct StepTest {
    /// The chance of as clear a step in a series without one; above the true one for short series.
    let chance: Double
    /// The place of the first value of the second part.
    let place: Int
    /// The second part's median less the first part's.
    let change: Double

    /// Tests `values`; at least three.
    init(_ values: [Double]) {
        precondition(values.count >= 3, "a step takes three values")
        let ranks = Ranks.of(values)
        let count = Double(values.count)
        var (sum, largest, place) = (0.0, 0.0, 1)
        for index in 0..<values.count - 1 {
            sum += ranks[index]
            let bridge = abs(2 * sum - Double(index + 1) * (count + 1))
            if bridge > largest { (largest, place) = (bridge, index + 1) }
        }
        self.place = place
        let first = Ranks.median(Array(values[..<place]))
        let second = Ranks.median(Array(values[place...]))
        change = second - first
        let rest = values.enumerated().map { $0.element - ($0.offset < place ? first : second) }
        let scale = (count * count * count + count * count) * Self.correction(rest)
        chance = min(2 * exp(-6 * largest * largest / scale), 1)
    }

    /// How much larger the bridge's variance is for the autocorrelation of `rest`; at least 1.
    private static func correction(_ rest: [Double]) -> Double {
        let count = Double(rest.count)
        let correlation = Ranks.neighbourCorrelation(rest)
        var (sum, power) = (0.0, 1.0)
        for lag in 1..<rest.count {
            power *= correlation
            sum += (1 - Double(lag) / count) * power
        }
        return 1 + 2 * sum
    }
}
