internal import Statistics
internal import Workload

extension KeyspaceCheck {
    /// How often each key came.
    func popularity() -> DistributionTest? {
        let distribution = check.phase.distribution ?? keyspace.distribution
        switch distribution {
        case .sequential: return turns(step: UInt64(check.plan.workerCount), of: "in turn")
        case .sequentialPerWorker: return turns(step: 1, of: "in turn, each worker its own")
        default: return drawnKeys(distribution)
        }
    }

    /// Keys that are drawn: χ² over cells of equal mass, and a fitted exponent for Zipf's law.
    ///
    /// Keys that were inserted in the phase make room for more; that a key is one of those loaded
    /// says nothing of which one, so the law over the loaded keys holds among them.
    private func drawnKeys(_ distribution: KeyDistribution) -> DistributionTest? {
        guard
            let law = check.plan.keyExpectation(phaseIndex: check.phaseIndex, keyspace: index)
        else { return nil }
        let inserts = keyspace.share(of: .insert) > 0
        let workers = UInt64(check.plan.workerCount)
        let positions =
            inserts && law.isByAge
            ? agePositions() : loadedKeys().map { law.position(ofKey: $0) }
        let unit = inserts && law.isByAge ? workers : 1
        let cells = EqualCells(count: law.keyCount, unit: unit) { law.cumulative(below: $0) }
        let test = ChiSquareTest(
            observed: cells.counts(positions), shares: cells.shares, minimumExpectation: 20)
        let (expected, realised) = words(
            distribution, test, positions: unit == 1 ? positions : [])
        return DistributionTest(
            .popularity, of: name, test, expected: expected, realised: realised)
    }

    /// The loaded keys among those that were drawn.
    private func loadedKeys() -> [UInt64] {
        var keys: [UInt64] = []
        for row in check.sample.rows {
            for entry in row.entries
            where isDrawn(entry) && entry.operation.keyIndex < keyspace.count {
                keys.append(entry.operation.keyIndex)
            }
        }
        return keys
    }

    private func isDrawn(_ entry: ObservedOperation) -> Bool {
        Int(entry.operation.keyspace) == index && entry.operation.kind != .insert
            && entry.operation.kind != .fill
    }

    /// How many keys were newer than each key that was drawn, to a round of the workers' inserts.
    ///
    /// A worker's inserts tell how many keys there were; batches without any tell nothing.
    private func agePositions() -> [UInt64] {
        let workers = UInt64(check.plan.workerCount)
        var positions: [UInt64] = []
        for row in check.sample.rows {
            let inserts = row.entries.filter {
                Int($0.operation.keyspace) == index && $0.operation.kind == .insert
            }
            guard let first = inserts.first else { continue }
            var rounds = (first.operation.keyIndex - keyspace.count) / workers
            for entry in row.entries where Int(entry.operation.keyspace) == index {
                if entry.operation.kind == .insert {
                    rounds += 1
                } else if isDrawn(entry) {
                    let age = age(entry.operation.keyIndex, rounds, workers)
                    if age < keyspace.count { positions.append(age) }
                }
            }
        }
        return positions
    }

    private func age(_ key: UInt64, _ rounds: UInt64, _ workers: UInt64) -> UInt64 {
        if key < keyspace.count { return rounds * workers + keyspace.count - 1 - key }
        let round = (key - keyspace.count) / workers
        return round < rounds ? (rounds - 1 - round) * workers : .max
    }

    /// Keys that come in turn: within a batch each is the one before it moved by a fixed step.
    private func turns(step: UInt64, of words: String) -> DistributionTest {
        var (count, wrong) = (0, 0)
        for row in check.sample.rows where check.plan.keyspaces.count == 1 {
            for (first, second) in zip(row.operations, row.operations.dropFirst()) {
                guard isDrawn(first) && isDrawn(second) else { continue }
                count += 1
                let next = (first.operation.keyIndex + step) % keyspace.count
                if second.operation.keyIndex != next { wrong += 1 }
            }
        }
        return DistributionTest(
            .popularity, of: name, exact: wrong, of: count, expected: words,
            realised: wrong == 0 ? words : "\(wrong) of \(count) out of turn")
    }

    /// What was expected and what was seen, in words.
    private func words(
        _ distribution: KeyDistribution, _ test: ChiSquareTest, positions: [UInt64]
    ) -> (expected: String, realised: String) {
        let elsewhere = "\(SelfCheckText.percent(test.distance)) on other keys"
        switch distribution {
        case .zipf(let exponent, _), .latest(let exponent):
            let expected = "Zipf \(SelfCheckText.fixed(exponent, decimals: 3))"
            guard !positions.isEmpty else { return (expected, elsewhere) }
            let fit = ZipfFit(ranks: positions.map { $0 + 1 }, rankCount: keyspace.count)
            return (
                expected,
                "Zipf \(SelfCheckText.fixed(fit.exponent, decimals: 3)) "
                    + "± \(SelfCheckText.fixed(fit.standardError, decimals: 3))"
            )
        default:
            return ("the keys' shares", elsewhere)
        }
    }
}
