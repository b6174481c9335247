/// How far a run's figures can be trusted, and why.
public struct Verdict: Hashable, Sendable {
    /// The level, worst first.
    public enum Level: String, Comparable, CaseIterable, Sendable {
        /// Nothing speaks against the figures.
        case valid
        /// Something may have bent them.
        case suspect
        /// They do not say what they seem to say.
        case invalid

        /// Orders levels from `valid` to `invalid`.
        public static func < (left: Level, right: Level) -> Bool {
            left.severity < right.severity
        }

        private var severity: Int {
            switch self {
            case .valid: 0
            case .suspect: 1
            case .invalid: 2
            }
        }
    }

    /// Everything that was found, worst first.
    public private(set) var reasons: [VerdictReason]

    /// The worst of the reasons' levels; `valid` without any.
    public var level: Level { reasons.map(\.level).max() ?? .valid }

    /// A verdict for `reasons`.
    public init(reasons: [VerdictReason]) {
        self.reasons = reasons.sorted { $0.level > $1.level }
    }

    /// Adds what was found elsewhere: by a check of distributions, or of the values read.
    public mutating func add(_ more: [VerdictReason]) {
        self = Verdict(reasons: reasons + more)
    }
}

/// One thing that speaks against a run's figures.
public struct VerdictReason: Hashable, Sendable {
    /// The short fixed name for machines: `workerSaturated`, `scheduleSlip`, ….
    public var name: String
    /// How bad it is.
    public var level: Verdict.Level
    /// What was seen, with its figures.
    public var finding: String
    /// Why it matters.
    public var consequence: String
    /// What would help.
    public var remedy: String
    /// What was seen, for machines: by name with the unit last, `stolenShare`, `stallSeconds`.
    public var figures: [String: Double]

    /// A reason; each value as its property says.
    public init(
        name: String, level: Verdict.Level, finding: String, consequence: String, remedy: String,
        figures: [String: Double] = [:]
    ) {
        self.name = name
        self.level = level
        self.finding = finding
        self.consequence = consequence
        self.remedy = remedy
        self.figures = figures
    }
}
