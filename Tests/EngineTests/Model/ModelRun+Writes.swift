@testable import Engine

extension ModelRun {
    /// A put or an update of one to four bins.
    mutating func write(_ digest: Digest) -> String? {
        let isMerge = Bool.random(using: &random)
        let wanted = fillDraft()
        let set = pick(sets)
        let condition = pick(WriteCondition.allCases)
        let timeToLive: TimeToLive = pick([
            .namespaceDefault, .never, .keep, .seconds(30), .seconds(0),
        ])
        let before = model.meet(digest)
        let expected = expectedWrite(digest, wanted, set, condition, timeToLive, isMerge)
        let result =
            isMerge
            ? namespace.update(
                digest, draft, set: set, condition: condition, timeToLive: timeToLive)
            : namespace.put(digest, draft, set: set, condition: condition, timeToLive: timeToLive)
        if refusesMemory && result == .outOfMemory {
            model.restore(digest, before)
            return nil
        }
        return result == expected ? nil : "write: \(result), not \(expected)"
    }

    /// Values of every type, now and then a long one.
    private mutating func fillDraft() -> [BinID: StoredBin] {
        draft.removeAll()
        var wanted: [BinID: StoredBin] = [:]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let bin = pick(bins)
            let number = Int64(truncatingIfNeeded: random.next())
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                draft.append(bin, integer: number)
                wanted[bin] = StoredBin(
                    type: .integer, bytes: littleEndian(UInt64(bitPattern: number)))
            case 1:
                draft.append(bin, double: Double(number))
                wanted[bin] = StoredBin(
                    type: .double, bytes: littleEndian(Double(number).bitPattern))
            case 2:
                draft.append(bin, boolean: number > 0)
                wanted[bin] = StoredBin(type: .boolean, bytes: [number > 0 ? 1 : 0])
            default:
                let bytes = randomBytes()
                unsafe draft.append(bin, blob: bytes.span.bytes)
                wanted[bin] = StoredBin(type: .blob, bytes: bytes)
            }
        }
        return wanted
    }

    private mutating func randomBytes() -> [UInt8] {
        let count = Int.random(in: 0...(Bool.random(using: &random) ? 40 : 700), using: &random)
        return [UInt8](repeating: UInt8.random(in: 0...255, using: &random), count: count)
    }

    private func littleEndian(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }

    private mutating func expectedWrite(
        _ digest: Digest, _ wanted: [BinID: StoredBin], _ set: SetID, _ condition: WriteCondition,
        _ timeToLive: TimeToLive, _ isMerge: Bool
    ) -> WriteResult {
        let before = model.entries[digest]
        if before != nil && condition == .createOnly { return .exists }
        if before == nil && condition == .updateOnly { return .notFound }
        let bins = isMerge ? (before?.bins ?? [:]).merging(wanted) { $1 } : wanted
        return model.store(digest, bins, set: set, timeToLive)
    }

    mutating func delete(_ digest: Digest) -> String? {
        let expected = model.meet(digest) != nil
        model.remove(digest)
        return namespace.delete(digest) == expected ? nil : "delete: not \(expected)"
    }
}
