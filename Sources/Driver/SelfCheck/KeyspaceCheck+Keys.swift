internal import Statistics
internal import Workload

extension KeyspaceCheck {
    /// How often each key came.
    func popularity() -> DistributionTest? {
        let distribution = check.phase.distribution ?? keyspace.distribution
        switch distribution {
        case .sequential: return turns(isOwn: false, "in turn")
        case .sequentialPerWorker: return turns(isOwn: true, "in turn, each worker its own")
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
        rowsOfKeys.flatMap { row in
            row.entries.filter(isLoaded).map(\.operation.keyIndex)
        }
    }

    private func isLoaded(_ entry: ObservedOperation) -> Bool {
        isDrawn(entry) && entry.operation.keyIndex < keyspace.count
    }

    /// The batches up to the first change of what keys operations are for.
    private var rowsOfKeys: [ObservedSample.Row] {
        let changes = check.phase.changes.all.filter { change in
            if case .ttlStorm = change.kind { false } else { true }
        }
        return check.sample.rows(before: changes, workerCount: check.plan.workerCount)
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
        for row in rowsOfKeys {
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

    /// Keys that come in turn: within a batch each is the one before it, moved by so many places as
    /// operations lie between, and back at the first after the last.
    ///
    /// - Parameters:
    ///   - isOwn: whether each worker goes through a part of its own; else all through all keys.
    ///   - words: what is expected.
    /// - Returns: the test.
    private func turns(isOwn: Bool, _ words: String) -> DistributionTest {
        let workers = UInt64(check.plan.workerCount)
        var (count, wrong) = (0, 0)
        for row in rowsOfKeys {
            let worker = UInt64(row.worker)
            let first = isOwn ? worker * keyspace.count / workers : 0
            let last =
                isOwn ? max((worker + 1) * keyspace.count / workers, first + 1) : keyspace.count
            var before: (key: UInt64, place: Int)?
            for (place, entry) in row.operations.enumerated() where isLoaded(entry) {
                let key = entry.operation.keyIndex
                defer { before = (key, place) }
                guard let before, before.key >= first else { continue }
                let step = UInt64(place - before.place) * (isOwn ? 1 : workers)
                count += 1
                if key != first + (before.key - first + step) % (last - first) { wrong += 1 }
            }
        }
        return DistributionTest(
            .popularity, of: name, exact: wrong, among: count, expected: words,
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
