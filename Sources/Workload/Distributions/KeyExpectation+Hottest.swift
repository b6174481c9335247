extension KeyExpectation {
    /// The share of the operations that the `count` most popular keys get together, from 0 to 1.
    ///
    /// By the distribution's own formula, whatever order its keys stand in.
    public func share(ofHottest count: UInt64) -> Double {
        let count = min(count, keyCount)
        switch law {
        case .weighted(let weights):
            // Both are shares of so many keys; the first joins stretches that share a key.
            return max(cumulative(below: count), weights.share(ofHottest: count))
        case .gaussian(let mean, _):
            // The keys around the middle; at an end of the keys, those next to it.
            let start = min(max(mean - Double(count) / 2, 0), Double(keyCount - count))
            let first = UInt64(start)
            return cumulative(below: first + count) - cumulative(below: first)
        case .hotspot(let hotCount, let operationFraction)
        where operationFraction < hotCount / Double(keyCount):
            return 1 - cumulative(below: keyCount - count)
        case .uniform, .zipf, .hotspot, .exponential, .pareto, .ycsb:
            return cumulative(below: count)
        }
    }
}

extension WeightedPositions {
    /// The share of the `count` keys with the largest chances.
    fileprivate func share(ofHottest count: UInt64) -> Double {
        var (left, sum) = (count, 0.0)
        for share in shares.sorted(by: { $0.chance > $1.chance }) where left > 0 {
            let taken = min(share.keyCount, left)
            sum += share.chance * Double(taken)
            left -= taken
        }
        return min(sum, 1)
    }
}
