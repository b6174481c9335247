/// A workload with everything decided: what a seed turns a spec into.
///
/// The plan, a phase's index and a worker's number determine a stream of operations; nothing else
/// does.
///
/// Thread safety: a value; workers share it.
public struct Plan: Sendable {
    /// The most operations that a worker may have in flight.
    public static let pipelineDepthLimit: UInt64 = 1024
    /// The most connections that a run may have.
    public static let connectionLimit: UInt64 = 50_000
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
    /// How many operations a worker hands to a target in this process before it waits for one to
    /// end, and how many are in flight on each connection to a store over a wire.
    public var pipelineDepth: Int
    /// How many connections all workers together have to a store over a wire, to each of its nodes;
    /// each worker has at least one.
    public var connectionCount = 50
    /// The phases, in order.
    public var phases: [PhasePlan]
    /// The keys with their records and mixes; at least one, at most `Keyspace.limit`.
    public var keyspaces: [Keyspace]
    /// What the file says of the embedded engine; the target that has it knows what it means.
    public var engine: PlanSettings
    /// The trace that replaces keys, records and mix, if any.
    public var trace: TracePlan?
    /// Whether nobody said how many workers there are, so that there is one per processor.
    public internal(set) var isWorkerCountDefault = false
}

extension Plan {
    /// How many of the connections are a worker's: the same for all, but for a remainder.
    public func connectionCount(ofWorker worker: Int) -> Int {
        let rest = connectionCount % workerCount
        return max(connectionCount / workerCount + (worker < rest ? 1 : 0), 1)
    }

    /// How many connections all workers make together: those wanted, but at least one each.
    public var madeConnectionCount: Int { max(connectionCount, workerCount) }
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
