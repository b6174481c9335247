/// How unevenly operations are spread over keys: what two of them meeting depends on.
public struct KeyPopularity: Hashable, Sendable {
    /// The most that `hottest` has.
    static let hottestLimit = 256

    /// The shares of the most popular keys, each from 0 to 1, the largest first.
    ///
    /// Empty where no key stands out.
    public let hottest: [Double]
    /// The chance that two independent operations are for the same key: the sum of squared shares.
    public let coincidence: Double

    init(hottest: [Double], coincidence: Double) {
        self.hottest = hottest
        self.coincidence = coincidence
    }

    /// Zipf's law over `count` ranks.
    fileprivate init(zipf exponent: Double, count: UInt64) {
        let total = Self.powerSum(count, exponent)
        hottest = (1...min(count, UInt64(Self.hottestLimit))).map {
            Self.power(Double($0), -exponent) / total
        }
        coincidence = Self.powerSum(count, 2 * exponent) / (total * total)
    }

    /// Shares in proportion to how often each key comes.
    init(counts: [UInt64]) {
        let total = max(Double(counts.reduce(0, +)), 1)
        hottest = counts.sorted(by: >).prefix(Self.hottestLimit).map { Double($0) / total }
        coincidence = counts.reduce(0) { $0 + Double($1) / total * (Double($1) / total) }
    }

    /// 1^−s + 2^−s + … + count^−s, to ten digits.
    static func powerSum(_ count: UInt64, _ s: Double) -> Double {
        PowerSums(exponent: s, limit: count).sum(count)
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        DeterministicMath.exp(exponent * DeterministicMath.log(base))
    }
}

extension Plan {
    /// How unevenly the measured operations are spread over the keys, as they are when it begins.
    public var keyPopularity: KeyPopularity {
        if let trace { return KeyPopularity(counts: trace.file.keyCounts) }
        let total = keyspaces.reduce(0) { $0 + $1.weight }
        let shares = keyspaces.map { keyspace in
            (
                share: keyspace.weight / total,
                keys: keyspace.distribution.popularity(keyCount: keyspace.count)
            )
        }
        let hottest = shares.flatMap { part in part.keys.hottest.map { $0 * part.share } }
        return KeyPopularity(
            hottest: Array(hottest.sorted(by: >).prefix(KeyPopularity.hottestLimit)),
            coincidence: shares.reduce(0) { $0 + $1.share * $1.share * $1.keys.coincidence })
    }
}

extension KeyDistribution {
    fileprivate func popularity(keyCount: UInt64) -> KeyPopularity {
        let each = 1 / Double(keyCount)
        switch self {
        case .uniform:
            return KeyPopularity(hottest: [], coincidence: each)
        case .sequential, .sequentialPerWorker:
            // Workers walk over keys of their own.
            return KeyPopularity(hottest: [], coincidence: 0)
        case .zipf(let exponent, _), .latest(let exponent):
            return KeyPopularity(zipf: exponent, count: keyCount)
        case .ycsbZipfian:
            // Ranks are hashed: two operations meet by rank, or by chance.
            let ranks = KeyPopularity(zipf: 0.99, count: 10_000_000_001)
            let keys = YCSBZipfianKeys(itemLimit: keyCount)
            let limit = min(keyCount, UInt64(KeyPopularity.hottestLimit))
            return KeyPopularity(
                hottest: (0..<limit).map {
                    keys.cumulative(below: $0 + 1) - keys.cumulative(below: $0)
                },
                coincidence: ranks.coincidence + (1 - ranks.coincidence) * each)
        case .hotspot(let keyFraction, let operationFraction):
            let hot = Double(UInt64(Double(keyCount) * keyFraction))
            let cold = Double(keyCount) - hot
            guard hot > 0 && cold > 0 else {
                return KeyPopularity(hottest: [], coincidence: each)
            }
            let others = 1 - operationFraction
            return KeyPopularity(
                hottest: [],
                coincidence: operationFraction * operationFraction / hot + others * others / cold)
        case .exponential, .gaussian, .pareto, .weighted:
            guard let expectation = KeyExpectation(self, keyCount: keyCount) else {
                return KeyPopularity(hottest: [], coincidence: each)
            }
            return KeyPopularity(
                hottest: expectation.hottest, coincidence: expectation.coincidence)
        }
    }
}
