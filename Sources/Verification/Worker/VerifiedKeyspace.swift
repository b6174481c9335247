/// What verifying the records of one keyspace has to know of it.
public struct VerifiedKeyspace: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The names of the bins, in order.
    public var binNames: [String]
    /// Whether the values of each bin carry a stamp.
    public var isStamped: [Bool]
    /// The bins of a read of chosen bins, by number.
    public var chosenReadBins: [Int]
    /// The bins of a write of chosen bins, by number.
    public var chosenWriteBins: [Int]
    /// Whether some writes are of some bins only, so that each bin has versions of its own.
    public var hasVersionPerBin: Bool
    /// How many keys are loaded.
    public var keyCount: UInt64
    /// How many keys each phase may add; 0 when there are no inserts.
    public var insertLimit: UInt64
    /// Whether records may be removed or expire, so that a record can go and come between the two
    /// looks that a read takes at its versions.
    public var mayGo: Bool
    /// Whether records have a time to live.
    public var expires: Bool
    /// Whether the target may drop records by itself, so that no miss is a fault.
    public var mayVanish: Bool

    /// A keyspace; each value as its property says.
    public init(
        name: String, binNames: [String], isStamped: [Bool], chosenReadBins: [Int] = [],
        chosenWriteBins: [Int] = [], hasVersionPerBin: Bool, keyCount: UInt64,
        insertLimit: UInt64 = 0, mayGo: Bool = false, expires: Bool = false,
        mayVanish: Bool = false
    ) {
        precondition(binNames.count == isStamped.count, "each bin is stamped or not")
        self.name = name
        self.binNames = binNames
        self.isStamped = isStamped
        self.chosenReadBins = chosenReadBins
        self.chosenWriteBins = chosenWriteBins
        self.hasVersionPerBin = hasVersionPerBin
        self.keyCount = keyCount
        self.insertLimit = insertLimit
        self.mayGo = mayGo
        self.expires = expires
        self.mayVanish = mayVanish
    }

    /// How many words of versions a record has.
    var wordsPerRecord: Int { hasVersionPerBin ? binNames.count : 1 }
}
