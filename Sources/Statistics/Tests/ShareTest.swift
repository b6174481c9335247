/// Whether something happened as often as its chance has it: the exact binomial test.
///
/// Thread safety: a value.
public struct ShareTest: Hashable, Sendable {
    /// How often it happened.
    public let count: UInt64
    /// How often it could have.
    public let sampleCount: UInt64
    /// The chance that was expected, from 0 to 1.
    public let expected: Double
    /// Twice the chance of as many or more (or as few or fewer, whichever is smaller), up to 1.
    public let pValue: Double

    /// The share of samples in which it happened; 0 without samples.
    public var share: Double { sampleCount == 0 ? 0 : Double(count) / Double(sampleCount) }

    /// The test of `count` among `sampleCount` against the chance `expected`.
    ///
    /// The binomial tail is an incomplete beta function (Abramowitz and Stegun 26.5.24).
    public init(count: UInt64, of sampleCount: UInt64, expected: Double) {
        precondition(count <= sampleCount, "\(count) of \(sampleCount)")
        precondition(expected >= 0 && expected <= 1, "a chance of \(expected)")
        self.count = count
        self.sampleCount = sampleCount
        self.expected = expected
        let (successes, failures) = (Double(count), Double(sampleCount - count))
        let atLeast =
            count == 0 ? 1 : BetaFunction.regularised(expected, successes, failures + 1)
        let atMost =
            count == sampleCount
            ? 1 : BetaFunction.regularised(1 - expected, failures, successes + 1)
        pValue = min(2 * min(atLeast, atMost), 1)
    }
}
