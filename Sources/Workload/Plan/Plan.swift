/// A workload with everything decided: what a seed turns a spec into.
///
/// The plan, a phase's index and a worker's number determine a stream of operations; nothing else
/// does.
///
/// Thread safety: a value; workers share it.
public struct Plan: Sendable {
    /// The most operations that a worker may have in flight.
    public static let pipelineDepthLimit: UInt64 = 1024

    /// The workload's name, as result folders carry it.
    public var name: String
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
    /// The keys.
    public var keyspace: Keyspace
    /// The records.
    public var record: RecordShape
    /// The weights of the mix, in the order of `OperationKind`; kinds of weight zero are absent.
    public var mix: [WeightedOperation]
    /// How many records a scan reads.
    public var scanLength: ScanLength
    /// What the embedded engine is set to.
    public var engine: EngineParameters
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

/// What the embedded engine is set to, as the workload file or `--set engine.…` says.
public struct EngineParameters: Hashable, Sendable {
    /// Slices of the namespace's primary index; a power of two from 1 to 65,536.
    public var shards = 4096
    /// Locks per shard, from 1 (a lock each) down to 1/shards (one for all).
    public var lockRatio = 1.0
    /// The lock: `spin` or `mutex`.
    public var lock = "optimistic"
    /// How keys become digests: `fast` in-process, `ripemd160` as on the wire.
    public var digest = "fast"

    /// The defaults.
    public init() {}
}
