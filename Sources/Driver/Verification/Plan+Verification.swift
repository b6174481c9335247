internal import Verification
internal import Workload

extension Plan {
    /// How many keys each phase may insert that are checked.
    private static let verifiedInsertLimit: UInt64 = 1 << 24
    /// How many operations of the measured phase are looked at for its most popular keys.
    private static let popularityOperationCount = 32_768
    /// How many of the most popular keys, and how many others, have their histories kept.
    private static let (popularSampleCount, otherSampleCount) = (64, 192)

    /// What verifying this plan's records has to know.
    ///
    /// - Parameter mayDropRecords: whether the target may drop records by itself.
    /// - Returns: one for each keyspace.
    func verifiedKeyspaces(mayDropRecords: Bool) -> [VerifiedKeyspace] {
        keyspaces.map { keyspace in
            let record = keyspace.record
            let expires = !record.ttl.isNone || trace != nil || hasTimesToLive
            return VerifiedKeyspace(
                name: keyspace.name, binNames: record.bins.map(\.name),
                isStamped: record.bins.map { keyspace.isStamped($0) },
                chosenReadBins: record.readBins.chosen, chosenWriteBins: record.updateBins.chosen,
                hasVersionPerBin: record.bins.count > 1 && record.updateBins != .all,
                keyCount: keyspace.count,
                insertLimit: keyspace.share(of: .insert) > 0 ? Self.verifiedInsertLimit : 0,
                mayGo: keyspace.share(of: .delete) > 0 || expires, expires: expires,
                mayVanish: mayDropRecords)
        }
    }

    /// Whether some phase gives records times to live of its own.
    private var hasTimesToLive: Bool {
        phases.contains { phase in
            phase.changes.all.contains { change in
                if case .ttlStorm = change.kind { true } else { false }
            }
        }
    }

    /// What verifying this plan leaves out, each in a sentence.
    func verificationLimits(mayDropRecords: Bool) -> [String] {
        var limits: [String] = []
        for keyspace in keyspaces {
            let others = keyspace.record.bins.filter { !keyspace.isStamped($0) }.map(\.name)
            if !others.isEmpty {
                let names = others.joined(separator: ", ")
                limits.append(
                    "values of \(keyspace.name) are not checked in \(names)"
                        + ": only bins of bytes that are never appended to carry a stamp")
            }
            if keyspace.share(of: .scan) > 0 {
                limits.append("what scans of \(keyspace.name) found is not checked")
            }
        }
        if mayDropRecords {
            limits.append("records that were not found count as dropped by the target, not as lost")
        }
        return limits
    }

    /// The values whose histories are kept: of the most popular keys and of some others.
    ///
    /// Records that may go by themselves are left out: no order of operations explains that.
    func historySamples(of spaces: [VerifiedKeyspace]) -> [SampledValue] {
        var samples = popularKeys()
        var random = SplitMix64(seed: seed ^ 0x7361_6d70_6c65)
        for (index, space) in spaces.enumerated() {
            for _ in 0..<Self.otherSampleCount / spaces.count {
                let key = UInt64.random(in: 0..<space.keyCount, using: &random)
                samples.append(SampledValue(keyspace: UInt8(index), key: key, bin: 0))
            }
        }
        return samples.compactMap { sample in
            let space = spaces[Int(sample.keyspace)]
            let bins = space.isStamped.indices.filter { space.isStamped[$0] }
            guard !space.expires, !space.mayVanish,
                let bin = bins.randomElement(using: &random)
            else { return nil }
            return SampledValue(keyspace: sample.keyspace, key: sample.key, bin: UInt16(bin))
        }
    }

    private func popularKeys() -> [SampledValue] {
        guard let phaseIndex = phases.lastIndex(where: { $0.kind == .measure }),
            let source = try? makeSource(phaseIndex: phaseIndex, worker: 0)
        else { return [] }
        let batch = makeBatch(capacity: 32, pool: makeValuePool())
        var counts: [SampledValue: Int] = [:]
        var count = 0
        while count < Self.popularityOperationCount {
            source.fill(batch)
            if batch.count == 0 { break }
            for index in 0..<batch.count {
                let operation = batch[index]
                let value = SampledValue(
                    keyspace: operation.keyspace, key: operation.keyIndex, bin: 0)
                counts[value, default: 0] += 1
            }
            count += batch.count
        }
        // By key where counts are equal, so that the choice depends on nothing but the plan.
        let sorted = counts.sorted { ($1.value, $0.key.key) < ($0.value, $1.key.key) }
        return sorted.prefix(Self.popularSampleCount).map(\.key)
    }
}

extension Keyspace {
    /// Whether the values of a bin can carry a stamp: others have bytes of a form of their own, or
    /// grow.
    fileprivate func isStamped(_ bin: BinShape) -> Bool {
        bin.type == .bytes && share(of: .append) == 0
    }
}
