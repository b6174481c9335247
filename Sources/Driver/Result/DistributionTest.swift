/// One test of the self-check: whether what was sent is what the workload file says.
public struct DistributionTest: Hashable, Sendable {
    /// What is tested.
    public enum Subject: String, CaseIterable, Sendable {
        /// How often each keyspace comes.
        case keyspaces
        /// How often each kind of operation comes.
        case mix
        /// How often each key comes.
        case popularity
        /// How large written values are.
        case valueSizes
        /// How many records scans read.
        case scanLengths
        /// How many keys batches have.
        case batchSizes
        /// How long written records live.
        case timesToLive
        /// How gaps between intended starts vary.
        case arrivals
        /// How many operations were due.
        case rate
        /// How many reads found their record.
        case hitRatio

        /// The word for it in reports.
        public var words: String {
            switch self {
            case .keyspaces, .mix, .popularity, .arrivals, .rate: rawValue
            case .valueSizes: "sizes"
            case .scanLengths: "scan lengths"
            case .batchSizes: "batch sizes"
            case .timesToLive: "times to live"
            case .hitRatio: "hit ratio"
            }
        }
    }

    /// A test fails only if chance alone does worse in fewer than one in a million runs.
    ///
    /// A run has some ten tests, so a false alarm is to be expected in one of 100,000 runs.
    public static let significance = 1e-6

    /// What is tested.
    public var subject: Subject
    /// The keyspace that it is about; nil in a plan with one, or where it is about all.
    public var keyspace: String?
    /// By which test: `chi-square`, `kolmogorov`, `binomial`, `poisson`, or `exact`.
    public var method: String
    /// The test's statistic; nil where there is none, or something came that never may.
    public var statistic: Double?
    /// The chance of a statistic at least as bad if all is as specified; nil where nothing is.
    public var pValue: Double?
    /// How many operations, values or gaps were looked at.
    public var sampleCount: UInt64
    /// The share of them that would have to be others for a perfect match, from 0 to 1.
    public var distance: Double
    /// What the workload file says.
    public var expected: String
    /// What was seen.
    public var realised: String
    /// Whether what was seen can be what is specified.
    public var passed: Bool

    /// A test's outcome; each value as its property says.
    public init(
        subject: Subject, keyspace: String? = nil, method: String, statistic: Double?,
        pValue: Double?, sampleCount: UInt64, distance: Double, expected: String,
        realised: String, passed: Bool
    ) {
        self.subject = subject
        self.keyspace = keyspace
        self.method = method
        self.statistic = statistic
        self.pValue = pValue
        self.sampleCount = sampleCount
        self.distance = distance
        self.expected = expected
        self.realised = realised
        self.passed = passed
    }

    /// What is tested, with its keyspace: `popularity`, `sizes of sessions`.
    public var name: String {
        keyspace.map { "\(subject.words) of \($0)" } ?? subject.words
    }
}
