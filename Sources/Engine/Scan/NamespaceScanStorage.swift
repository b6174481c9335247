internal import CPlatform
internal import Synchronization

extension Namespace {
    /// How many records are copied before a scan lets go of the stripe; about 5 µs.
    private static var chunkRecordLimit: Int { 32 }
    /// How many bytes are copied before a scan lets go of the stripe.
    private static var chunkByteLimit: Int { 65_536 }

    /// Copies the records of one partition in digest order.
    ///
    /// Holds a stripe for a few dozen records at a time. Records that are there from beginning to
    /// end come exactly once; those written or deleted meanwhile may or may not come.
    ///
    /// - Parameters:
    ///   - partition: 0…4,095; traps outside.
    ///   - after: the last digest of the call before, or nil to begin.
    ///   - limit: the most records to copy.
    ///   - buffer: takes the records in place of those it had.
    /// - Returns: how many were copied; fewer than `limit` means that the partition has no more.
    @discardableResult
    public func scan(
        partition: Int, after: Digest? = nil, limit: Int, into buffer: ScanBuffer
    ) -> Int {
        precondition(partition >= 0 && partition < 4096, "there is no partition \(partition)")
        let first = UInt64(partition) << 52
        let start = after ?? Digest(orderKey: first, middle: 0, tail: 0)
        // Keep to the partition even when `after` is a digest of another one.
        let bound = max(start, Digest(orderKey: first, middle: 0, tail: 0))
        return scan(
            from: bound, isAfter: after != nil && bound == after,
            through: first | 0xf_ffff_ffff_ffff, limit: limit, into: buffer)
    }

    /// Copies the records from `digest` on, that one included, in digest order.
    ///
    /// Goes on into the partitions that follow, and ends with the last of them.
    ///
    /// - Parameters:
    ///   - digest: where to begin.
    ///   - limit: the most records to copy.
    ///   - buffer: takes the records in place of those it had.
    /// - Returns: how many were copied; fewer than `limit` means that there are no more.
    @discardableResult
    public func scan(from digest: Digest, limit: Int, into buffer: ScanBuffer) -> Int {
        scan(from: digest, isAfter: false, through: .max, limit: limit, into: buffer)
    }

    private func scan(
        from start: Digest, isAfter: Bool, through lastKey: UInt64, limit: Int,
        into buffer: ScanBuffer
    ) -> Int {
        buffer.removeAll()
        var tableIndex = stripes.tableIndex(of: start.orderKey)
        let lastTable = stripes.tableIndex(of: lastKey)
        var position = ScanPosition(start: start, isAfter: isAfter, lastKey: lastKey)
        while buffer.count < limit && tableIndex <= lastTable {
            switch copyChunk(tableIndex, position, limit: limit, into: buffer) {
            case .more:
                position.resume(after: buffer.digest(at: buffer.count - 1))
            case .needsRoom(let byteCount):
                // A table whose first record did not fit is begun again.
                if buffer.count > 0 {
                    let last = buffer.digest(at: buffer.count - 1)
                    if stripes.tableIndex(of: last.orderKey) == tableIndex {
                        position.resume(after: last)
                    }
                }
                buffer.reserve(byteCount)
            case .finished:
                tableIndex += 1
                // The next table's records all lie after the position: begin at its first slot.
                position.start = nil
            }
        }
        return buffer.count
    }

    /// Copies some records of a table under its stripe.
    private func copyChunk(
        _ tableIndex: Int, _ position: ScanPosition, limit: Int, into buffer: ScanBuffer
    ) -> ScanStep {
        let stripe = stripes.stripe(ofTable: tableIndex)
        let table = stripes.table(at: tableIndex)
        stripe.acquireShared()
        defer { stripe.releaseShared() }
        let now = clock.now
        let countLimit = min(limit, buffer.count + Self.chunkRecordLimit)
        let byteLimit = buffer.byteCount + Self.chunkByteLimit
        var index = position.firstIndex(in: table)
        while index < table.slotCount {
            let reference = table.reference(at: index)
            if let record = reference.record {
                let digest = table.digest(at: index, record)
                if digest.orderKey > position.lastKey { return .finished }
                table.prefetchRecord(at: index + 8)
                if !record.isExpired(now: now) {
                    if buffer.count >= countLimit || buffer.byteCount >= byteLimit { return .more }
                    if !buffer.append(digest, record, reference.set) {
                        return .needsRoom(record.attributes.packedByteCount)
                    }
                }
            }
            index += 1
        }
        return .finished
    }
}

/// Where a scan stands.
private struct ScanPosition {
    /// The digest to go on from; nil for the start of the table.
    var start: Digest?
    /// Whether a record with that very digest was copied already.
    var isAfter: Bool
    /// The last order key that belongs to the scan.
    var lastKey: UInt64

    mutating func resume(after digest: Digest) {
        start = digest
        isAfter = true
    }

    func firstIndex(in table: IndexTable) -> Int {
        guard let start else { return 0 }
        let place = table.find(start)
        return place.isFound && isAfter ? place.index + 1 : place.index
    }
}

/// What a scan does next.
private enum ScanStep {
    /// The chunk is full; the table has more.
    case more
    /// The buffer is full; the next record has so many bytes.
    case needsRoom(Int)
    /// The table has no more, or the range ends in it.
    case finished
}
