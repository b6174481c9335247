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

    /// The autocorrelations of the ranks of `values` at lags from 1, as far as they differ from
    /// zero by more than chance allows in one of twenty, and zero elsewhere.
    ///
    /// Source: Hamed and Rao, "A modified Mann–Kendall trend test for autocorrelated data", Journal
    /// of Hydrology 204, 1998, section 3: only significant lags enter.
    static func significantAutocorrelations(_ values: [Double]) -> [Double] {
        let ranks = of(values)
        let count = Double(ranks.count)
        let mean = (count + 1) / 2
        let variance = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard variance > 0 else { return [] }
        let limit = 1.96 / count.squareRoot()
        return (1..<ranks.count).map { lag in
            var sum = 0.0
            for place in lag..<ranks.count {
                sum += (ranks[place] - mean) * (ranks[place - lag] - mean)
            }
            let correlation = sum / variance
            return abs(correlation) > limit ? correlation : 0
        }
    }
}
