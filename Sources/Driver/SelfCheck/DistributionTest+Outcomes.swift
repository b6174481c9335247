internal import Statistics

extension DistributionTest {
    /// Differences smaller than this do not matter, however certain they are: a thousandth of the
    /// operations.
    static let smallestDistance = 0.001
    /// Fewer samples say nothing worth a line.
    static let smallestSampleCount = 100

    /// The outcome of a χ² test.
    init(
        _ subject: Subject, of keyspace: String? = nil, _ test: ChiSquareTest, expected: String,
        realised: String
    ) {
        let isPossible = test.statistic.isFinite
        self.init(
            subject: subject, keyspace: keyspace, method: "chi-square",
            statistic: isPossible ? test.statistic : nil, pValue: test.pValue,
            sampleCount: test.sampleCount, distance: test.distance, expected: expected,
            realised: realised,
            passed: isPossible
                && Self.passes(pValue: test.pValue, distance: test.distance))
    }

    /// The outcome of Kolmogorov's test.
    init(_ subject: Subject, _ test: KolmogorovTest, expected: String, realised: String) {
        self.init(
            subject: subject, method: "kolmogorov", statistic: test.distance,
            pValue: test.pValue, sampleCount: UInt64(test.sampleCount), distance: test.distance,
            expected: expected, realised: realised,
            passed: Self.passes(pValue: test.pValue, distance: test.distance))
    }

    /// The outcome where chance has no say: a share of the samples is wrong, which none may be.
    init(
        _ subject: Subject, of keyspace: String? = nil, exact wrongCount: Int,
        among count: Int,
        expected: String, realised: String
    ) {
        self.init(
            subject: subject, keyspace: keyspace, method: "exact",
            statistic: Double(wrongCount), pValue: wrongCount == 0 ? 1 : 0,
            sampleCount: UInt64(count), distance: Double(wrongCount) / Double(max(count, 1)),
            expected: expected, realised: realised, passed: wrongCount == 0)
    }

    /// Whether a difference may be chance, or is too small to matter.
    static func passes(
        pValue: Double, distance: Double, smallest: Double = smallestDistance
    ) -> Bool {
        pValue >= significance || distance < smallest
    }
}
