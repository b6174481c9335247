/// A part of a namespace's digests: one partition or one shard.
///
/// Its operations are those of the namespace, and refuse digests of other parts with `elsewhere`.
///
/// Thread safety: any thread may call any method.
public struct NamespaceSlice: Sendable {
    /// Which namespace it is a part of.
    public let namespace: Namespace
    /// The first and the last order key that belong to it.
    let keys: ClosedRange<UInt64>

    /// The slice whose order keys begin with `bitCount` bits that are the number `index`.
    init(_ namespace: Namespace, index: Int, bitCount: Int) {
        self.namespace = namespace
        let rest: UInt64 = bitCount == 0 ? .max : .max >> UInt64(bitCount)
        let first = bitCount == 0 ? 0 : UInt64(index) << UInt64(64 - bitCount)
        keys = first...(first | rest)
    }

    /// Whether a digest belongs to it.
    @inline(__always)
    public func contains(_ digest: Digest) -> Bool { keys.contains(digest.orderKey) }

    /// The partitions that it lies in: one, or several for a shard of fewer than 4,096.
    public var partitions: ClosedRange<Int> {
        Int(keys.lowerBound >> 52)...Int(keys.upperBound >> 52)
    }

    /// Its tables, which belong to it as a whole.
    var tables: Range<Int> {
        let first = namespace.stripes.tableIndex(of: keys.lowerBound)
        return first..<namespace.stripes.tableIndex(of: keys.upperBound) + 1
    }

    // MARK: Records

    /// Copies all bins of a record.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - copy: takes the bins; empty when there is no record.
    /// - Returns: `found` with generation and void time, or why not.
    public func get(_ digest: Digest, into copy: RecordCopy) -> ReadResult {
        if contains(digest) { return namespace.get(digest, into: copy) }
        copy.filler.removeAll()
        return .elsewhere
    }

    /// Writes a whole record: its bins become those of the draft.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: its bins.
    ///   - set: the set of a new record; one that exists keeps its own.
    ///   - condition: what to do about a record that exists, or does not.
    ///   - timeToLive: when it expires.
    /// - Returns: `written` with the new generation and void time, or why not.
    public func put(
        _ digest: Digest, _ draft: RecordDraft, set: SetID = .none,
        condition: WriteCondition = .upsert, timeToLive: TimeToLive = .namespaceDefault
    ) -> WriteResult {
        guard contains(digest) else { return .elsewhere }
        return namespace.put(
            digest, draft, set: set, condition: condition, timeToLive: timeToLive)
    }

    /// Writes a new record, and refuses with `exists` when there is one.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: its bins.
    ///   - set: its set.
    ///   - timeToLive: when it expires.
    /// - Returns: `written` with the new generation and void time, or why not.
    public func insert(
        _ digest: Digest, _ draft: RecordDraft, set: SetID = .none,
        timeToLive: TimeToLive = .namespaceDefault
    ) -> WriteResult {
        put(digest, draft, set: set, condition: .createOnly, timeToLive: timeToLive)
    }

    /// Writes some bins of a record: its other bins stay as they are.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: the bins to write.
    ///   - set: the set of a new record; one that exists keeps its own.
    ///   - condition: what to do about a record that exists, or does not.
    ///   - timeToLive: when it expires.
    /// - Returns: `written` with the new generation and void time, or why not.
    public func update(
        _ digest: Digest, _ draft: RecordDraft, set: SetID = .none,
        condition: WriteCondition = .upsert, timeToLive: TimeToLive = .namespaceDefault
    ) -> WriteResult {
        guard contains(digest) else { return .elsewhere }
        return namespace.update(
            digest, draft, set: set, condition: condition, timeToLive: timeToLive)
    }

    /// Removes a record if the policy allows.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - policy: the generation and set that the record must have.
    /// - Returns: `written` with generation 0, or why the record is still there.
    public func delete(_ digest: Digest, policy: WritePolicy = WritePolicy()) -> WriteResult {
        contains(digest) ? namespace.delete(digest, policy: policy) : .elsewhere
    }

    // MARK: All records

    /// Copies its records in digest order.
    ///
    /// - Parameters:
    ///   - after: the last digest of the call before, or nil to begin.
    ///   - limit: the most records to copy.
    ///   - selection: which records, and what of them.
    ///   - buffer: takes the records in place of those it had.
    /// - Returns: how many were copied; fewer than `limit` means that there are no more.
    @discardableResult
    public func scan(
        after: Digest? = nil, limit: Int, selecting selection: ScanSelection = .all,
        into buffer: ScanBuffer
    ) -> Int {
        namespace.scan(keys, after: after, limit: limit, selecting: selection, into: buffer)
    }

    /// Removes all records; the slice stays in use.
    ///
    /// Each of its tables is emptied at once, and then gives back its memory: a partition has one,
    /// but for namespaces of more than 4,096 shards.
    ///
    /// - Returns: how many records were removed.
    @discardableResult
    public func clear() -> Int { namespace.clear(tables: tables) }

    /// Its figures now.
    ///
    /// Walks its records, a chunk under each stripe at a time: exact when nobody writes.
    public func statistics() -> SliceStatistics {
        var statistics = namespace.measure(tables: tables)
        statistics.ownedPartitionCount = namespace.ownedPartitions.count(in: partitions)
        return statistics
    }
}

/// The figures of a partition or a shard at one moment.
public struct SliceStatistics: Hashable, Sendable {
    /// How many of its partitions the namespace has: of a partition 1, or 0 when it was dropped.
    public var ownedPartitionCount = 0
    /// Records, those included whose time is over but which nobody has met since.
    public var recordCount = 0
    /// Bytes of bins with their headers.
    public var payloadByteCount = 0
    /// Bytes of the records' allocations.
    public var recordByteCount = 0
    /// Bytes of index tables.
    public var indexByteCount = 0
}
