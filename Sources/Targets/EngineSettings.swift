public import Engine
internal import Server
public import Workload

extension EngineConfiguration {
    /// What a plan asks of the engine: the defaults, with what its `engine` section changes.
    ///
    /// Records may be as large as those that the plan writes, unless the section sets a limit.
    ///
    /// - Parameter plan: the plan.
    /// - Throws: `WorkloadError` with the line, the value and the bounds of the first setting that
    ///   is unknown or outside its bounds.
    public init(_ plan: Plan) throws(WorkloadError) {
        self.init()
        for setting in plan.engine.all { try apply(setting) }
        if plan.engine["recordByteLimit"] == nil { try makeRoom(for: plan) }
        try validate(plan.engine)
    }

    /// Lets records be as large as the plan's largest.
    private mutating func makeRoom(for plan: Plan) throws(WorkloadError) {
        // A bin's header has at most 10 bytes.
        let largest =
            plan.keyspaces.map { keyspace in
                keyspace.record.bins.reduce(0) { $0 + $1.largestByteCount + 10 }
            }.max() ?? 0
        guard largest <= Self.recordByteLimitMaximum else {
            throw plan.engine.outOfBounds(
                "recordByteLimit", found: "\(largest)B for the workload's largest record",
                bounds:
                    "at most \(Self.recordByteLimitMaximum)B; lower record.values or record.bins"
            )
        }
        recordByteLimit = max(recordByteLimit, largest)
    }
}
