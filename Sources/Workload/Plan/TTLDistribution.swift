/// How long written records live, in whole seconds; 0 leaves it to the namespace.
///
/// Thread safety: a value; draws change nothing.
public struct TTLDistribution: Hashable, Sendable {
    /// The longest time to live, in seconds: ten years of 365 days, which is Aerospike's limit.
    public static let secondsLimit: UInt32 = 315_360_000

    /// What it is, as a workload file says it.
    public enum Definition: Hashable, Sendable {
        /// Always the same.
        case constant(UInt32)
        /// From the lower to the upper bound, both included, equally likely.
        case uniform(ClosedRange<UInt32>)
        /// Exponential with this mean in seconds, rounded, at least 1 s.
        case exponential(meanSeconds: Double)
        /// Times with weights, in ascending order; one weight at least is above zero.
        case table([Row])
    }

    /// A time to live and how often it comes, in proportion to the other rows' weights.
    public struct Row: Hashable, Sendable {
        /// The time, in seconds; 0 for the namespace's default.
        public var seconds: UInt32
        /// Its weight, from 0 up.
        public var weight: Double

        /// A time with its weight.
        public init(seconds: UInt32, weight: Double) {
            self.seconds = seconds
            self.weight = weight
        }
    }

    /// What it is.
    public let definition: Definition
    /// Seconds are drawn as sizes are.
    private let sizes: SizeDistribution

    /// A distribution by its definition, whose times are at most `secondsLimit`.
    public init(_ definition: Definition) {
        self.definition = definition
        sizes = SizeDistribution(definition.sizes)
    }

    /// Always `seconds`; 0 for the namespace's default.
    public static func constant(_ seconds: UInt32) -> Self { Self(.constant(seconds)) }

    /// The namespace's default, always.
    public static let none = constant(0)

    /// Whether no record gets a time to live of its own.
    public var isNone: Bool { sizes.largest == 0 }
    /// Whether all times are the same.
    public var isConstant: Bool { sizes.isConstant }
    /// The mean in seconds, the namespace's default counted as 0.
    public var meanSeconds: Double { sizes.mean }
    /// The longest that can come, in seconds.
    public var largestSeconds: UInt32 { UInt32(sizes.largest) }

    /// The chance of a time up to `seconds`; the namespace's default counts as 0.
    public func cumulative(_ seconds: UInt32) -> Double { sizes.cumulative(Int(seconds)) }

    /// The next time to live, in seconds.
    @inline(__always)
    func next(using random: inout DrawStream) -> UInt32 {
        UInt32(truncatingIfNeeded: sizes.next(using: &random))
    }
}

extension TTLDistribution.Definition {
    fileprivate var sizes: SizeDistribution.Definition {
        switch self {
        case .constant(let seconds):
            return .constant(Int(seconds))
        case .uniform(let range):
            return .uniform(Int(range.lowerBound)...Int(range.upperBound))
        case .exponential(let mean):
            let curve = SizeCurve.generalizedPareto(location: 0, scale: mean, shape: 0)
            return .curve(curve, 1...Int(TTLDistribution.secondsLimit))
        case .table(let rows):
            let table = SizeTable(
                rows.map { SizeTable.Row(Int($0.seconds)...Int($0.seconds), weight: $0.weight) })
            guard let table else { preconditionFailure("a time to live stands twice") }
            return .table(table)
        }
    }
}

extension TTLDistribution {
    /// In words: `1d (65 %), 14d (27 %), none (8 %)`.
    public var text: String {
        switch definition {
        case .constant(let seconds): return Self.text(seconds)
        case .uniform(let range):
            return "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound)), uniform"
        case .exponential(let mean):
            return "exponential, mean \(SpecValue.short(mean))s"
        case .table(let rows):
            let total = rows.reduce(0) { $0 + $1.weight }
            return rows.map { row in
                let percent = (row.weight / total * 1000).rounded() / 10
                return "\(Self.text(row.seconds)) (\(SpecValue.short(percent)) %)"
            }.joined(separator: ", ")
        }
    }

    /// A time in the largest unit that divides it.
    private static func text(_ seconds: UInt32) -> String {
        if seconds == 0 { return "none" }
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, UInt32)]
        where seconds % size == 0 {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }
}
