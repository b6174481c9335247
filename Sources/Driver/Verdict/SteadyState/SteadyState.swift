/// Whether a series of intervals stays what it is, by two tests and the size of the change.
///
/// A long series finds the smallest change significant, and a short one lets chance look like a
/// large one; so both must hold: chance is unlikely, and the change matters.
struct SteadyState {
    /// The fewest intervals that are tested: of six, the order must be perfect to be significant.
    static let fewestIntervals = 6
    /// The most values that are tested, as the time for it grows with their square: longer series
    /// are summed up to so many.
    static let mostIntervals = 512
    /// The chance of finding fault with a steady run, over all its tests together.
    static let falseAlarmChance = 0.01
    /// The change over the phase, as a share of the median, from which it matters.
    static let smallestChange = 0.05

    /// A series that is not steady.
    struct Finding {
        /// The series' name.
        let name: String
        /// Whether it is a step; else it is a trend.
        let isStep: Bool
        /// The change over the phase as a share of the median.
        let change: Double
        /// The chance of it in a steady series.
        let chance: Double
        /// Where the step is, as a place in the series; 0 for a trend.
        let place: Int
    }

    /// The clearest change of several series of the same intervals; nil when all are steady.
    ///
    /// Each test may err so seldom that all together keep to `falseAlarmChance` (Bonferroni).
    static func firstFault(in series: [(name: String, values: [Double])]) -> Finding? {
        let limit = falseAlarmChance / Double(2 * max(series.count, 1))
        return series.flatMap { findings($0.name, $0.values) }
            .filter { $0.chance < limit && abs($0.change) > smallestChange }
            .min { $0.chance < $1.chance }
    }

    private static func findings(_ name: String, _ values: [Double]) -> [Finding] {
        guard values.count >= fewestIntervals else { return [] }
        let median = Ranks.median(values)
        guard median > 0 else { return [] }
        let trend = TrendTest(values)
        let step = StepTest(values)
        return [
            Finding(
                name: name, isStep: false, change: trend.change / median, chance: trend.chance,
                place: 0),
            Finding(
                name: name, isStep: true, change: step.change / median, chance: step.chance,
                place: step.place),
        ]
    }
}
