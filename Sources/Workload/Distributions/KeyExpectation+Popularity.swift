extension KeyExpectation {
    /// The chance that two operations are for the same key: the sum of squared chances.
    ///
    /// Key by key for the first 4,096; then over stretches that are short against the distance that
    /// popularity changes over, within which it is taken to be even. Good to 0.1 %.
    var coincidence: Double {
        if case .weighted(let weights) = law { return weights.coincidence }
        var (sum, position, before): (Double, UInt64, Double) = (0, 0, 0)
        while position < keyCount {
            let length =
                position < 4096 ? 1 : max(1, min(position / 256, keyCount / 8192))
            let next = min(position + length, keyCount)
            let chance = cumulative(below: next)
            sum += (chance - before) * (chance - before) / Double(next - position)
            (position, before) = (next, chance)
        }
        return sum
    }

    /// The chances of the most popular keys, the largest first.
    var hottest: [Double] {
        let limit = min(UInt64(KeyPopularity.hottestLimit), keyCount)
        var first: UInt64 = 0
        switch law {
        case .weighted(let weights): return weights.hottest(Int(limit))
        case .gaussian(let mean, _):
            let start = max(mean - Double(limit / 2), 0)
            first = min(UInt64(min(start, 0x1p62)), keyCount - limit)
        case .uniform, .zipf, .hotspot, .exponential, .pareto, .ycsb: break
        }
        return (first..<(first + limit)).map { chance(at: $0) }.sorted(by: >)
    }
}

extension WeightedPositions {
    /// The sum of squared chances; stretches that share a key count as two keys.
    fileprivate var coincidence: Double {
        shares.reduce(0) { $0 + $1.chance * $1.chance * Double($1.keyCount) }
    }

    /// The largest chances of single keys.
    fileprivate func hottest(_ limit: Int) -> [Double] {
        var chances: [Double] = []
        for share in shares.sorted(by: { $0.chance > $1.chance }) where chances.count < limit {
            let count = min(Int(min(share.keyCount, UInt64(limit))), limit - chances.count)
            chances += [Double](repeating: share.chance, count: count)
        }
        return chances
    }
}
