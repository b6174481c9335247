import Platform

@testable import Engine

/// Operations on many records at once: parts of the namespace, its sets, its index.
extension ModelRun {
    mutating func container(_ digest: Digest) throws -> String? {
        if let fault = noticeAll() { return fault }
        // Where writes evict, none that is about many records.
        switch Int.random(in: 0..<(evicts ? 13 : 20), using: &random) {
        case 0..<3: return try clear(digest)
        case 3..<6: return dropOrCreatePartition(digest)
        case 6..<9: return truncate()
        case 9..<13: return changeSets()
        case 13: return rebuild()
        case 14..<16: return try writeInBackground()
        case 16..<18: return try writeSlice(digest)
        default: return try measure(digest)
        }
    }

    // MARK: Parts

    /// A partition, or of a namespace of many shards a shard.
    private mutating func slice(_ digest: Digest) throws -> NamespaceSlice {
        let shards = namespace.configuration.shards
        guard shards >= 8 && one(in: 3) else {
            return try namespace.partition(digest.partition)
        }
        return try namespace.shard(digest.partition * shards / 4096)
    }

    private mutating func clear(_ digest: Digest) throws -> String? {
        let slice = try slice(digest)
        let expected = model.entries.keys.count { slice.contains($0) }
        model.removeAll { digest, _ in slice.contains(digest) }
        let count = slice.clear()
        return count == expected ? nil : "clear: \(count), not \(expected)"
    }

    private mutating func dropOrCreatePartition(_ digest: Digest) -> String? {
        let number = model.dropped.randomElement(using: &random) ?? digest.partition
        let isDropped = model.dropped.contains(number)
        if isDropped != one(in: 5) {
            let error = failure { try namespace.createPartition(number) }
            model.dropped.remove(number)
            let expected = EngineError.partitionExists(number, namespace: "test")
            return differs("create partition", error, isDropped ? nil : expected)
        }
        var count = 0
        let expected = model.entries.keys.count { $0.partition == number }
        let error = failure { count = try namespace.dropPartition(number) }
        model.dropped.insert(number)
        model.removeAll { digest, _ in digest.partition == number }
        if isDropped {
            return differs("drop twice", error, .partitionNotFound(number, namespace: "test"))
        }
        return error == nil && count == expected ? nil : "drop partition: \(count), not \(expected)"
    }

    /// A write through a slice, which refuses digests that are not its own.
    private mutating func writeSlice(_ digest: Digest) throws -> String? {
        let slice = try slice(pick([digest, pick(digests)]))
        let value = randomValue()
        draft.removeAll()
        try draft.append(bins[1], value)
        let stored = [bins[1]: try StoredBin(value)]
        let isMerge = one(in: 2)
        let result = isMerge ? slice.update(digest, draft) : slice.insert(digest, draft)
        guard slice.contains(digest) else {
            return result == .elsewhere ? nil : "slice: \(result), not elsewhere"
        }
        let policy = WritePolicy(condition: isMerge ? .upsert : .createOnly)
        return settle(digest, result, "slice") {
            $0.write(digest, stored, policy, isMerge: isMerge)
        }
    }

    private mutating func measure(_ digest: Digest) throws -> String? {
        let slice = try slice(digest)
        let inside = model.entries.filter { slice.contains($0.key) }
        let payload = inside.values.reduce(0) { $0 + $1.payloadByteCount }
        let found = slice.statistics()
        let isRight =
            found.recordCount == inside.count && found.payloadByteCount == payload
            && found.ownedPartitionCount
                == slice.partitions.count { !model.dropped.contains($0) }
        return isRight ? nil : "statistics of a slice: \(found)"
    }

    // MARK: Truncation and sets

