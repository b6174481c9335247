import Wire

@testable import Engine

extension ModelRun {
    /// A read of all bins.
    mutating func read(_ digest: Digest) -> String? {
        let expected = model.meet(digest)
        let result = namespace.get(digest, into: copy)
        guard case .found(let metadata) = result else {
            return miss(digest, result, expected)
        }
        let found = RecordModel.Entry(
            bins: copiedBins(), generation: metadata.generation, voidTime: metadata.voidTime,
            lastUpdateTime: copy.lastUpdateTime, set: copy.set)
        if metadata != copy.metadata { return "read: result and copy have different metadata" }
        return found == expected ? nil : "read: \(found), not \(String(describing: expected))"
    }

    /// A read of two bins.
    mutating func readSome(_ digest: Digest) -> String? {
        let expected = model.meet(digest)
        let some = [pick(bins), pick(bins)]
        let result = namespace.get(digest, bins: some.span, into: copy)
        guard case .found = result else { return miss(digest, result, expected) }
        let wanted = expected?.bins.filter { some.contains($0.key) }
        return copiedBins() == wanted ? nil : "read of some bins"
    }

    mutating func readMetadata(_ digest: Digest) -> String? {
        let expected = model.meet(digest)?.metadata
        let result = namespace.metadata(of: digest)
        if namespace.exists(digest) != (expected != nil) { return "exists" }
        guard let expected else { return miss(digest, result, nil) }
        return result == .found(expected) ? nil : "metadata: \(result)"
    }

    private func miss(
        _ digest: Digest, _ result: ReadResult, _ expected: RecordModel.Entry?
    ) -> String? {
        expected == nil && result.asResult == model.absence(digest) ? nil : "read: \(result)"
    }

    private func copiedBins() -> [BinID: StoredBin] {
        var found: [BinID: StoredBin] = [:]
        copy.forEachBin { found[$0] = StoredBin(type: $1, bytes: bytesOf($2)) }
        return found
    }

    /// A partition from its beginning to its end, in several calls.
    mutating func scanPartition(_ digest: Digest) -> String? {
        let expected = model.live { $0.partition == digest.partition }
        let limit = Int.random(in: 1...40, using: &random)
        var found: [Digest] = []
        while true {
            let count = namespace.scan(
                partition: digest.partition, after: found.last, limit: limit, into: buffer)
            for index in 0..<count {
                found.append(buffer.digest(at: index))
                if let fault = scannedFault(index) { return fault }
            }
            if count < limit { break }
        }
        return found == expected ? nil : "scan of a partition"
    }

    /// Some records from a digest on, across partitions.
    mutating func scanOn(_ digest: Digest) -> String? {
        let limit = Int.random(in: 1...200, using: &random)
        let expected = model.live { !($0 < digest) }.prefix(limit)
        let count = namespace.scan(from: digest, limit: limit, into: buffer)
        let found = (0..<count).map { buffer.digest(at: $0) }
        return found == Array(expected) ? nil : "scan from a digest on"
    }

    private func scannedFault(_ index: Int) -> String? {
        var found: [BinID: StoredBin] = [:]
        buffer.forEachBin(at: index) { found[$0] = StoredBin(type: $1, bytes: bytesOf($2)) }
        let expected = model.entries[buffer.digest(at: index)]
        let isSame =
            buffer.metadata(at: index) == expected?.metadata
            && buffer.set(at: index) == expected?.set
            && found == expected?.bins
        return isSame ? nil : "scanned record"
    }

    func bytesOf(_ span: RawSpan) -> [UInt8] {
        (0..<span.byteCount).map { span.byte(at: $0) }
    }
}
