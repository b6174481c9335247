internal import Workload

/// What is kept of one entry of an operation from its begin to its end.
struct PendingEntry: BitwiseCopyable {
    /// What the operation does to the record.
    struct Deed: OptionSet, BitwiseCopyable {
        let rawValue: UInt8

        /// Hands over values.
        static let reads = Deed(rawValue: 1)
        /// Writes values.
        static let writes = Deed(rawValue: 2)
        /// Removes the record.
        static let removes = Deed(rawValue: 4)
        /// Sets the time to live.
        static let keepsAlive = Deed(rawValue: 8)
        /// Finds out whether there is a record.
        static let asks = Deed(rawValue: 16)
    }

    var key = VerifiedKey(bits: 0)
    var keyspace: UInt8 = 0
    var deed: Deed = []
    /// The record's number in the tables; -1 when they have no room for it.
    var record = -1
    /// The bins that it reads.
    var readBins = BinSelection.none
    /// The bins that it writes.
    var writtenBins = BinSelection.none
    /// Values that were handed over.
    var observedCount: UInt32 = 0
    /// Their bins: a bit for each, by the bin's number modulo 64.
    var observedBins: UInt64 = 0
    /// Values that should be, when there is a record.
    var expectedCount: UInt32 = 0
    /// The version of the first of them.
    var firstVersion: UInt32 = 0
    var faultCount: UInt32 = 0
    var timeToLive: UInt32 = 0
    /// Milliseconds of the run when it was sent; only where records expire.
    var sentMilliseconds: UInt32 = 0
    /// The void times when it was sent; only where records expire.
    var voidTimes = VoidTimes()
    /// The word of the sampled value among those it is about; -1 when none is sampled.
    var sampledWord = -1
    /// The bin of the sampled value.
    var sampledBin: UInt16 = 0
    /// The version of the sampled value that was found, or is written.
    var foundVersion: UInt32 = 0
    var writtenVersion: UInt32 = 0
    /// Whether it reads, and whether it writes the sampled value.
    var readsSample = false
    var writesSample = false
    /// Where it is in the log.
    var readPlace = HistoryLog.nowhere
    var writePlace = HistoryLog.nowhere
}

extension PendingEntry {
    /// Sets what every operation has; of the rest, what is asked for before it is set.
    @inline(__always)
    mutating func begin(_ operation: Operation, _ deed: Deed, record: Int?) {
        key = VerifiedKey(index: operation.keyIndex, keyspace: operation.keyspace)
        keyspace = operation.keyspace
        self.deed = deed
        self.record = record ?? -1
        readBins = .none
        writtenBins = .none
        (observedCount, expectedCount, faultCount) = (0, 0, 0)
        observedBins = 0
        timeToLive = operation.ttlSeconds
        sampledWord = -1
        foundVersion = 0
        (readsSample, writesSample) = (false, false)
    }
}

extension PendingEntry.Deed {
    /// What an operation of `kind` does.
    @inline(__always)
    init(_ kind: OperationKind) {
        self =
            switch kind {
            case .read, .batchRead: .reads
            case .readModifyWrite: [.reads, .writes, .keepsAlive]
            case .update, .insert, .fill, .add, .conditionalUpdate, .batchWrite:
                [.writes, .keepsAlive]
            case .increment, .append: .keepsAlive
            case .touch: [.asks, .keepsAlive]
            case .delete: .removes
            case .exists: .asks
            case .scan: []
            }
    }
}
