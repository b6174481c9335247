internal import Glibc
internal import Workload

/// Sorts the sizes of a record's values into a few ranges, each a constant factor wider than the
/// one before.
enum SizeBars {
    private static let limit = 10

    /// The ranges that hold any values; none where no bin has bytes or text.
    static func rows(_ record: RecordShape) -> [KeyspacePlot.Sizes] {
        let sizes = record.bins.filter(\.hasDrawnSize).map(\.size)
        guard let smallest = sizes.map(\.smallest).min(),
            let largest = sizes.map(\.largest).max()
        else { return [] }
        /// The share of all values, each bin's counted alike, up to a size.
        func cumulative(_ size: Int) -> Double {
            sizes.reduce(0) { $0 + $1.cumulative(size) } / Double(sizes.count)
        }
        let edges = edges(
            from: sizes.map { $0.quantile(0.002) }.min() ?? smallest,
            to: sizes.map { $0.quantile(0.998) }.max() ?? largest)
        var (rows, from, before) = ([KeyspacePlot.Sizes](), smallest, 0.0)
        for to in edges.filter({ $0 > smallest && $0 <= largest }).map({ $0 - 1 }) + [largest] {
            let upTo = cumulative(to)
            rows.append(KeyspacePlot.Sizes(range: from...to, share: upTo - before))
            (from, before) = (to + 1, upTo)
        }
        return rows
    }

    /// Where ranges begin, between two sizes: by a constant factor, rounded to two digits, or three
    /// where the sizes lie close together.
    private static func edges(from low: Int, to high: Int) -> [Int] {
        guard high > low else { return [] }
        let (first, last) = (Double(max(low, 1)), Double(high))
        let digits = last < 2 * first ? 3 : 2
        var edges: [Int] = []
        for index in 0..<limit {
            let factor = pow(last / first, Double(index) / Double(limit - 1))
            let edge = Int(Units.round(first * factor, digits: digits))
            if edge > edges.last ?? 0 { edges.append(edge) }
        }
        return edges
    }
}

extension BinShape {
    /// Whether its size is drawn, and not what a number or a container takes.
    fileprivate var hasDrawnSize: Bool { type == .bytes || type == .text }
}
