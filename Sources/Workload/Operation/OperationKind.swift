/// What a worker asks a target to do.
@frozen
public enum OperationKind: UInt8, CaseIterable, Sendable {
    /// Read a record's bins.
    case read
    /// Write one or all bins of a record that was loaded before.
    case update
    /// Write all bins of a record that is new.
    case insert
    /// Read a record, then write it; timed as one operation.
    case readModifyWrite
    /// Remove a record.
    case delete
    /// Read a number of records in the store's key order, from one key on, or a whole partition.
    case scan
    /// Give a record a new time to live, without reading or writing its bins.
    case touch
    /// Ask whether a record is there.
    case exists
    /// Add one to an integer bin.
    case increment
    /// Add bytes at the end of a bin.
    case append
    /// Write all bins of a record unless there is one already.
    case add
    /// Read a record's generation, then write if no other write came between; timed as one.
    case conditionalUpdate
    /// Read several records in one call.
    case batchRead
    /// Write several records in one call.
    case batchWrite
    /// Write the record that a read has just missed; follows such a read and is in no mix.
    case fill

    /// The word for it in workload files, tables and CSV: `read`, `readModifyWrite`, ….
    public var name: String { String(describing: self) }

    /// Those that a mix may have.
    public static var mixable: [OperationKind] { allCases.filter { $0 != .fill } }
}

extension OperationKind {
    /// Whether operations of this kind write whole values: of one bin, some bins, or all.
    @inline(__always)
    public var writesValues: Bool {
        switch self {
        case .update, .insert, .readModifyWrite, .append, .add, .conditionalUpdate, .batchWrite,
            .fill:
            true
        case .read, .delete, .scan, .touch, .exists, .increment, .batchRead: false
        }
    }

    /// Whether operations of this kind change a record's time to live.
    @inline(__always)
    var setsLifetime: Bool { writesValues || self == .touch || self == .increment }

    /// Whether operations of this kind are for several keys, each an entry of the batch.
    @inline(__always)
    public var hasMembers: Bool { self == .batchRead || self == .batchWrite }
}
