/// The whole numbers below a count, cut into stretches that are about equally likely.
///
/// Cells of equal mass make the χ² test look as closely at the tail as at the head (Mann and Wald,
/// "On the choice of the number of class intervals in the application of the chi square test",
/// Annals of Mathematical Statistics 13, 1942). A number that is likelier than a cell has one of
/// its own.
struct EqualCells {
    /// For each cell, the number after its last.
    private let ends: [UInt64]
    /// The chance of each cell.
    let shares: [Double]

    /// At most `cellCount` cells.
    ///
    /// - Parameters:
    ///   - count: how many numbers there are, from 0.
    ///   - cellCount: how many cells there may be.
    ///   - unit: every cell but the last ends at a multiple of it.
    ///   - cumulative: the chance of a number below its argument.
    init(
        count: UInt64, cellCount: Int = 64, unit: UInt64 = 1,
        cumulative: (_ below: UInt64) -> Double
    ) {
        var (ends, shares, before, first) = ([UInt64](), [Double](), 0.0, UInt64(0))
        for cell in 1...cellCount {
            let wanted = Double(cell) / Double(cellCount)
            var (low, high) = (first, count)
            while low < high {
                let middle = low + (high - low) / 2
                if cumulative(middle) < wanted { low = middle + 1 } else { high = middle }
            }
            let end = cell == cellCount ? count : min((low + unit - 1) / unit * unit, count)
            guard end > first else { continue }
            let chance = end == count ? 1 : cumulative(end)
            ends.append(end)
            shares.append(max(chance - before, 0))
            (before, first) = (chance, end)
        }
        self.ends = ends
        self.shares = shares
    }

    /// How many of `numbers`, each below the count, fall into each cell.
    func counts(_ numbers: some Sequence<UInt64>) -> [UInt64] {
        numbers.reduce(into: Array(repeating: 0, count: ends.count)) { counts, number in
            var (low, high) = (0, ends.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if ends[middle] <= number { low = middle + 1 } else { high = middle }
            }
            counts[low] += 1
        }
    }
}