    private mutating func truncate() -> String? {
        let set: SetID? = one(in: 2) ? nil : pick(sets)
        let through: UInt32? =
            one(in: 6) ? nil : model.now &+ 1 &- UInt32.random(in: 0...8, using: &random)
        var count = 0
        let error = failure { count = try namespace.truncate(set: set, through: through) }
        if let through, through > model.now {
            let expected = EngineError.truncatesInFuture(through: through, now: model.now)
            return differs("truncate in the future", error, expected)
        }
        let isGone: (Digest, RecordModel.Entry) -> Bool = { _, entry in
            (set == nil || entry.set == set) && entry.lastUpdateTime <= through ?? .max
        }
        let expected = model.entries.count { isGone($0.key, $0.value) }
        model.removeAll(where: isGone)
        return error == nil && count == expected ? nil : "truncate: \(count), not \(expected)"
    }

    /// The set "s" comes, goes and gets other defaults.
    private mutating func changeSets() -> String? {
        let isDropped = model.droppedSets.contains(sets[1])
        let seconds: UInt32? = pick([nil, 0, 20])
        let configuration = SetConfiguration(defaultTTLSeconds: seconds)
        let notFound = EngineError.setNotFound("s", namespace: "test")
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            let error = failure { try namespace.createSet("s", configuration: configuration) }
            if !isDropped {
                return differs("create set", error, .setExists("s", namespace: "test"))
            }
            model.droppedSets.remove(sets[1])
            model.setDefaults[sets[1]] = seconds
            return differs("create set", error, nil)
        case 1:
            let error = failure { try namespace.configureSet("s", configuration) }
            if isDropped { return differs("configure set", error, notFound) }
            model.setDefaults[sets[1]] = seconds
            return differs("configure set", error, nil)
        default:
            let expected = model.entries.values.count { $0.set == sets[1] }
            var count = 0
            let error = failure { count = try namespace.dropSet("s") }
            if isDropped { return differs("drop set", error, notFound) }
            model.droppedSets.insert(sets[1])
            model.removeAll { _, entry in entry.set == sets[1] }
            return error == nil && count == expected ? nil : "drop set: \(count), not \(expected)"
        }
    }

    // MARK: The index

    private mutating func rebuild() -> String? {
        let stored = model.entries.count
        let asked = max(0, stored + pick([-1, 0, 1, 1000]))
        let error = failure { try namespace.rebuild(forRecordCount: asked) }
        let expected = EngineError.rebuildTooSmall(
            namespace: "test", storedRecordCount: stored, askedRecordCount: asked)
        // How much the tables would take is not the model's to know.
        if namespace.configuration.memoryLimit > 0, case .memoryLimitTooLow = error {
            return nil
        }
        return differs("rebuild", error, asked < stored ? expected : nil)
    }

    /// Steps on all records, or on those of a set, in pieces.
    private mutating func writeInBackground() throws -> String? {
        let set: SetID? = one(in: 2) ? nil : pick(sets)
        let steps: [Step] = pick([
            [.touch], [.add(bins[2], .integer(1))], [.deleteBin(bins[0])], [.deleteRecord],
        ])
        let limit = Int.random(in: 1...300, using: &random)
        let job = try BackgroundWrite(
            namespace, try StepList(steps), set: set, timeToLive: .keep)
        while job.step(limit: limit, now: Instant(nanoseconds: 0)) == .working {}
        let policy = WritePolicy(condition: .updateOnly, timeToLive: .keep, set: set ?? .none)
        var (writtenCount, failedCount) = (0, 0)
        for digest in model.live(where: { set == nil || model.entries[$0]?.set == set }) {
            switch try model.operate(digest, steps, policy).result {
            case .written: writtenCount += 1
            default: failedCount += 1
            }
        }
        let progress = job.progress
        let isRight =
            progress.writtenCount == writtenCount && progress.failedCount == failedCount
            && progress.absentCount == 0 && progress.isFinished
        return isRight ? nil : "background write: \(progress.writtenCount), not \(writtenCount)"
    }

    /// The error that `body` throws, or nil.
    private func failure<Result>(_ body: () throws -> Result) -> EngineError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? EngineError
        }
    }

    private func differs(
        _ words: String, _ error: EngineError?, _ expected: EngineError?
    ) -> String? {
        error == expected ? nil : "\(words): \(String(describing: error))"
    }
}
