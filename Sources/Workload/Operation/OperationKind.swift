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
    /// Read a number of records in the store's key order, from one key on.
    case scan

    /// The word for it in workload files, tables and CSV: `read`, `readModifyWrite`, ….
    public var name: String { String(describing: self) }
}

extension OperationKind {
    /// Whether operations of this kind carry values to write.
    @inline(__always)
    var writesValues: Bool {
        self == .update || self == .insert || self == .readModifyWrite
    }
}
