internal import Glibc

/// What rank statistics are made of.
enum Ranks {
    /// The ranks of `values` from 1; equal values share the mean of theirs.
    static func of(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = Array(repeating: 0.0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
            let shared = Double(start + 1 + end) / 2
            for place in start..<end { ranks[order[place]] = shared }
            start = end
        }
        return ranks
    }

    /// The middle value, or the mean of the two middle ones; there must be at least one.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The chance that a standard normal variable is further from zero than `z`, on either side.
    static func twoSidedChance(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }

    /// How alike neighbours in a series are: the correlation of its ranks at lag 1, from 0 to 0.95.
    ///
    /// The estimate is too low by about (1 + 4ρ) / n in a series of n, which is given back. It
    /// counts as 0 when chance gives as much in one of twenty series: of ten values, it would
    /// otherwise make most trends uncertain.
    ///
    /// Source: Marriott and Pope, "Bias in the estimation of autocorrelations", Biometrika 41,
    /// 1954.
    static func neighbourCorrelation(_ values: [Double]) -> Double {
        let ranks = of(values)
        let count = Double(ranks.count)
        let mean = (count + 1) / 2
        let variance = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard variance > 0, ranks.count > 4 else { return 0 }
        let products = zip(ranks, ranks.dropFirst()).map { ($0 - mean) * ($1 - mean) }
        let estimate = products.reduce(0, +) / variance
        guard estimate > 1.645 / count.squareRoot() else { return 0 }
        return min((count * estimate + 1) / (count - 4), 0.95)
    }
}
