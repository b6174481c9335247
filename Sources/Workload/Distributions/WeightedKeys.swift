/// Stretches of keys with weights; within a stretch all keys are equally likely.
///
/// What a popularity file says: cachebench's buckets, or a histogram of key numbers.
public struct KeyWeights: Hashable, Sendable {
    /// A stretch of keys and the weight of all of them together.
    public struct Part: Hashable, Sendable {
        /// How many keys it has.
        public var keyCount: UInt64
        /// How often they come, in proportion to the other parts' weights.
        public var weight: Double

        /// A stretch of `keyCount` keys.
        public init(keyCount: UInt64, weight: Double) {
            self.keyCount = keyCount
            self.weight = weight
        }
    }

    /// The stretches, from key 0 on.
    public let parts: [Part]
    /// Whether they are stretched or shrunk to the keys that there are, as cachebench does; else
    /// they are for the keys of exactly these numbers.
    public let isScaled: Bool
    /// The file that they come from; nil for none.
    public let file: String?

    /// Stretches, at least one of which has keys and weight.
    ///
    /// - Parameters:
    ///   - parts: the stretches, from key 0 on; at most 2^53 keys.
    ///   - isScaled: whether they are stretched to the keys that there are.
    ///   - file: the file that they come from.
    public init(_ parts: [Part], isScaled: Bool = true, file: String? = nil) {
        precondition(parts.contains { $0.keyCount > 0 && $0.weight > 0 }, "weights of nothing")
        self.parts = parts
        self.isScaled = isScaled
        self.file = file
    }

    /// How many keys all parts have.
    public var keyCount: UInt64 { parts.reduce(0) { $0 + $1.keyCount } }

    /// The keys of the parts of weight above zero, among `keyCount` keys.
    ///
    /// A part that would have no key left shares the key that it falls on.
    func ranges(keyCount: UInt64) -> [(keys: Range<UInt64>, weight: Double)] {
        let total = isScaled ? self.keyCount : keyCount
        var (seen, ranges): (UInt64, [(keys: Range<UInt64>, weight: Double)]) = (0, [])
        for part in parts {
            let start = Self.scaled(seen, keyCount, total)
            seen += part.keyCount
            let end = Self.scaled(seen, keyCount, total)
            guard part.weight > 0 else { continue }
            let first = min(start, keyCount - 1)
            ranges.append((first..<max(end, first + 1), part.weight))
        }
        return ranges
    }

    /// `position·keyCount/total`, rounded down.
    private static func scaled(_ position: UInt64, _ keyCount: UInt64, _ total: UInt64) -> UInt64 {
        total.dividingFullWidth(position.multipliedFullWidth(by: keyCount)).quotient
    }
}

/// Draws keys by the weights of the stretch that they are in.
struct WeightedKeys: KeyChooser {
    private struct Stretch {
        var first: UInt64
        var count: UInt64
    }

    private let table: AliasTable
    private let stretches: [Stretch]
    private let permutation: Permutation?

    /// A distribution over `count` keys.
    init(count: UInt64, weights: KeyWeights, scrambled: Bool) {
        let ranges = weights.ranges(keyCount: count)
        table = AliasTable(values: ranges.indices.map(UInt32.init), weights: ranges.map(\.weight))
        stretches = ranges.map {
            Stretch(first: $0.keys.lowerBound, count: $0.keys.upperBound - $0.keys.lowerBound)
        }
        permutation = scrambled ? Permutation(count: count) : nil
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        let stretch = stretches[Int(table.value(for: random.next()))]
        let key = stretch.first &+ random.next().multipliedFullWidth(by: stretch.count).high
        return permutation.map { $0(key) } ?? key
    }
}
