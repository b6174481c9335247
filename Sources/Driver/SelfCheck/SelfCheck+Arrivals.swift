internal import Platform
internal import Statistics
internal import Workload

/// A stretch of the schedule between two operations.
struct ArrivalGap {
    /// How many operations lie in it, the second of the two included.
    var operationCount: UInt64
    /// How many were expected in it.
    var expectedCount: Double
    /// How many were expected per nanosecond, at most: what rounding the starts is worth.
    var nanosecondCount: Double
}

extension SelfCheck {
    /// How gaps between intended starts vary, seen against the rate at the time.
    ///
    /// Where the rate is r(t), operations come when R(t) = ∫ r dt grows by gaps of mean 1, whatever
    /// the rate does (Çinlar, "Introduction to Stochastic Processes", 1975, section 4.7): the gaps
    /// of R are those of the process itself.
    func arrivals() -> [DistributionTest] {
        guard case .scheduled(let process, let rate) = phase.arrivals else { return [] }
        let gaps = self.gaps(rate)
        guard !gaps.isEmpty else { return [] }
        switch process {
        case .constant: return [even(gaps)]
        case .poisson: return [poisson(gaps)]
        case .generalizedPareto(let shape): return pareto(gaps, shape: shape).map { [$0] } ?? []
        case .onOff: return []
        }
    }

    private func even(_ gaps: [ArrivalGap]) -> DistributionTest {
        let wrong = gaps.count {
            abs($0.expectedCount - Double($0.operationCount)) > 3 * $0.nanosecondCount + 1e-6
        }
        return DistributionTest(
            .arrivals, exact: wrong, among: gaps.count, expected: "constant",
            realised: wrong == 0 ? "constant" : "\(wrong) of \(gaps.count) gaps differ")
    }

    private func poisson(_ gaps: [ArrivalGap]) -> DistributionTest {
        // The chances of the gaps, which are uniform whatever the number of operations in them.
        let chances = gaps.map {
            PoissonTest.chance(atLeast: Double($0.operationCount), mean: $0.expectedCount)
        }
        return outcome(
            KolmogorovTest(chances) { $0 }, gaps, expected: "exponential gaps, mean 1.000")
    }

    private func pareto(_ gaps: [ArrivalGap], shape: Double) -> DistributionTest? {
        guard gaps.allSatisfy({ $0.operationCount == 1 }) else { return nil }
        let law = GeneralizedParetoDistribution(scale: 1 - shape, shape: shape)
        return outcome(
            KolmogorovTest(gaps.map(\.expectedCount)) { law.cumulative($0) }, gaps,
            expected:
                "generalised Pareto gaps, shape \(SelfCheckText.fixed(shape, decimals: 3)), "
                + "mean 1.000")
    }

    private func outcome(
        _ test: KolmogorovTest, _ gaps: [ArrivalGap], expected: String
    ) -> DistributionTest {
        let operations = gaps.reduce(0.0) { $0 + Double($1.operationCount) }
        let mean = gaps.reduce(0) { $0 + $1.expectedCount } / operations
        return DistributionTest(
            .arrivals, test, expected: expected,
            realised: "mean \(SelfCheckText.fixed(mean, decimals: 3)), distribution "
                + "\(SelfCheckText.percent(test.distance)) off")
    }

    // MARK: Gaps

    /// The gaps between neighbours in the schedule, where the sample has both.
    ///
    /// Operation i is worker i mod W's, so a worker's next is W operations on. Where every
    /// operation is one entry of its batch, its number is known, and the workers' batches fit
    /// together.
    private func gaps(_ rate: RateProfile) -> [ArrivalGap] {
        let isNumbered = plan.keyspaces.allSatisfy { $0.entryLimit == 1 }
        let joined = isNumbered ? numberedGaps(rate) : []
        return joined.count >= DistributionTest.smallestSampleCount ? joined : ownGaps(rate)
    }

    private func numberedGaps(_ rate: RateProfile) -> [ArrivalGap] {
        let workers = UInt64(plan.workerCount)
        let capacity = sample.rows.reduce(0) { max($0, $1.entries.count) }
        let starts = sample.rows.flatMap { row in
            row.entries.enumerated().map { place, entry in
                let own = row.batchNumber * UInt64(capacity) + UInt64(place)
                return (own * workers + UInt64(row.worker), entry.operation.intendedStart)
            }
        }.sorted { $0.0 < $1.0 }
        return zip(starts, starts.dropFirst()).filter { $0.0 + 1 == $1.0 }.enumerated().map {
            gap(of: 1, from: $1.0.1, to: $1.1.1, rate, seed: $0)
        }
    }

    private func ownGaps(_ rate: RateProfile) -> [ArrivalGap] {
        let workers = UInt64(plan.workerCount)
        let pairs = sample.rows.flatMap { row in
            zip(row.operations, row.operations.dropFirst())
        }
        return pairs.enumerated().map { place, pair in
            gap(
                of: workers, from: pair.0.operation.intendedStart,
                to: pair.1.operation.intendedStart, rate, seed: place)
        }
    }

    /// The gap between two moments.
    ///
    /// Starts are whole nanoseconds, which at millions of operations per second is coarse for a
    /// test of a continuous distribution; each gets back a random part of the nanosecond it was
    /// cut to.
    private func gap(
        of operationCount: UInt64, from first: Nanoseconds, to second: Nanoseconds,
        _ rate: RateProfile, seed: Int
    ) -> ArrivalGap {
        let perNanosecond =
            1e-9 * max(rate.ratePerSecond(at: first), rate.ratePerSecond(at: second))
        var random = SplitMix64(seed: UInt64(seed))
        let parts = Double(random.next() >> 11) * 0x1p-53 - Double(random.next() >> 11) * 0x1p-53
        let count = rate.count(at: second) - rate.count(at: first) + parts * perNanosecond
        return ArrivalGap(
            operationCount: operationCount, expectedCount: abs(count),
            nanosecondCount: perNanosecond)
    }
}
