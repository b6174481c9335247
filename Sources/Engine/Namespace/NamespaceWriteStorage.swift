internal import Glibc
internal import Synchronization

extension Namespace {
    /// Writes a whole record: its bins become those of the draft.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: its bins.
    ///   - set: the set of a new record; one that exists keeps its own.
    ///   - condition: what to do about a record that exists, or does not.
    ///   - timeToLive: when it expires.
    /// - Returns: `written` with the new generation and void time, or why not.
    @inline(__always)
    public func put(
        _ digest: Digest, _ draft: RecordDraft, set: SetID = .none,
        condition: WriteCondition = .upsert, timeToLive: TimeToLive = .namespaceDefault
    ) -> WriteResult {
        write(digest, draft, set, condition, timeToLive, isMerge: false)
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
    @inline(__always)
    public func update(
        _ digest: Digest, _ draft: RecordDraft, set: SetID = .none,
        condition: WriteCondition = .upsert, timeToLive: TimeToLive = .namespaceDefault
    ) -> WriteResult {
        write(digest, draft, set, condition, timeToLive, isMerge: true)
    }

    /// Removes a record.
    ///
    /// - Returns: false when there was none, or its time was over.
    public func delete(_ digest: Digest) -> Bool {
        let shard = stripes.shard(of: digest.orderKey)
        let stripe = stripes.stripe(ofShard: shard)
        let table = stripes.table(ofShard: shard)
        stripe.acquire(lock)
        defer { stripe.release(lock) }
        let place = table.find(digest)
        guard place.isFound, let record = table.record(at: place.index) else { return false }
        if record.isExpired(now: clock.now) {
            expire(place, record, table, stripe)
            return false
        }
        remove(place, record, table, stripe)
        return true
    }

    private func write(
        _ digest: Digest, _ draft: RecordDraft, _ set: SetID, _ condition: WriteCondition,
        _ timeToLive: TimeToLive, isMerge: Bool
    ) -> WriteResult {
        if draft.binCount == 0 { return .noBins }
        if case .seconds(let seconds) = timeToLive,
            seconds > EngineConfiguration.ttlSecondsMaximum
        {
            return .timeToLiveTooLong
        }
        let shard = stripes.shard(of: digest.orderKey)
        let stripe = stripes.stripe(ofShard: shard)
        let table = stripes.table(ofShard: shard)
        table.prefetch(digest.orderKey)
        stripe.acquire(lock)
        defer { stripe.release(lock) }
        let now = clock.now
        var place = table.find(digest)
        if place.isFound, let record = table.record(at: place.index) {
            if !record.isExpired(now: now) {
                if condition == .createOnly { return .exists }
                let voidTime = self.voidTime(timeToLive, now: now, before: record.voidTime)
                return isMerge
                    ? merge(draft, place, record, table, stripe, voidTime)
                    : replace(draft, place, record, table, stripe, voidTime)
            }
            expire(place, record, table, stripe)
            place = table.find(digest)
        }
        if condition == .updateOnly { return .notFound }
        let voidTime = self.voidTime(timeToLive, now: now, before: nil)
        return create(digest, draft, set, place, table, stripe, voidTime)
    }

    /// The void time that a write at `now` gives; `before` is the record's present one.
    @inline(__always)
    private func voidTime(_ timeToLive: TimeToLive, now: UInt32, before: UInt32?) -> UInt32 {
        var seconds = defaultTTLSeconds
        switch timeToLive {
        case .namespaceDefault: break
        case .never: return 0
        case .keep: if let before { return before }
        case .seconds(let wanted): if wanted != 0 { seconds = wanted }
        }
        return seconds == 0 ? 0 : now &+ seconds
    }

    // MARK: Under the stripe

    private func create(
        _ digest: Digest, _ draft: RecordDraft, _ set: SetID, _ found: SlotPlace,
        _ table: ShardTable, _ stripe: Stripe, _ voidTime: UInt32
    ) -> WriteResult {
        let bins = draft.bins
        guard bins.byteCount <= recordByteLimit else { return .recordTooBig }
        var place = found
        while !table.hasRoom(from: place.index) {
            guard table.grow(heap) else { return .outOfMemory }
            place = table.find(digest)
        }
        guard let record = allocate(bins.byteCount, stripe) else { return .outOfMemory }
        unsafe _ = memcpy(record.base + Record.headerByteCount, bins.base, bins.byteCount)
        record.setDigest(digest)
        record.voidTime = voidTime
        record.attributes = RecordAttributes(
            generation: 1, binCount: draft.binCount, set: set, packedByteCount: bins.byteCount)
        table.insert(record, key: digest.orderKey, at: place.index)
        return .written(record.metadata)
    }

    private func replace(
        _ draft: RecordDraft, _ place: SlotPlace, _ record: Record, _ table: ShardTable,
        _ stripe: Stripe, _ voidTime: UInt32
    ) -> WriteResult {
        let bins = draft.bins
        guard bins.byteCount <= recordByteLimit else { return .recordTooBig }
        guard let target = resized(record, bins.byteCount, stripe) else { return .outOfMemory }
        unsafe _ = memcpy(target.base + Record.headerByteCount, bins.base, bins.byteCount)
        return finish(
            record, target, bins.byteCount, draft.binCount, place, table, stripe, voidTime)
    }

    private func merge(
        _ draft: RecordDraft, _ place: SlotPlace, _ record: Record, _ table: ShardTable,
        _ stripe: Stripe, _ voidTime: UInt32
    ) -> WriteResult {
        let bins = record.bins
        let (byteCount, addedBinCount) = bins.measureMerge(draft.bins)
        guard byteCount <= recordByteLimit else { return .recordTooBig }
        guard let target = resized(record, byteCount, stripe) else { return .outOfMemory }
        let start = unsafe target.base + Record.headerByteCount
        // The merge happens in the larger of the two, which has room for every step of it.
        if byteCount >= bins.byteCount {
            if unsafe target.base != record.base {
                unsafe _ = memcpy(start, bins.base, bins.byteCount)
            }
            unsafe _ = PackedBins.merge(draft.bins, into: start, byteCount: bins.byteCount)
        } else {
            unsafe _ = PackedBins.merge(draft.bins, into: bins.base, byteCount: bins.byteCount)
            if unsafe target.base != record.base { unsafe _ = memcpy(start, bins.base, byteCount) }
        }
        return finish(
            record, target, byteCount, record.attributes.binCount + addedBinCount, place, table,
            stripe, voidTime)
    }

    /// The record itself when `byteCount` has its size class, else a new allocation; nil without
    /// memory.
    @inline(__always)
    private func resized(_ record: Record, _ byteCount: Int, _ stripe: Stripe) -> Record? {
        let before = RecordHeap.sizeClass(of: record.byteCount)
        let after = RecordHeap.sizeClass(of: Record.headerByteCount + byteCount)
        if before == after { return record }
        guard let block = unsafe heap.allocate(byteCount: after) else { return nil }
        return unsafe Record(base: block)
    }

    /// Gives `target`, which has its bins, the rest of `record`, and lets it take its place.
    @inline(__always)
    private func finish(
        _ record: Record, _ target: Record, _ byteCount: Int, _ binCount: Int,
        _ place: SlotPlace, _ table: ShardTable, _ stripe: Stripe, _ voidTime: UInt32
    ) -> WriteResult {
        let old = record.attributes
        unsafe stripe.counters.pointee.payloadByteCount += byteCount - old.packedByteCount
        if unsafe target.base != record.base {
            unsafe _ = memcpy(target.base, record.base, Record.headerByteCount)
            table.replace(at: place.index, with: target)
            let before = RecordHeap.sizeClass(of: record.byteCount)
            let after = RecordHeap.sizeClass(of: Record.headerByteCount + byteCount)
            unsafe stripe.counters.pointee.recordByteCount += after - before
            unsafe heap.free(record.base, byteCount: before)
        }
        target.voidTime = voidTime
        target.attributes = RecordAttributes(
            generation: RecordAttributes.generation(after: old.generation), binCount: binCount,
            set: old.set, packedByteCount: byteCount)
        return .written(target.metadata)
    }

    /// A new record's memory, counted; nil without memory.
    @inline(__always)
    private func allocate(_ byteCount: Int, _ stripe: Stripe) -> Record? {
        let allocated = RecordHeap.sizeClass(of: Record.headerByteCount + byteCount)
        guard let block = unsafe heap.allocate(byteCount: allocated) else { return nil }
        unsafe stripe.counters.pointee.payloadByteCount += byteCount
        unsafe stripe.counters.pointee.recordByteCount += allocated
        return unsafe Record(base: block)
    }
}
