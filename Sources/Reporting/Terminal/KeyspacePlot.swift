public import Workload

/// How a keyspace's operations lie over its keys, and how large its values are: two small plots.
///
/// Shares come from the distributions' formulas; nothing is sampled.
public struct KeyspacePlot: Hashable, Sendable {
    /// What the most popular keys get.
    public struct Popularity: Hashable, Sendable {
        /// Which keys: `the hottest key`, `1 % of the keys`.
        public var keys: String
        /// How many they are.
        public var keyCount: UInt64
        /// The share of the operations that they get, from 0 to 1.
        public var operationShare: Double
    }

    /// How many values have sizes in a range.
    public struct Sizes: Hashable, Sendable {
        /// The sizes, in bytes.
        public var range: ClosedRange<Int>
        /// The share of the values, from 0 to 1.
        public var share: Double
    }

    /// The keyspace's name; nil for the only one of a plan.
    public var name: String?
    /// The rows of the plot of popularity: more keys from row to row.
    public var popularity: [Popularity]
    /// The rows of the plot of sizes, ascending; empty where no bin has bytes or text.
    public var sizes: [Sizes]

    /// The plots of each keyspace in the measured phase of `plan`; none for a trace.
    public static func all(of plan: Plan) -> [KeyspacePlot] {
        if plan.trace != nil { return [] }
        let phase = plan.phases.last { $0.kind == .measure }
        return plan.keyspaces.map { keyspace in
            let distribution = phase?.distribution ?? keyspace.distribution
            return KeyspacePlot(
                name: plan.keyspaces.count == 1 ? nil : keyspace.name,
                popularity: Self.popularity(distribution, keyCount: keyspace.count),
                sizes: SizeBars.rows(keyspace.record))
        }
    }

    private static func popularity(
        _ distribution: KeyDistribution, keyCount: UInt64
    ) -> [Popularity] {
        // Keys that are taken in turn come equally often.
        let expectation = KeyExpectation(distribution, keyCount: keyCount)
        func share(_ count: UInt64) -> Double {
            expectation?.share(ofHottest: count) ?? Double(count) / Double(keyCount)
        }
        let hottest = Popularity(
            keys: "the hottest key", keyCount: 1, operationShare: share(1))
        let parts = [("0.01", 10_000.0), ("0.1", 1_000), ("1", 100), ("10", 10), ("50", 2)]
        let rows = parts.compactMap { percent, divisor -> Popularity? in
            let count = UInt64((Double(keyCount) / divisor).rounded())
            guard count > 1 else { return nil }
            return Popularity(
                keys: "\(percent) % of the keys", keyCount: count, operationShare: share(count))
        }
        return [hottest] + rows
    }

    // MARK: Text

    /// The plots as lines that all end in a line break, at most 80 columns wide.
    func text(style: TextStyle) -> String {
        let heading = name.map { "  \(style.bold($0))\n" } ?? ""
        let plots = sizes.isEmpty ? [popularityTable] : [popularityTable, sizeTable]
        return "\n" + heading + plots.map { $0.text(style: style) }.joined(separator: "\n")
    }

    private var popularityTable: TextTable {
        var table = TextTable(columns: [
            ("keys, hottest first", .left), ("", .right), ("share of the operations", .left),
            ("", .right),
        ])
        for row in popularity {
            table.add([
                row.keys, Units.grouped(row.keyCount), TextBar.text(row.operationShare),
                Units.percent(row.operationShare),
            ])
        }
        return table
    }

    /// Its longest bar is the largest share's.
    private var sizeTable: TextTable {
        var table = TextTable(columns: [
            ("sizes of values", .left), ("share of the values", .left), ("", .right),
        ])
        let largest = sizes.map(\.share).max() ?? 1
        for row in sizes {
            table.add([
                Self.words(row.range), TextBar.text(row.share / largest),
                Units.percent(row.share),
            ])
        }
        return table
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        let (from, to) = (range.lowerBound, range.upperBound)
        if from == to { return "\(Units.grouped(UInt64(from))) B" }
        return "\(Units.grouped(UInt64(from))) to \(Units.grouped(UInt64(to))) B"
    }
}
