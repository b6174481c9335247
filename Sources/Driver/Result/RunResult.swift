public import Verification
internal import Workload

/// What one trial left behind.
///
/// Thread safety: made once, after the run; read by one thread.
public struct RunResult {
    /// The target's name.
    public var targetName: String
    /// The target's settings, in the order to show.
    public var targetSettings: [(name: String, value: String)]
    /// What the target said of itself at the end.
    public var targetStatistics: [TargetStatistic]
    /// The clock's source: `tsc`, `monotonic` or `virtual`.
    public var clockSource: String
    /// The phases that ran, in order; the last may be incomplete.
    public var phases: [PhaseResult]
    /// Whether the user ended it early.
    public var wasInterrupted: Bool
    /// How far the figures can be trusted.
    public var verdict: Verdict
    /// What verifying found; nil when the run was not verified.
    public var verification: VerificationReport?

    /// What a trial left behind; each value as its property says.
    public init(
        targetName: String,
        targetSettings: [(name: String, value: String)],
        targetStatistics: [TargetStatistic],
        clockSource: String,
        phases: [PhaseResult],
        wasInterrupted: Bool,
        verdict: Verdict,
        verification: VerificationReport? = nil
    ) {
        self.targetName = targetName
        self.targetSettings = targetSettings
        self.targetStatistics = targetStatistics
        self.clockSource = clockSource
        self.phases = phases
        self.wasInterrupted = wasInterrupted
        self.verdict = verdict
        self.verification = verification
    }

    /// The measured phase, when the run came that far.
    public var measured: PhaseResult? { phases.last { $0.plan.kind == .measure } }
}
