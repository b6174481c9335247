public import Driver

/// A run in figures: what the final report shows and `summary.json` keeps.
public struct RunSummary: Codable, Hashable, Sendable {
    /// A named figure of the target.
    public struct Statistic: Codable, Hashable, Sendable {
        /// Its name with its unit last.
        public var name: String
        /// Its value.
        public var value: Double
        /// `gauge` for a level, `counter` for a count; absent in results of early versions.
        public var kind: String?

        /// The figures that are finite: JSON has no others.
        static func all(_ statistics: [TargetStatistic]) -> [Statistic] {
            statistics.filter(\.value.isFinite).map {
                Statistic(name: $0.name, value: $0.value, kind: $0.kind.rawValue)
            }
        }
    }

    /// A reason of the verdict.
    public struct Reason: Codable, Hashable, Sendable {
        /// The short fixed name for machines.
        public var name: String
        /// `suspect` or `invalid`.
        public var level: String
        /// What was seen.
        public var finding: String
        /// Why it matters.
        public var consequence: String
        /// What would help.
        public var remedy: String
        /// What was seen, for machines: by name with the unit last; absent in results of early
        /// versions.
        public var figures: [String: Double]?
    }

    /// `valid`, `suspect` or `invalid`.
    public var verdict: String
    /// Why.
    public var reasons: [Reason]
    /// The phases that ran, in order.
    public var phases: [PhaseSummary]
    /// What the target said of itself at the end; figures that are not finite are left out.
    public var targetStatistics: [Statistic]
    /// What the harness itself costs per operation, in nanoseconds; absent when not measured.
    public var harnessNanosecondsPerOperation: Double?
    /// Whether the user ended the run early.
    public var wasInterrupted: Bool
    /// What verifying found; absent when the run was not verified.
    public var verification: VerificationSummary?

    /// The summary of `result`.
    ///
    /// - Parameters:
    ///   - result: what the run left.
    ///   - harnessNanosecondsPerOperation: what the null target costs, where that is known.
    public init(_ result: RunResult, harnessNanosecondsPerOperation: Double? = nil) {
        verdict = result.verdict.level.rawValue
        reasons = result.verdict.reasons.map {
            Reason(
                name: $0.name, level: $0.level.rawValue, finding: $0.finding,
                consequence: $0.consequence, remedy: $0.remedy,
                figures: $0.figures.filter(\.value.isFinite))
        }
        phases = result.phases.map(PhaseSummary.init)
        targetStatistics = Statistic.all(result.targetStatistics)
        self.harnessNanosecondsPerOperation = harnessNanosecondsPerOperation
        wasInterrupted = result.wasInterrupted
        verification = result.verification.map(VerificationSummary.init)
    }

    /// The measured phase, when the run came that far.
    public var measured: PhaseSummary? { phases.last { $0.phase == "measure" } }

    /// The verdict as a level.
    public var level: Verdict.Level { Verdict.Level(rawValue: verdict) ?? .invalid }

    /// The figure of the target called `name`.
    func statistic(_ name: String) -> Double? {
        targetStatistics.first { $0.name == name }?.value
    }
}
