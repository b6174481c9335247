internal import CPlatform
internal import Synchronization

extension Namespace {
    /// How many records are copied before a scan lets go of the stripe; about 5 µs.
    private static var chunkRecordLimit: Int { 32 }
    /// How many bytes are copied before a scan lets go of the stripe.
    private static var chunkByteLimit: Int { 65_536 }
    /// How many slots are passed over before a scan lets go of the stripe; about 10 µs.
    private static var chunkSlotLimit: Int { 1024 }

    /// Copies the records of one partition in digest order.
    ///
    /// Holds a stripe for a few dozen records at a time. Records that are there from beginning to
    /// end come exactly once; those written or deleted meanwhile may or may not come.
    ///
    /// - Parameters:
    ///   - partition: 0…4,095; traps outside.
    ///   - after: the last digest of the call before, or nil to begin.
    ///   - limit: the most records to copy.
    ///   - selection: which records, and what of them.
    ///   - buffer: takes the records in place of those it had.
    /// - Returns: how many were copied; fewer than `limit` means that the partition has no more.
    @discardableResult
    public func scan(
        partition: Int, after: Digest? = nil, limit: Int, selecting selection: ScanSelection = .all,
        into buffer: ScanBuffer
    ) -> Int {
        precondition(partition >= 0 && partition < 4096, "there is no partition \(partition)")
        let first = UInt64(partition) << 52
        return scan(
            first...(first | 0xf_ffff_ffff_ffff), after: after, limit: limit,
            selecting: selection, into: buffer)
    }

    /// Copies the records from `digest` on, that one included, in digest order.
    ///
    /// Goes on into the partitions that follow, and ends with the last of them.
    ///
    /// - Parameters:
    ///   - digest: where to begin.
    ///   - limit: the most records to copy.
    ///   - selection: which records, and what of them.
    ///   - buffer: takes the records in place of those it had.
    /// - Returns: how many were copied; fewer than `limit` means that there are no more.
    @discardableResult
    public func scan(
        from digest: Digest, limit: Int, selecting selection: ScanSelection = .all,
        into buffer: ScanBuffer
    ) -> Int {
        let position = ScanPosition(start: digest, isAfter: false, lastKey: .max)
        return scan(position, limit: limit, selection, into: buffer)
    }

    /// Copies the records whose order keys are in `keys`, those up to `after` left out.
    func scan(
        _ keys: ClosedRange<UInt64>, after: Digest?, limit: Int,
        selecting selection: ScanSelection, into buffer: ScanBuffer
    ) -> Int {
        // Keep to the range even when `after` is a digest outside.
        let first = Digest(orderKey: keys.lowerBound, middle: 0, tail: 0)
        let start = max(after ?? first, first)
        let position = ScanPosition(
            start: start, isAfter: start == after, lastKey: keys.upperBound)
        return scan(position, limit: limit, selection, into: buffer)
    }

    private func scan(
        _ start: ScanPosition, limit: Int, _ selection: ScanSelection, into buffer: ScanBuffer
    ) -> Int {
        buffer.removeAll()
        var position = start
        var tableIndex = stripes.tableIndex(of: start.firstKey)
        let lastTable = stripes.tableIndex(of: start.lastKey)
        while buffer.count < limit && tableIndex <= lastTable {
            switch copyChunk(tableIndex, position, limit: limit, selection, into: buffer) {
            case .more(let next):
                position.resume(at: next)
            case .needsRoom(let byteCount, let next):
                position.resume(at: next)
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
        _ tableIndex: Int, _ position: ScanPosition, limit: Int, _ selection: ScanSelection,
        into buffer: ScanBuffer
    ) -> ScanStep {
        let stripe = stripes.stripe(ofTable: tableIndex)
        let table = stripes.table(at: tableIndex)
        stripe.acquireShared()
        defer { stripe.releaseShared() }
        let now = clock.now
        let countLimit = min(limit, buffer.count + Self.chunkRecordLimit)
        let byteLimit = buffer.byteCount + Self.chunkByteLimit
        var index = position.firstIndex(in: table)
        let slotLimit = index + Self.chunkSlotLimit
        var lookLimit = Self.chunkRecordLimit
        while index < table.slotCount {
            let reference = table.reference(at: index)
            guard let record = reference.record else {
                index += 1
                continue
            }
            if index >= slotLimit || lookLimit == 0 {
                return .more(table.digest(at: index, record))
            }
            if table.key(at: index) > position.lastKey { return .finished }
            if selection.includes(reference.set) {
                lookLimit -= 1
                table.prefetchRecord(at: index + 8)
                if !record.isExpired(now: now) && selection.includes(record) {
                    let digest = table.digest(at: index, record)
                    if buffer.count >= countLimit || buffer.byteCount >= byteLimit {
                        return .more(digest)
                    }
                    if !buffer.append(digest, record, reference.set, selection.bins) {
                        return .needsRoom(record.attributes.packedByteCount, digest)
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

    var firstKey: UInt64 { start?.orderKey ?? 0 }

    mutating func resume(at digest: Digest) {
        start = digest
        isAfter = false
    }

    func firstIndex(in table: IndexTable) -> Int {
        guard let start else { return 0 }
        let place = table.find(start)
        return place.isFound && isAfter ? place.index + 1 : place.index
    }
}

/// What a scan does next.
private enum ScanStep {
    /// The chunk is done; the table goes on at this digest.
    case more(Digest)
    /// The buffer is full; the next record has so many bytes, and this digest.
    case needsRoom(Int, Digest)
    /// The table has no more, or the range ends in it.
    case finished
}
