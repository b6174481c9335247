internal import Statistics
internal import Workload

/// What whole numbers are drawn from, as its cumulative function has it.
struct WholeNumberLaw {
    let smallest: Int
    let largest: Int
    let mean: Double
    /// The chance of a number at or below its argument.
    let cumulative: (Int) -> Double

    init(_ sizes: SizeDistribution) {
        (smallest, largest, mean) = (sizes.smallest, sizes.largest, sizes.mean)
        cumulative = { sizes.cumulative($0) }
    }

    init(_ times: TTLDistribution) {
        (smallest, largest, mean) = (0, Int(times.largestSeconds), times.meanSeconds)
        cumulative = { $0 < 0 ? 0 : times.cumulative(UInt32($0)) }
    }

    /// Whether a number near `value`, to a sixty-fourth, can come at all.
    ///
    /// Near, because in a long tail the chance of a single number can be too small for the
    /// difference of two cumulative ones.
    func allows(_ value: Int) -> Bool {
        guard value >= smallest && value <= largest else { return false }
        return cumulative(value + value / 64) > cumulative(value - value / 64 - 1)
    }
}

extension KeyspaceCheck {
    /// Value sizes, scan lengths, batch sizes, times to live.
    func sizes() -> [DistributionTest] {
        let bySize = Dictionary(grouping: writtenValues()) { $0.size }
        let values = keyspace.record.bins.map(\.size).reduce(
            into: [SizeDistribution]()
        ) {
            if !$0.contains($1) { $0.append($1) }
        }.compactMap { size in
            bySize[size].flatMap { test(.valueSizes, $0.map(\.byteCount), WholeNumberLaw(size)) }
        }
        return values + [scanLengths(), batchSizes(), timesToLive()].compactMap(\.self)
    }

    /// The values seen whose sizes are drawn, each with what from.
    private func writtenValues() -> [(byteCount: Int, size: SizeDistribution)] {
        operations.filter(\.operation.kind.writesValues).compactMap { observed in
            let bin = bin(of: observed)
            switch keyspace.record.bins[bin].type {
            case .bytes, .text:
                return (Int(observed.valueByteCount), keyspace.record.bins[bin].size)
            case .integer, .double, .boolean, .list, .map:
                return nil
            }
        }
    }

    /// Which bin the value that was looked at is for.
    private func bin(of observed: ObservedOperation) -> Int {
        let position = Int(observed.valuePosition)
        return switch observed.operation.bin {
        case Operation.allBins: position
        case Operation.chosenBins: keyspace.record.updateBins.chosen[position]
        default: Int(observed.operation.bin)
        }
    }

    private func scanLengths() -> DistributionTest? {
        guard let length = keyspace.scanLength else { return nil }
        let lengths = operations.filter { $0.operation.kind == .scan }
            .map { Int($0.operation.scanRecordCount) }
        return test(.scanLengths, lengths, WholeNumberLaw(length))
    }

    private func batchSizes() -> DistributionTest? {
        let sizes = operations.filter(\.operation.kind.hasMembers)
            .map { Int($0.operation.entryCount) }
        return test(.batchSizes, sizes, WholeNumberLaw(keyspace.batchSize))
    }

    private func timesToLive() -> DistributionTest? {
        let law = keyspace.record.ttl
        let changes = check.phase.changes.all.filter { change in
            if case .ttlStorm = change.kind { true } else { false }
        }
        let rows = check.sample.rows(before: changes, workerCount: check.plan.workerCount)
        let times = rows.flatMap(\.operations).filter {
            Int($0.operation.keyspace) == index && $0.operation.kind.writesValues
        }.map { Int($0.operation.ttlSeconds) }
        // Where no time is specified, none is a test only if there is one all the same.
        if law.isNone && !times.contains(where: { $0 > 0 }) { return nil }
        return test(.timesToLive, times, WholeNumberLaw(law))
    }

    /// Whether `values` can be from `law`; nil when there are none.
    private func test(
        _ subject: DistributionTest.Subject, _ values: [Int], _ law: WholeNumberLaw
    ) -> DistributionTest? {
        guard !values.isEmpty else { return nil }
        let allowed = values.filter(law.allows)
        let cells = EqualCells(
            count: UInt64(law.largest - law.smallest) + 1,
            cumulative: { law.cumulative(law.smallest + Int($0) - 1) })
        let counts = cells.counts(allowed.lazy.map { UInt64($0 - law.smallest) })
        let sorted = values.sorted()
        let mean = Double(values.reduce(0, +)) / Double(values.count)
        return DistributionTest(
            subject, of: name,
            ChiSquareTest(
                observed: counts + [UInt64(values.count - allowed.count)],
                shares: cells.shares + [0], minimumExpectation: 20),
            expected: "mean \(SelfCheckText.fixed(law.mean, decimals: 1))",
            realised: "mean \(SelfCheckText.fixed(mean, decimals: 1)), "
                + "median \(sorted[sorted.count / 2])")
    }
}
