internal import Driver

/// One test of the self-check, as `summary.json` keeps it.
public struct SelfCheckSummary: Codable, Hashable, Sendable {
    /// What is tested: `mix`, `popularity`, `sizes of sessions`, ….
    public var name: String
    /// By which test: `chi-square`, `kolmogorov`, `binomial`, `poisson`, or `exact`.
    public var method: String
    /// The test's statistic; absent where there is none, or something came that never may.
    public var statistic: Double?
    /// The chance of a statistic at least as bad if all is as specified; absent where nothing is.
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

    init(_ test: DistributionTest) {
        name = test.name
        method = test.method
        statistic = test.statistic
        pValue = test.pValue
        sampleCount = test.sampleCount
        distance = test.distance
        expected = test.expected
        realised = test.realised
        passed = test.passed
    }
}
