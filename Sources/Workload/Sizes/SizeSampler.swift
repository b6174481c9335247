/// Turns 64 random bits into a size: an alias table of single sizes and of wider cells.
///
/// A cell of one size costs one look-up. A wider cell is either a range of equally likely sizes, or
/// a stretch of a curve, in which the curve's quantile is taken: exact, and several times slower.
///
/// Thread safety: a value; draws change nothing.
struct SizeSampler: Sendable {
    /// Sizes above each other that share an entry of the table.
    struct WideCell: Sendable {
        /// The smallest size.
        var lowest: Int
        /// The largest size.
        var highest: Int
        /// The chance, by the curve, of a value below the cell.
        var chanceBelow = 0.0
        /// The chance, by the curve, of a value in the cell.
        var chance = 0.0
    }

    /// The entries at and above it are wide cells.
    private static let wideMark: UInt32 = 1 << 31
    /// How many sizes of a curve have an entry of their own: 64 KiB of table.
    static let singleLimit = 4096

    private let table: AliasTable
    private let wideCells: [WideCell]
    private let curve: SizeCurve?

    /// A sampler of ranges of sizes below 2^31, each range with its weight.
    init(_ ranges: [(range: ClosedRange<Int>, weight: Double)]) {
        var builder = Builder()
        for (range, weight) in ranges { builder.append(range, weight: weight) }
        self.init(builder, curve: nil)
    }

    /// A sampler of `curve`, rounded to whole sizes and clamped to `bounds`, which takes
    /// `curveWeight` of the draws; the others are for `singles`.
    init(
        _ curve: SizeCurve, bounds: ClosedRange<Int>,
        singles: [(size: Int, weight: Double)] = [], curveWeight: Double = 1
    ) {
        var builder = Builder()
        for (size, weight) in singles { builder.append(size...size, weight: weight) }
        builder.append(curve, bounds, weight: curveWeight)
        self.init(builder, curve: curve)
    }

    private init(_ builder: Builder, curve: SizeCurve?) {
        table = AliasTable(values: builder.values, weights: builder.weights)
        wideCells = builder.wideCells
        self.curve = curve
    }

    /// The size that `word`, 64 random bits, picks.
    @inline(__always)
    func size(for word: UInt64) -> Int {
        let value = table.value(for: word)
        if value < Self.wideMark { return Int(value) }
        return wideSize(Int(value & ~Self.wideMark), word)
    }

    @inline(never)
    private func wideSize(_ index: Int, _ word: UInt64) -> Int {
        let cell = wideCells[index]
        // The table has used up most of the word.
        var mixer = SplitMix64(seed: word)
        let fresh = mixer.next()
        guard let curve else {
            let count = UInt64(cell.highest - cell.lowest) + 1
            return cell.lowest + Int(fresh.multipliedFullWidth(by: count).high)
        }
        let unit = Double(fresh >> 11) * 0x1p-53
        let value = curve.quantile(cell.chanceBelow + unit * cell.chance)
        return RoundedCurve.size(value, cell.lowest, cell.highest)
    }

    /// The entries of a sampler under construction.
    private struct Builder {
        var values: [UInt32] = []
        var weights: [Double] = []
        var wideCells: [WideCell] = []

        mutating func append(_ range: ClosedRange<Int>, weight: Double) {
            guard weight > 0 else { return }
            precondition(range.lowerBound >= 0 && range.upperBound < 1 << 31, "sizes in \(range)")
            guard range.count > 1 else {
                values.append(UInt32(range.lowerBound))
                weights.append(weight)
                return
            }
            append(WideCell(lowest: range.lowerBound, highest: range.upperBound), weight: weight)
        }

        /// The likeliest sizes of a curve by themselves, what lies below and above in two cells.
        ///
        /// The curves have one peak: from the median on, the likelier of the next size below and
        /// the next above is taken each time.
        mutating func append(_ curve: SizeCurve, _ bounds: ClosedRange<Int>, weight: Double) {
            let law = RoundedCurve(curve, bounds)
            var (lowest, highest) = (law.quantile(0.5), law.quantile(0.5))
            append(lowest...lowest, weight: weight * law.chance(of: lowest))
            var (below, above) = (law.chance(of: lowest - 1), law.chance(of: highest + 1))
            while highest - lowest < SizeSampler.singleLimit - 1 && (below > 0 || above > 0) {
                if below >= above {
                    lowest -= 1
                    append(lowest...lowest, weight: weight * below)
                    below = law.chance(of: lowest - 1)
                } else {
                    highest += 1
                    append(highest...highest, weight: weight * above)
                    above = law.chance(of: highest + 1)
                }
            }
            append(law, bounds.lowerBound, lowest - 1, weight)
            append(law, highest + 1, bounds.upperBound, weight)
        }

        /// The sizes of a curve from `lowest` to `highest`, if there are any.
        private mutating func append(
            _ law: RoundedCurve, _ lowest: Int, _ highest: Int, _ weight: Double
        ) {
            guard lowest <= highest else { return }
            let below = law.cumulative(lowest - 1)
            let chance = law.cumulative(highest) - below
            guard chance > 0 else { return }
            append(
                WideCell(
                    lowest: lowest, highest: highest, chanceBelow: below, chance: chance),
                weight: weight * chance)
        }

        private mutating func append(_ cell: WideCell, weight: Double) {
            values.append(SizeSampler.wideMark | UInt32(wideCells.count))
            weights.append(weight)
            wideCells.append(cell)
        }
    }
}
