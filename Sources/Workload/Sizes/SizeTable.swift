/// Ranges of sizes, each with a weight; within a range all sizes are equally likely.
public struct SizeTable: Hashable, Sendable {
    /// A range and its weight.
    public struct Row: Hashable, Sendable {
        /// The sizes.
        public var range: ClosedRange<Int>
        /// How often they come, in proportion to the other rows' weights.
        public var weight: Double

        /// A range with a weight of at least zero.
        public init(_ range: ClosedRange<Int>, weight: Double) {
            self.range = range
            self.weight = weight
        }
    }

    /// The rows of weight above zero, in ascending order of their ranges, which do not overlap.
    public let rows: [Row]
    /// The file that they come from; nil for a table in the workload file.
    public let file: String?
    /// The chance of a size in the first row, the first two rows, ….
    private let cumulatives: [Double]

    /// A table of at least one weight above zero; nil when two ranges overlap.
    ///
    /// - Parameters:
    ///   - rows: the rows, in any order.
    ///   - file: the file that they come from.
    public init?(_ rows: [Row], file: String? = nil) {
        self.rows = rows.filter { $0.weight > 0 }.sorted {
            $0.range.lowerBound < $1.range.lowerBound
        }
        self.file = file
        let total = self.rows.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        cumulatives = self.rows.map { row in
            sum += row.weight
            return sum / total
        }
        precondition(!self.rows.isEmpty, "a table of nothing")
        let pairs = zip(self.rows, self.rows.dropFirst())
        guard pairs.allSatisfy({ $0.range.upperBound < $1.range.lowerBound }) else { return nil }
    }

    /// The smallest and the largest size.
    var bounds: ClosedRange<Int> {
        (rows.first?.range.lowerBound ?? 0)...(rows.last?.range.upperBound ?? 0)
    }

    /// The mean size.
    var mean: Double {
        let total = rows.reduce(0) { $0 + $1.weight }
        return rows.reduce(0) { sum, row in
            let middle = (Double(row.range.lowerBound) + Double(row.range.upperBound)) / 2
            return sum + row.weight / total * middle
        }
    }

    /// The chance of a size up to `size`.
    func cumulative(_ size: Int) -> Double {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].range.lowerBound <= size { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return 0 }
        let (row, before) = (rows[low - 1], low > 1 ? cumulatives[low - 2] : 0)
        guard size < row.range.upperBound else { return cumulatives[low - 1] }
        let share = Double(size - row.range.lowerBound + 1) / Double(row.range.count)
        return before + (cumulatives[low - 1] - before) * share
    }
}
