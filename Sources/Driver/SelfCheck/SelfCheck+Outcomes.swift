internal import Statistics
internal import Workload

/// What a whole phase counted, every operation of it.
struct PhaseCounts {
    /// Operations that fell due within the phase, sent or not; nil where that is not known exactly.
    var dueCount: UInt64?
    /// Reads of one record that found it.
    var hitCount: UInt64
    /// Reads of one record that did not.
    var missCount: UInt64

    init(dueCount: UInt64?, hitCount: UInt64, missCount: UInt64) {
        self.dueCount = dueCount
        self.hitCount = hitCount
        self.missCount = missCount
    }

    /// The counts in a phase's results.
    ///
    /// - Parameters:
    ///   - kinds: the results by kind.
    ///   - unsentCount: operations that were due and never sent.
    ///   - isWhole: whether the phase came to the end that was planned.
    init(_ kinds: [KindResult], unsentCount: UInt64, isWhole: Bool) {
        let sent = kinds.filter { $0.kind != .fill }.reduce(0) { $0 + $1.completedCount }
        dueCount = isWhole ? sent + unsentCount : nil
        let reads = kinds.filter { $0.kind == .read || $0.kind == .exists }
        hitCount = reads.reduce(0) { $0 + $1.count(of: .ok) }
        missCount = reads.reduce(0) { $0 + $1.count(of: .miss) }
    }
}

extension SelfCheck {
    /// What can be tested of the phase's counts.
    func tests(_ counts: PhaseCounts) -> [DistributionTest] {
        [rate(counts), hitRatio(counts)].compactMap(\.self).filter {
            $0.sampleCount >= UInt64(DistributionTest.smallestSampleCount)
        }
    }

    /// How many operations were due in a phase that its duration ended.
    private func rate(_ counts: PhaseCounts) -> DistributionTest? {
        guard case .scheduled(let process, let rate) = phase.arrivals,
            let count = counts.dueCount, let duration = phase.duration,
            phase.operationCount == nil
        else { return nil }
        let expected = rate.count(at: duration)
        let distance = abs(Double(count) - expected) / max(expected, 1)
        var test = DistributionTest(
            subject: .rate, method: "poisson", statistic: Double(count) - expected, pValue: nil,
            sampleCount: count, distance: distance,
            expected: "\(SelfCheckText.fixed(expected, decimals: 0)) operations",
            realised: "\(count) operations", passed: true)
        switch process {
        case .constant:
            test.method = "exact"
            test.passed = abs(Double(count) - expected) <= 1 + 1e-6 * expected
            test.pValue = test.passed ? 1 : 0
        case .poisson:
            let pValue = PoissonTest(count: count, expected: expected).pValue
            test.pValue = pValue
            test.passed = DistributionTest.passes(pValue: pValue, distance: distance)
        case .generalizedPareto, .onOff:
            // Counts of bursty processes vary too much for a test; the gaps are tested.
            return nil
        }
        return test
    }

    /// How many reads found their record: tested where the file says it, and else only told.
    private func hitRatio(_ counts: PhaseCounts) -> DistributionTest? {
        let total = counts.hitCount + counts.missCount
        let expected = expectedHitRatio
        guard total > 0, expected != nil || counts.missCount > 0 else { return nil }
        let share = Double(counts.hitCount) / Double(total)
        var test = DistributionTest(
            subject: .hitRatio, method: "binomial", statistic: nil, pValue: nil,
            sampleCount: total, distance: 0, expected: "not specified",
            realised: SelfCheckText.percent(share), passed: true)
        guard let expected else { return test }
        // The null target answers everything: that it never misses says nothing of the load.
        if counts.missCount == 0 {
            test.realised += ", the target reports no misses"
            return test
        }
        let pValue = ShareTest(count: counts.hitCount, of: total, expected: expected).pValue
        test.expected = SelfCheckText.percent(expected)
        test.pValue = pValue
        test.distance = abs(share - expected)
        // Writes bring keys back and evictions take them away: a hundredth is as specified.
        test.passed = DistributionTest.passes(
            pValue: pValue, distance: test.distance, smallest: 0.01)
        return test
    }

    /// The hit ratio over all keyspaces; nil unless each that is read has one.
    private var expectedHitRatio: Double? {
        var (reads, hits) = (0.0, 0.0)
        for keyspace in plan.keyspaces {
            let share = keyspace.weight * (keyspace.share(of: .read) + keyspace.share(of: .exists))
            guard share > 0 else { continue }
            guard let ratio = keyspace.hitRatio else { return nil }
            reads += share
            hits += share * ratio
        }
        return reads > 0 ? hits / reads : nil
    }
}
