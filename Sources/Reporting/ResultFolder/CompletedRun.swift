public import Driver

/// Everything that a result folder is made from.
public struct CompletedRun {
    /// The plan as its readers see it.
    public var plan: PlanFacts
    /// The workload file as run, overrides applied.
    public var yaml: String
    /// What the run left.
    public var result: RunResult
    /// What it was made with and where.
    public var environment: RunEnvironment
    /// When it began, in nanoseconds since 1970-01-01 UTC.
    public var startedAtUnixNanoseconds: UInt64
    /// The target's address without its password, where the target is over a socket; else nil.
    public var targetAddress: String?
    /// What the null target costs per operation here, in nanoseconds, where that was measured.
    public var harnessNanosecondsPerOperation: Double?

    /// A run that is over; each value as its property says.
    public init(
        plan: PlanFacts, yaml: String, result: RunResult, environment: RunEnvironment,
        startedAtUnixNanoseconds: UInt64, targetAddress: String? = nil,
        harnessNanosecondsPerOperation: Double? = nil
    ) {
        self.plan = plan
        self.yaml = yaml
        self.result = result
        self.environment = environment
        self.startedAtUnixNanoseconds = startedAtUnixNanoseconds
        self.targetAddress = targetAddress
        self.harnessNanosecondsPerOperation = harnessNanosecondsPerOperation
    }

    /// The run's summary.
    public var summary: RunSummary {
        RunSummary(result, harnessNanosecondsPerOperation: harnessNanosecondsPerOperation)
    }

    /// The run's manifest.
    public var manifest: Manifest { Manifest(self) }
}
