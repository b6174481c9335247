/// The keys of a workload.
public struct Keyspace: Hashable, Sendable {
    /// The most keys a plan may have: 2^40, above which the warm-up's inserts are numbered.
    public static let countLimit: UInt64 = 1 << 40

    /// How many keys the load phase inserts; from 1 to `countLimit`.
    public var count: UInt64
    /// How a key's number becomes its bytes.
    public var format: KeyFormat
    /// Which keys operations are for.
    public var distribution: KeyDistribution

    /// A keyspace of `count` keys.
    public init(
        count: UInt64, format: KeyFormat = .ycsb, distribution: KeyDistribution = .uniform
    ) {
        self.count = count
        self.format = format
        self.distribution = distribution
    }
}

/// Which of the keys an operation is for.
public enum KeyDistribution: Hashable, Sendable {
    /// Every loaded key equally often.
    case uniform
    /// The loaded keys in turn.
    case sequential
    /// Zipf's law over the loaded keys, with any exponent from 0 to 20.
    ///
    /// Scrambled: the popular keys lie scattered; otherwise they are the lowest numbers.
    case zipf(exponent: Double, scrambled: Bool)
    /// YCSB's own `zipfian`: hashed, and flatter than Zipf's law.
    case ycsbZipfian
    /// The newest keys, by Zipf's law with this exponent.
    case latest(exponent: Double)
    /// A fraction of the keys, from the first on, gets a fraction of the operations.
    case hotspot(keyFraction: Double, operationFraction: Double)
}
