/// A workload with everything decided: what a seed turns a spec into.
///
/// The plan, a phase's index and a worker's number determine a stream of operations; nothing else
/// does.
///
/// Thread safety: a value; workers share it.
public struct Plan: Sendable {
    /// The most operations that a worker may have in flight.
    public static let pipelineDepthLimit: UInt64 = 1024
    /// The most keys that a batch read or write may have.
    public static let batchSizeLimit: UInt64 = 10_000

    /// The workload's name, as result folders carry it.
    public var name: String
    /// The workload file, from whose folder the files it names are found.
    public var path: String
    /// What it models, in a line.
    public var summary: String
    /// Words to find it by.
    public var tags: [String]
    /// The workload file as run, overrides applied.
    public var yaml: String
    /// What decides every draw.
    public var seed: UInt64
    /// How many workers share the load; at least 1.
    public var workerCount: Int
    /// How many operations a worker hands to its target before it waits for one to end; 1 waits for
    /// each, and a target on another machine needs more to be kept busy.
    public var pipelineDepth: Int
    /// The phases, in order.
    public var phases: [PhasePlan]
    /// The keys with their records and mixes; at least one, at most `Keyspace.limit`.
    public var keyspaces: [Keyspace]
    /// What the file says of the embedded engine; the target that has it knows what it means.
    public var engine: PlanSettings
    /// The trace that replaces keys, records and mix, if any.
    public var trace: TracePlan?
}

/// One kind of operation and how often it comes.
public struct WeightedOperation: Hashable, Sendable {
    /// The kind.
    public var kind: OperationKind
    /// Its weight; only the ratio between weights counts.
    public var weight: Double

    /// A kind with a weight above zero.
    public init(kind: OperationKind, weight: Double) {
        self.kind = kind
        self.weight = weight
    }
}
