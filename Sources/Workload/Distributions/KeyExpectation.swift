/// How often each key should be asked for: what a self-check holds the drawn keys against.
///
/// Keys stand in an order of the distribution's own (by rank, by age, by number), scattering
/// undone: a key's *position*, from 0. `cumulative` counts along it.
///
/// Thread safety: a value.
public struct KeyExpectation: Sendable {
    /// The chance that an operation is for a position below this one, from 1 up to `keyCount`.
    enum Law: Sendable {
        case uniform
        case zipf(PowerSums, total: Double)
        case hotspot(hotCount: Double, operationFraction: Double)
        case exponential(rate: Double)
        case gaussian(mean: Double, deviation: Double)
        case pareto(shape: Double)
        case weighted(WeightedPositions)
        case ycsb(YCSBExpectation)
    }

    /// The order in which keys stand.
    private enum Order: Sendable {
        case byNumber
        case newestFirst
        case scattered(Permutation)
    }

    /// How many keys there are.
    public let keyCount: UInt64
    let law: Law
    private let order: Order

    /// Whether the newest key stands first, so that positions move when keys are inserted.
    public var isByAge: Bool { if case .newestFirst = order { true } else { false } }

    /// What `distribution` says of `keyCount` keys; nil where keys are not drawn but taken in turn.
    ///
    /// - Parameters:
    ///   - distribution: the distribution.
    ///   - keyCount: how many keys there are.
    ///   - itemLimit: over how many keys `ycsbZipfian` spreads, where some do not exist yet; what
    ///     is said is then of those that do.
    public init?(_ distribution: KeyDistribution, keyCount: UInt64, itemLimit: UInt64? = nil) {
        let count = Double(keyCount)
        var (law, order) = (Law.uniform, Order.byNumber)
        switch distribution {
        case .uniform: break
        case .sequential, .sequentialPerWorker: return nil
        case .zipf(let exponent, let scrambled):
            law = Self.zipf(exponent, keyCount)
            if scrambled { order = .scattered(Permutation(count: keyCount)) }
        case .latest(let exponent):
            law = Self.zipf(exponent, keyCount)
            order = .newestFirst
        case .hotspot(let keyFraction, let operationFraction):
            let hotCount = (count * keyFraction).rounded(.down)
            if hotCount > 0 && hotCount < count {
                law = .hotspot(hotCount: hotCount, operationFraction: operationFraction)
            }
        case .exponential(let percentile, let keyFraction):
            law = .exponential(rate: -DeterministicMath.log(1 - percentile) / keyFraction / count)
            order = .newestFirst
        case .gaussian(let mean, let deviation, let scrambled):
            law = .gaussian(mean: mean * count, deviation: deviation * count)
            if scrambled { order = .scattered(Permutation(count: keyCount)) }
        case .pareto(let shape, let scrambled):
            law = .pareto(shape: shape)
            if scrambled { order = .scattered(Permutation(count: keyCount)) }
        case .weighted(let weights, let scrambled):
            law = .weighted(WeightedPositions(weights.ranges(keyCount: keyCount)))
            if scrambled { order = .scattered(Permutation(count: keyCount)) }
        case .ycsbZipfian:
            law = .ycsb(
                YCSBExpectation(keyCount: keyCount, itemLimit: itemLimit ?? keyCount))
        }
        self.keyCount = keyCount
        self.law = law
        self.order = order
    }

    private static func zipf(_ exponent: Double, _ keyCount: UInt64) -> Law {
        let sums = PowerSums(exponent: exponent, limit: keyCount)
        return .zipf(sums, total: sums.sum(keyCount))
    }

    /// Where `key`, which is below `keyCount`, stands.
    public func position(ofKey key: UInt64) -> UInt64 {
        if case .ycsb(let ycsb) = law { return ycsb.position(ofKey: key) }
        switch order {
        case .byNumber: return key
        case .newestFirst: return keyCount - 1 - key
        case .scattered(let permutation): return permutation.inverse(of: key)
        }
    }

    /// The chance that an operation is for a key whose position is below `position`.
    public func cumulative(below position: UInt64) -> Double {
        if position == 0 { return 0 }
        if position >= keyCount { return 1 }
        let (point, count) = (Double(position), Double(keyCount))
        switch law {
        case .uniform:
            return point / count
        case .zipf(let sums, let total):
            return sums.sum(position) / total
        case .hotspot(let hotCount, let operationFraction):
            return point <= hotCount
                ? operationFraction * point / hotCount
                : operationFraction
                    + (1 - operationFraction) * (point - hotCount) / (count - hotCount)
        case .exponential(let rate):
            return DeterministicMath.expMinusOne(-rate * point)
                / DeterministicMath.expMinusOne(-rate * count)
        case .gaussian(let mean, let deviation):
            func chance(_ point: Double) -> Double {
                StandardNormal.cumulative((point - mean) / deviation)
            }
            return (chance(point) - chance(0)) / (chance(count) - chance(0))
        case .pareto(let shape):
            func chance(_ rank: Double) -> Double {
                DeterministicMath.expMinusOne(-shape * DeterministicMath.log(rank))
            }
            return chance(point + 1) / chance(count + 1)
        case .weighted(let weights):
            return weights.cumulative(below: position)
        case .ycsb(let ycsb):
            return ycsb.cumulative(below: position)
        }
    }

    /// The chance that an operation is for the key at `position`.
    public func chance(at position: UInt64) -> Double {
        cumulative(below: position + 1) - cumulative(below: position)
    }
}

/// Stretches of positions with weights, added up.
struct WeightedPositions: Sendable {
    private let ranges: [(keys: Range<UInt64>, weight: Double)]
    /// The chance of the first stretch, the first two, ….
    private let cumulatives: [Double]

    init(_ ranges: [(keys: Range<UInt64>, weight: Double)]) {
        self.ranges = ranges
        let total = ranges.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        cumulatives = ranges.map { range in
            sum += range.weight
            return sum / total
        }
    }

    /// The chance of each key of a stretch, and how many keys it has.
    var shares: [(chance: Double, keyCount: UInt64)] {
        let total = ranges.reduce(0) { $0 + $1.weight }
        return ranges.map { range in
            let count = range.keys.upperBound - range.keys.lowerBound
            return (range.weight / total / Double(count), count)
        }
    }

    /// Stretches ascend; two share a key only where a bucket is smaller than one key.
    func cumulative(below position: UInt64) -> Double {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].keys.upperBound <= position {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var chance = low > 0 ? cumulatives[low - 1] : 0
        while low < ranges.count && ranges[low].keys.lowerBound < position {
            let keys = ranges[low].keys
            let before = low > 0 ? cumulatives[low - 1] : 0
            chance +=
                (cumulatives[low] - before) * Double(position - keys.lowerBound)
                / Double(keys.upperBound - keys.lowerBound)
            low += 1
        }
        return chance
    }
}
