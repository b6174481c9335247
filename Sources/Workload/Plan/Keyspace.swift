/// The keys of a workload. (To be completed.)
public struct Keyspace: Sendable {
    /// How many keys the load phase inserts.
    public var count: UInt64
}

/// The shape of a record. (To be completed.)
public struct RecordShape: Sendable {
    /// The names of the bins, in order; at least one.
    public var binNames: [String]
}

/// A trace to replay. (To be completed.)
public struct TracePlan: Sendable {
    /// The file.
    public var path: String
}
