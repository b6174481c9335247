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
        let tableIndex = stripes.tableIndex(of: digest.orderKey)
        let stripe = stripes.stripe(ofTable: tableIndex)
        let table = stripes.table(at: tableIndex)
        stripe.acquire()
        defer { stripe.release() }
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
        let tableIndex = stripes.tableIndex(of: digest.orderKey)
        let stripe = stripes.stripe(ofTable: tableIndex)
        let table = stripes.table(at: tableIndex)
        table.prefetch(digest.orderKey)
        stripe.acquire()
        defer { stripe.release() }
        let now = clock.now
        var place = table.find(digest)
        if place.isFound, let record = table.record(at: place.index) {
            if !record.isExpired(now: now) {
                if condition == .createOnly { return .exists }
                let voidTime = self.voidTime(timeToLive, now: now, before: record.voidTime)
                let target = RecordTarget(
                    digest: digest, place: place, record: record, table: table, stripe: stripe,
                    arena: heap.arena(ofTable: tableIndex))
                let stamp = WriteStamp(now: now, voidTime: voidTime)
                return isMerge ? merge(draft, target, stamp) : replace(draft, target, stamp)
            }
            expire(place, record, table, stripe)
            place = table.find(digest)
        }
        if condition == .updateOnly { return .notFound }
        let voidTime = self.voidTime(timeToLive, now: now, before: nil)
        return create(
            digest, draft, set, place, table, stripe, arena: heap.arena(ofTable: tableIndex),
            WriteStamp(now: now, voidTime: voidTime))
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
        _ table: IndexTable, _ stripe: Stripe, arena: Int, _ stamp: WriteStamp
    ) -> WriteResult {
        let bins = draft.bins
        guard bins.byteCount <= recordByteLimit else { return .recordTooBig }
        var place = found
        while !table.hasRoom(from: place.index) {
            guard table.grow(heap, arena: arena) else { return .outOfMemory }
            place = table.find(digest)
        }
        let allocated = RecordHeap.sizeClass(of: Record.headerByteCount + bins.byteCount)
        guard let block = unsafe heap.allocate(byteCount: allocated, arena: arena) else {
            return .outOfMemory
        }
        unsafe stripe.counters.pointee.payloadByteCount += bins.byteCount
        unsafe stripe.counters.pointee.recordByteCount += allocated
        let record = unsafe Record(base: block)
        let image = draft.image
        image.setHeader(
            digest, voidTime: stamp.voidTime, lastUpdateTime: stamp.now, generation: 1)
        record.write(image)
        table.insert(
            RecordReference(record, set: set), key: digest.orderKey, at: place.index)
        return .written(RecordMetadata(generation: 1, voidTime: stamp.voidTime))
    }

    private func merge(
        _ draft: RecordDraft, _ target: RecordTarget, _ stamp: WriteStamp
    ) -> WriteResult {
        let record = target.record
        if overwrite(draft, record) {
            var attributes = record.attributes
            attributes.generation = RecordAttributes.generation(after: attributes.generation)
            attributes.lastUpdateTime = stamp.now
            record.voidTime = stamp.voidTime
            record.attributes = attributes
            return .written(record.metadata)
        }
        let bins = record.bins
        let byteCount = bins.byteCount(afterMerge: draft.bins)
        guard byteCount <= recordByteLimit else { return .recordTooBig }
        return replace(draft.merged(into: bins, byteCount: byteCount), target, stamp)
    }

    /// Writes the draft's bins where the record has bins of the very same sizes.
    ///
    /// - Returns: false, with nothing changed, when one is absent or of another size.
    @inline(__always)
    private func overwrite(_ draft: RecordDraft, _ record: Record) -> Bool {
        let bins = record.bins
        let changes = draft.bins
        for isWriting in [false, true] {
            var offset = 0
            while offset < changes.byteCount {
                let change = changes.bin(at: offset)
                guard let old = bins.find(change.id), old.byteCount == change.byteCount
                else { return false }
                if isWriting { record.write(changes.part(change), at: old.offset) }
                offset = change.end
            }
        }
        return true
    }

    @inline(__always)
    private func replace(
        _ draft: RecordDraft, _ target: RecordTarget, _ stamp: WriteStamp
    ) -> WriteResult {
        let image = draft.image
        guard image.packedByteCount <= recordByteLimit else { return .recordTooBig }
        return replace(image, target, stamp)
    }

    /// Lets a record become `image`, where it is when that has its size class, else elsewhere.
    @inline(__always)
    func replace(
        _ image: RecordImage, _ target: RecordTarget, _ stamp: WriteStamp
    ) -> WriteResult {
        let old = target.record.attributes
        let generation = RecordAttributes.generation(after: old.generation)
        image.setHeader(
            target.digest, voidTime: stamp.voidTime, lastUpdateTime: stamp.now,
            generation: generation)
        if old.packedByteCount == image.packedByteCount {
            target.record.write(image)
        } else if !resize(target, old, image) {
            return .outOfMemory
        }
        return .written(RecordMetadata(generation: generation, voidTime: stamp.voidTime))
    }

    /// Lets a record of another size become `image`; false without memory, with nothing changed.
    @inline(never)
    private func resize(
        _ target: RecordTarget, _ old: RecordAttributes, _ image: RecordImage
    ) -> Bool {
        let before = RecordHeap.sizeClass(of: Record.headerByteCount + old.packedByteCount)
        let after = RecordHeap.sizeClass(of: Record.headerByteCount + image.packedByteCount)
        if before == after {
            target.record.write(image)
        } else {
            guard let block = unsafe heap.allocate(byteCount: after, arena: target.arena) else {
                return false
            }
            let record = unsafe Record(base: block)
            record.write(image)
            let reference = target.table.reference(at: target.place.index)
            target.table.replace(at: target.place.index, with: reference.moved(to: record))
            unsafe heap.free(target.record.base, byteCount: before)
            unsafe target.stripe.counters.pointee.recordByteCount += after - before
        }
        unsafe target.stripe.counters.pointee.payloadByteCount +=
            image.packedByteCount - old.packedByteCount
        return true
    }
}

/// A record that is to be written, found under its stripe.
struct RecordTarget {
    let digest: Digest
    let place: SlotPlace
    let record: Record
    let table: IndexTable
    let stripe: Stripe
    /// Which of the heap's arenas its table belongs to.
    let arena: Int
}

/// The times that a write leaves in a record.
struct WriteStamp {
    /// When it happens, in seconds since 2010-01-01 UTC.
    let now: UInt32
    /// When the record expires; 0 for never.
    let voidTime: UInt32
}
