/// The shape of a record: its bins, the sizes of their values, and what operations touch.
public struct RecordShape: Hashable, Sendable {
    /// The bins, in order; at least one.
    public var bins: [BinShape]
    /// How long written records live.
    public var ttl: TTLDistribution
    /// Which bins a read takes.
    public var readBins: BinChoice
    /// Which bins an update writes.
    public var updateBins: BinChoice

    /// A record; reads take all bins and updates write all unless said otherwise.
    public init(
        bins: [BinShape], ttl: TTLDistribution = .none,
        readBins: BinChoice = .all, updateBins: BinChoice = .all
    ) {
        self.bins = bins
        self.ttl = ttl
        self.readBins = readBins
        self.updateBins = updateBins
    }

    /// The largest value of any bin, in bytes.
    public var valueByteLimit: Int { bins.map(\.largestByteCount).max() ?? 0 }

    /// How many values an operation writes whose `bin` is `bin`.
    public func writtenBinCount(_ bin: UInt16) -> Int {
        switch bin {
        case Operation.allBins: bins.count
        case Operation.chosenBins: updateBins.chosen.count
        default: 1
        }
    }

    /// What the bins' values take on average, in bytes.
    public var meanByteCount: Double { bins.reduce(0) { $0 + $1.meanByteCount } }
}

/// Which bins of a record an operation touches.
public enum BinChoice: Hashable, Sendable {
    /// All of them.
    case all
    /// One, drawn uniformly for each operation.
    case one
    /// Always these, by their numbers.
    case these([Int])

    /// Those that are always meant; empty for all or one.
    public var chosen: [Int] { if case .these(let bins) = self { bins } else { [] } }
}
