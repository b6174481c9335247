extension SizeSpectrum {
    /// A range of sizes, taken to be equally likely, and how often they came.
    struct Row: Hashable {
        var range: ClosedRange<Int>
        var count: UInt64
    }

    /// The sizes in a few rows whose mean, row by row, is that of what came.
    ///
    /// All sizes, if there are at most 24. Otherwise a row ends where it has a 32nd of all, or
    /// spans a quarter of its smallest size; its range is then drawn in, on one side, until its
    /// middle is the sizes' mean.
    ///
    /// - Parameter least: what smaller sizes become.
    /// - Returns: rows in ascending order, which do not overlap.
    func rows(least: Int) -> [Row] {
        var sizes: [(size: Int, count: UInt64)] = []
        for (size, count) in self.sizes {
            let size = max(Int(size), least)
            if sizes.last?.size == size {
                sizes[sizes.count - 1].count += count
            } else {
                sizes.append((size, count))
            }
        }
        if sizes.count <= 24 { return sizes.map { Row(range: $0.size...$0.size, count: $0.count) } }
        var rows: [Row] = []
        var start = 0
        for index in sizes.indices {
            let group = sizes[start...index]
            let mass = group.reduce(0) { $0 + $1.count }
            let isLast = index == sizes.count - 1
            let nextIsFar =
                !isLast && sizes[index + 1].size * 4 > max(sizes[start].size, 4) * 5
            let nextIsLarge = !isLast && sizes[index + 1].count * 32 >= count
            if isLast || mass * 32 >= count || nextIsFar || nextIsLarge {
                rows.append(Self.row(Array(group), mass))
                start = index + 1
            }
        }
        return rows
    }

    /// One row for neighbouring sizes, its middle at their mean.
    private static func row(_ sizes: [(size: Int, count: UInt64)], _ count: UInt64) -> Row {
        let sum = sizes.reduce(0.0) { $0 + Double($1.size) * Double($1.count) }
        let mean = sum / Double(count)
        let (lower, upper) = (sizes[0].size, sizes[sizes.count - 1].size)
        let reach = min(mean - Double(lower), Double(upper) - mean)
        let from = max(Int((mean - reach).rounded()), lower)
        let to = min(max(Int((mean + reach).rounded()), from), upper)
        return Row(range: from...to, count: count)
    }
}
