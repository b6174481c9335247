/// Draws values by their weights in constant time: one multiplication, one comparison.
///
/// Source: Walker, "An efficient method for generating discrete random variables with general
/// distributions", ACM Transactions on Mathematical Software 3(3), 1977; the table is built as in
/// Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE
/// Transactions on Software Engineering 17(9), 1991.
///
/// Thread safety: a value; draws change nothing.
struct AliasTable: Sendable {
    /// An equal part of the whole: `own` up to `limit`, and `other` beyond.
    private struct Cell {
        var limit: UInt64
        var own: UInt32
        var other: UInt32
    }

    private let cells: [Cell]

    /// A table of `values`, each with the weight at the same place.
    ///
    /// - Parameters:
    ///   - values: at least one value.
    ///   - weights: as many weights, none below zero and their sum above.
    init(values: [UInt32], weights: [Double]) {
        precondition(values.count == weights.count, "as many values as weights")
        let total = weights.reduce(0, +)
        precondition(total > 0 && weights.allSatisfy { $0 >= 0 }, "weights above zero")
        let factor = Double(weights.count) / total
        var shares = weights.map { $0 * factor }
        var cells = values.map { Cell(limit: .max, own: $0, other: $0) }
        var small = shares.indices.filter { shares[$0] < 1 }
        var large = shares.indices.filter { shares[$0] >= 1 }
        // Each small share is filled up from a large one, which then has so much less.
        while let index = small.popLast(), let donor = large.last {
            cells[index].limit = UInt64(shares[index] * 0x1p64)
            cells[index].other = values[donor]
            shares[donor] -= 1 - shares[index]
            if shares[donor] < 1 {
                large.removeLast()
                small.append(donor)
            }
        }
        self.cells = cells
    }

    /// The value that `word`, 64 random bits, picks.
    @inline(__always)
    func value(for word: UInt64) -> UInt32 {
        let product = word.multipliedFullWidth(by: UInt64(truncatingIfNeeded: cells.count))
        let cell = cells[Int(truncatingIfNeeded: product.high)]
        return product.low < cell.limit ? cell.own : cell.other
    }
}
