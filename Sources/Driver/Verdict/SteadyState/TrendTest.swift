/// Whether a series goes up or down as a whole, and by how much.
///
/// The Mann–Kendall test counts the pairs of values that are in ascending and in descending order;
/// it asks for no distribution, and outliers weigh no more than others. Neighbouring intervals are
/// alike, which would make chance look like a trend, so the variance is corrected for it, by what
/// neighbours have in common when the trend is taken away. The slope is Sen's: the median of the
/// slopes of all pairs.
///
/// Sources: Mann, "Nonparametric tests against trend", Econometrica 13, 1945; Sen, "Estimates of
/// the regression coefficient based on Kendall's tau", JASA 63, 1968; Hamed and Rao, "A modified
/// Mann–Kendall trend test for autocorrelated data", Journal of Hydrology 204, 1998 (the variance);
/// Yue and Wang, "The Mann–Kendall test modified by effective sample size", Water Resources
/// Management 18, 2004 (the correlation of lag 1 in place of each lag's own).
struct TrendTest {
    /// The chance of as clear a trend in a series without one, two-sided.
    let chance: Double
    /// By how much the series changes from its first to its last value, along Sen's slope.
    let change: Double

    /// Tests `values`, equally spaced; at least three.
    init(_ values: [Double]) {
        precondition(values.count >= 3, "a trend takes three values")
        var score = 0
        var slopes: [Double] = []
        slopes.reserveCapacity(values.count * (values.count - 1) / 2)
        for later in values.indices {
            for earlier in 0..<later {
                let difference = values[later] - values[earlier]
                score += difference > 0 ? 1 : difference < 0 ? -1 : 0
                slopes.append(difference / Double(later - earlier))
            }
        }
        let slope = Ranks.median(slopes)
        change = slope * Double(values.count - 1)
        let rest = values.enumerated().map { $0.element - slope * Double($0.offset) }
        let variance = Self.variance(values) * Self.correction(rest)
        // One less than the score: it moves in steps of two, the normal distribution does not.
        let distance = Double(max(abs(score) - 1, 0))
        chance = variance > 0 ? Ranks.twoSidedChance(distance / variance.squareRoot()) : 1
    }

    /// The score's variance when all orders are equally likely; ties make it smaller.
    private static func variance(_ values: [Double]) -> Double {
        func term(_ count: Double) -> Double { count * (count - 1) * (2 * count + 5) }
        var ties: [Double: Double] = [:]
        for value in values { ties[value, default: 0] += 1 }
        let tied = ties.values.reduce(0) { $0 + term($1) }
        return (term(Double(values.count)) - tied) / 18
    }

    /// How much larger the variance is for the autocorrelation of `rest`, the series without its
    /// trend; at least 1.
    private static func correction(_ rest: [Double]) -> Double {
        let count = Double(rest.count)
        let correlation = Ranks.neighbourCorrelation(rest)
        var (sum, power) = (0.0, 1.0)
        for lag in 1..<rest.count {
            let left = count - Double(lag)
            power *= correlation
            sum += left * (left - 1) * (left - 2) * power
        }
        return 1 + 2 * sum / (count * (count - 1) * (count - 2))
    }
}
