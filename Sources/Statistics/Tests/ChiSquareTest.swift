/// Whether counts by cell are as given shares have it: Pearson's test.
///
/// Source: Pearson, "On the criterion …", Philosophical Magazine 50, 1900. Cells whose expected
/// count is small are pooled with their neighbours, below which the χ² distribution is a poor
/// guide (Cochran, "Some methods for strengthening the common χ² tests", Biometrics 10, 1954).
///
/// Thread safety: a value.
public struct ChiSquareTest: Hashable, Sendable {
    /// Σ (observed − expected)² ÷ expected; infinite where something came that cannot.
    public let statistic: Double
    /// Pooled cells less one, less the parameters that were fitted to the same counts.
    public let degreesOfFreedom: Int
    /// The chance of a statistic at least as large if the shares are true, from 0 to 1.
    public let pValue: Double
    /// How many samples were counted.
    public let sampleCount: UInt64
    /// The total variation distance: half of Σ |observed share − expected share|, pooled.
    public let distance: Double

    /// The test of `observed` against `shares`.
    ///
    /// - Parameters:
    ///   - observed: how many samples fell into each cell.
    ///   - shares: the chance of each cell; they are scaled to add up to 1.
    ///   - minimumExpectation: neighbouring cells are pooled until each expects so many samples.
    ///   - fittedParameterCount: how many parameters of the shares were fitted to `observed`.
    public init(
        observed: [UInt64], shares: [Double], minimumExpectation: Double = 5,
        fittedParameterCount: Int = 0
    ) {
        precondition(observed.count == shares.count, "each cell has a count and a share")
        let total = observed.reduce(0, +)
        let whole = shares.reduce(0, +)
        sampleCount = total
        let isPossible = zip(observed, shares).allSatisfy { $0 == 0 || $1 > 0 }
        let cells = Self.pooled(
            observed.map { Double($0) }, shares.map { $0 / whole * Double(total) },
            minimumExpectation)
        let sum = cells.reduce(0) {
            $1.expected > 0
                ? $0 + ($1.observed - $1.expected) * ($1.observed - $1.expected) / $1.expected : $0
        }
        let difference = cells.reduce(0) { $0 + abs($1.observed - $1.expected) }
        statistic = isPossible ? sum : .infinity
        distance = total == 0 ? 0 : difference / 2 / Double(total)
        degreesOfFreedom = max(cells.count - 1 - fittedParameterCount, 0)
        pValue =
            !isPossible
            ? 0
            : degreesOfFreedom == 0
                ? 1 : GammaFunction.upper(Double(degreesOfFreedom) / 2, statistic / 2)
    }

    private typealias Cell = (observed: Double, expected: Double)

    /// The cells, neighbours added together until each expects at least `minimum`.
    private static func pooled(
        _ observed: [Double], _ expected: [Double], _ minimum: Double
    ) -> [Cell] {
        var cells: [Cell] = []
        var open: Cell = (0, 0)
        for (count, expectation) in zip(observed, expected) {
            open.observed += count
            open.expected += expectation
            if open.expected >= minimum {
                cells.append(open)
                open = (0, 0)
            }
        }
        if cells.isEmpty { return [open] }
        cells[cells.count - 1].observed += open.observed
        cells[cells.count - 1].expected += open.expected
        return cells
    }
}
