@testable import Engine

extension ModelRun {
    // MARK: Choices

    mutating func randomPolicy(_ digest: Digest) -> WritePolicy {
        var policy = WritePolicy(
            timeToLive: pick([.namespaceDefault, .never, .keep, .seconds(30), .seconds(0)]))
        if one(in: 2) { policy.condition = pick(WriteCondition.allCases) }
        if one(in: 4) {
            let present = model.peek(digest)?.generation ?? 0
            let number = one(in: 2) ? present : UInt16.random(in: 0...5, using: &random)
            policy.generation = one(in: 2) ? .equal(number) : .greater(number)
        }
        if one(in: 50) { policy.timeToLive = .seconds(315_360_001) }
        policy.set = pick(sets)
        return policy
    }

    /// A value that can be stored; now and then a long one.
    mutating func randomValue() -> Value {
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: return .integer(Int64(truncatingIfNeeded: random.next()))
        case 2: return .double(Double(Int64.random(in: -1000...1000, using: &random)) / 8)
        case 3: return .boolean(one(in: 2))
        case 4, 5:
            return .string(String(repeating: pick(["a", "ü"]), count: randomByteCount() / 2))
        case 6:
            var values = RandomValues(seed: random.next())
            return values.container(depth: 2)
        case 7: return .geoJSON(#"{"type":"Point","coordinates":[1.5,2]}"#)
        default:
            let byte = UInt8.random(in: 0...255, using: &random)
            return .blob([UInt8](repeating: byte, count: randomByteCount()))
        }
    }

    private mutating func randomByteCount() -> Int {
        Int.random(in: 0...pick([20, 40, 700]), using: &random)
    }

    private mutating func fillDraft() throws -> [BinID: StoredBin] {
        draft.removeAll()
        var wanted: [BinID: StoredBin] = [:]
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let (bin, value) = (pick(bins), randomValue())
            try draft.append(bin, value)
            wanted[bin] = try StoredBin(value)
        }
        return wanted
    }

    // MARK: Operations

    /// A put or an update of up to four bins.
    mutating func write(_ digest: Digest) throws -> String? {
        let isMerge = one(in: 2)
        let wanted = try fillDraft()
        let policy = randomPolicy(digest)
        let result =
            isMerge
            ? namespace.update(
                digest, draft, set: policy.set, condition: policy.condition,
                generation: policy.generation, timeToLive: policy.timeToLive)
            : namespace.put(
                digest, draft, set: policy.set, condition: policy.condition,
                generation: policy.generation, timeToLive: policy.timeToLive)
        return settle(digest, result, isMerge ? "update" : "put") {
            $0.write(digest, wanted, policy, isMerge: isMerge)
        }
    }

    mutating func delete(_ digest: Digest) -> String? {
        if one(in: 2) {
            let policy = randomPolicy(digest)
            let result = namespace.delete(digest, policy: policy)
            return settle(digest, result, "delete") { $0.delete(digest, policy) }
        }
        let isGone = namespace.delete(digest)
        let result: WriteResult = isGone ? .written(.none) : model.absence(digest)
        return settle(digest, result, "delete") { $0.delete(digest, WritePolicy()) }
    }

    /// What the result differs in from what the model expects, which then follows.
    mutating func settle(
        _ digest: Digest, _ result: WriteResult, _ words: String,
        _ expected: (inout RecordModel) throws -> WriteResult
    ) rethrows -> String? {
        let isLimited = namespace.configuration.memoryLimit > 0 && !evicts
        if refusesMemory && result == .outOfMemory || isLimited && result == .writesStopped {
            _ = model.meet(digest)
            return nil
        }
        let expected = try expected(&model)
        return result == expected ? nil : "\(words): \(result), not \(expected)"
    }
}
