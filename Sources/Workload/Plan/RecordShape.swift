/// The shape of a record: its bins, the sizes of their values, and what operations touch.
public struct RecordShape: Hashable, Sendable {
    /// The names of the bins, in order; at least one.
    public var binNames: [String]
    /// How large the value of each bin is.
    public var values: ValueSize
    /// Seconds to live of every record written; 0 for the namespace's default.
    public var ttlSeconds: UInt32
    /// Whether a read takes all bins or one.
    public var readBins: BinChoice
    /// Whether an update writes all bins or one.
    public var updateBins: BinChoice

    /// A record; reads take all bins and updates write all unless said otherwise.
    public init(
        binNames: [String], values: ValueSize, ttlSeconds: UInt32 = 0,
        readBins: BinChoice = .all, updateBins: BinChoice = .all
    ) {
        self.binNames = binNames
        self.values = values
        self.ttlSeconds = ttlSeconds
        self.readBins = readBins
        self.updateBins = updateBins
    }
}

/// Which bins of a record an operation touches.
public enum BinChoice: String, CaseIterable, Hashable, Sendable {
    /// All of them.
    case all
    /// One, drawn uniformly for each operation.
    case one
}
