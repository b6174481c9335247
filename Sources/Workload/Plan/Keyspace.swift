/// Keys of one kind with the records behind them and the operations on them: a tenant of the store.
///
/// In a store with sets, each keyspace is a set of its own.
public struct Keyspace: Hashable, Sendable {
    /// The most keys a keyspace may have: 2^40, above which the warm-up's inserts are numbered.
    public static let countLimit: UInt64 = 1 << 40
    /// The most keyspaces of a plan.
    public static let limit = 256
    /// What the only keyspace of a plan is called.
    public static let defaultName = "records"

    /// What it is called.
    public var name: String
    /// How many of the operations are for it, in proportion to the other keyspaces' weights.
    public var weight: Double
    /// How many keys the load phase inserts; from 1 to `countLimit`.
    public var count: UInt64
    /// How a key's number becomes its bytes.
    public var format: KeyFormat
    /// How long keys are, in bytes, where they are written by size and not in a format.
    public var keySize: SizeDistribution?
    /// Which keys operations are for.
    public var distribution: KeyDistribution
    /// The share of reads that are for keys that exist; the others are for keys that never did.
    ///
    /// Nil when nothing is controlled: reads are for the distribution's keys.
    public var hitRatio: Double?
    /// Whether a read that misses is followed by a write of the record.
    public var fillsMisses: Bool
    /// The records.
    public var record: RecordShape
    /// The weights of the mix, in the order of `OperationKind`; kinds of weight zero are absent.
    public var mix: [WeightedOperation]
    /// How many records a scan reads; nil for the whole partition of a key.
    public var scanLength: SizeDistribution?
    /// How many keys a batch has.
    public var batchSize: SizeDistribution

    /// A keyspace of `count` keys; each value as its property says.
    public init(
        name: String = Keyspace.defaultName, weight: Double = 1, count: UInt64,
        format: KeyFormat = .ycsb, keySize: SizeDistribution? = nil,
        distribution: KeyDistribution = .uniform,
        hitRatio: Double? = nil, fillsMisses: Bool = false,
        record: RecordShape, mix: [WeightedOperation] = [],
        scanLength: SizeDistribution? = .uniform(1...100),
        batchSize: SizeDistribution = .constant(10)
    ) {
        self.name = name
        self.weight = weight
        self.count = count
        self.format = format
        self.keySize = keySize
        self.distribution = distribution
        self.hitRatio = hitRatio
        self.fillsMisses = fillsMisses
        self.record = record
        self.mix = mix
        self.scanLength = scanLength
        self.batchSize = batchSize
    }

    /// How many entries its longest operation has.
    public var entryLimit: Int {
        let batches = mix.contains { $0.kind.hasMembers } ? batchSize.largest : 1
        return max(batches, fillsMisses ? 2 : 1)
    }

    /// The share of its mix that is of `kind`.
    public func share(of kind: OperationKind) -> Double {
        let total = mix.reduce(0) { $0 + $1.weight }
        return (mix.first { $0.kind == kind }?.weight ?? 0) / max(total, .leastNormalMagnitude)
    }
}
