/// How large things are: values and keys in bytes, batches and scans in records.
///
/// Whole numbers from 0 to `limit`. A draw takes one random word and changes nothing. Distributions
/// without natural ends are rounded to the nearest whole number and clamped: what falls outside of
/// the bounds becomes the bound.
///
/// Thread safety: a value.
public struct SizeDistribution: Hashable, Sendable {
    /// The largest size that any distribution may have: 64 MiB, in bytes.
    public static let limit = 64 << 20
    /// The most records that a scan or a batch may have.
    public static let recordLimit = 1_000_000_000

    /// What it is, as a workload file says it.
    public enum Definition: Hashable, Sendable {
        /// Always the same.
        case constant(Int)
        /// From the lower to the upper bound, both included, equally likely.
        case uniform(ClosedRange<Int>)
        /// A curve, rounded and clamped to bounds.
        case curve(SizeCurve, ClosedRange<Int>)
        /// Ranges of sizes with weights.
        case table(SizeTable)
        /// The values of Facebook's ETC pool, clamped to 1 MiB; mean about 194 bytes.
        case facebookETC
    }

    /// What it is.
    public let definition: Definition
    private let sampler: SizeSampler
    /// The smallest and the largest size that can come.
    private let bounds: ClosedRange<Int>
    /// How many sizes are equally likely; 0 where they are not.
    private let evenCount: UInt64

    /// A distribution by its definition, whose numbers are in the ranges that it names.
    public init(_ definition: Definition) {
        self.definition = definition
        bounds = definition.bounds
        evenCount = definition.isEven ? UInt64(bounds.count) : 0
        sampler = definition.sampler
    }

    /// The largest size that can come.
    public var largest: Int { bounds.upperBound }
    /// The smallest size that can come.
    public var smallest: Int { bounds.lowerBound }

    /// Whether all sizes are the same.
    public var isConstant: Bool { bounds.lowerBound == bounds.upperBound }

    /// The next size.
    @inline(__always)
    func next(using random: inout DrawStream) -> Int {
        evenCount == 1 ? bounds.lowerBound : size(for: random.next())
    }

    /// The size that `word`, 64 random bits, picks: the same one for the same bits.
    @inline(__always)
    func size(for word: UInt64) -> Int {
        if evenCount == 0 { return sampler.size(for: word) }
        return bounds.lowerBound
            + Int(truncatingIfNeeded: word.multipliedFullWidth(by: evenCount).high)
    }

    /// Whether both have the same definition.
    public static func == (left: Self, right: Self) -> Bool { left.definition == right.definition }

    /// Hashes the definition.
    public func hash(into hasher: inout Hasher) { hasher.combine(definition) }
}

extension SizeDistribution {
    /// Always `size`.
    public static func constant(_ size: Int) -> Self { Self(.constant(size)) }

    /// Any size of `range`, equally likely.
    public static func uniform(_ range: ClosedRange<Int>) -> Self { Self(.uniform(range)) }

    /// The values of Facebook's ETC pool.
    public static let facebookETC = Self(.facebookETC)
}

// MARK: What can be said of it

extension SizeDistribution {
    /// The size to expect on average.
    public var mean: Double {
        switch definition {
        case .constant(let size): Double(size)
        case .uniform(let range): (Double(range.lowerBound) + Double(range.upperBound)) / 2
        case .curve(let curve, let bounds): RoundedCurve(curve, bounds).mean
        case .table(let table): table.mean
        case .facebookETC: FacebookETC.meanValueByteCount
        }
    }

    /// The chance of a size up to `size`.
    public func cumulative(_ size: Int) -> Double {
        if size < bounds.lowerBound { return 0 }
        if size >= bounds.upperBound { return 1 }
        switch definition {
        case .constant: return 1
        case .uniform(let range):
            return Double(size - range.lowerBound + 1) / Double(range.count)
        case .curve(let curve, let bounds):
            return RoundedCurve(curve, bounds).cumulative(size)
        case .table(let table):
            return table.cumulative(size)
        case .facebookETC:
            return FacebookETC.valueCumulative(size)
        }
    }

    /// The smallest size whose `cumulative` is at least `chance`, from 0 to 1.
    public func quantile(_ chance: Double) -> Int {
        var (low, high) = (bounds.lowerBound, bounds.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if cumulative(middle) >= chance { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension SizeDistribution.Definition {
    /// The smallest and the largest size.
    fileprivate var bounds: ClosedRange<Int> {
        switch self {
        case .constant(let size): size...size
        case .uniform(let range), .curve(_, let range): range
        case .table(let table): table.bounds
        case .facebookETC: FacebookETC.valueBounds
        }
    }

    /// Whether all sizes within the bounds are equally likely.
    fileprivate var isEven: Bool {
        switch self {
        case .constant, .uniform: true
        case .curve, .facebookETC: bounds.count == 1
        case .table(let table): table.rows.count == 1
        }
    }

    fileprivate var sampler: SizeSampler {
        switch self {
        case .constant(let size): SizeSampler([(size...size, 1)])
        case .uniform(let range): SizeSampler([(range, 1)])
        case .curve(let curve, let bounds): SizeSampler(curve, bounds: bounds)
        case .table(let table): SizeSampler(table.rows.map { ($0.range, $0.weight) })
        case .facebookETC: FacebookETC.valueSampler
        }
    }
}
