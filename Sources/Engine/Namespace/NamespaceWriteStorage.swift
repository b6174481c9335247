internal import Synchronization

extension Namespace {
    /// Writes a whole record: its bins become those of the draft.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: its bins.
    ///   - set: the set of a new record; one that exists keeps its own.
    ///   - condition: what to do about a record that exists, or does not.
    ///   - generation: which generation the record must have.
    ///   - timeToLive: when it expires.
    /// - Returns: `written` with the new generation and void time, or why not.
    @inline(__always)
    public func put(
        _ digest: Digest, _ draft: RecordDraft, set: SetID = .none,
        condition: WriteCondition = .upsert, generation: GenerationCheck = .any,
        timeToLive: TimeToLive = .namespaceDefault
    ) -> WriteResult {
        let policy = WritePolicy(
            condition: condition, generation: generation, timeToLive: timeToLive, set: set)
        return write(digest, draft, policy, isMerge: false)
    }

    /// Writes some bins of a record: its other bins stay as they are.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: the bins to write.
    ///   - set: the set of a new record; one that exists keeps its own.
    ///   - condition: what to do about a record that exists, or does not.
    ///   - generation: which generation the record must have.
    ///   - timeToLive: when it expires.
    /// - Returns: `written` with the new generation and void time, or why not.
    @inline(__always)
    public func update(
        _ digest: Digest, _ draft: RecordDraft, set: SetID = .none,
        condition: WriteCondition = .upsert, generation: GenerationCheck = .any,
        timeToLive: TimeToLive = .namespaceDefault
    ) -> WriteResult {
        let policy = WritePolicy(
            condition: condition, generation: generation, timeToLive: timeToLive, set: set)
        return write(digest, draft, policy, isMerge: !condition.replaces)
    }

    /// Removes a record if the policy allows; conditions on its existence have no meaning here.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - policy: the generation and set that the record must have.
    ///   - key: the key that a record stored with one must have, a byte of type before its bytes;
    ///     empty for any.
    /// - Returns: `written` with generation 0, or why the record is still there.
    public func delete(
        _ digest: Digest, policy: WritePolicy, key: RawSpan = RawSpan()
    ) -> WriteResult {
        var policy = policy
        policy.condition = .upsert
        let tableIndex = stripes.tableIndex(of: digest.orderKey)
        let spot = RecordSpot(
            stripes.table(at: tableIndex), stripes.stripe(ofTable: tableIndex),
            arena: heap.arena(ofTable: tableIndex))
        spot.stripe.acquire()
        defer { spot.stripe.release() }
        let found = locate(digest, spot, now: clock.now)
        if let refusal = refusal(digest, found, policy, spot.table, needsRecord: true) {
            return refusal
        }
        if let record = found.record {
            if !key.isEmpty && record.bins.hasOtherKey(than: key) { return .keyMismatch }
            remove(found.place, record, spot.table, spot.stripe)
        }
        return .written(RecordMetadata(generation: 0, voidTime: 0))
    }

    /// Removes a record.
    ///
    /// - Returns: false when there was none, its time was over, or its partition was dropped.
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

    /// Writes a record with the bins of a draft, those it has besides or not.
    @inline(__always)
    private func write(
        _ digest: Digest, _ draft: RecordDraft, _ policy: WritePolicy, isMerge: Bool
    ) -> WriteResult {
        write(digest, draft.image, policy, checksSet: false) { target, stamp in
            isMerge ? merge(draft, target, stamp) : replace(draft.image, target, stamp)
        }
    }

    /// Writes a record: creates it as `image`, or lets `change` see to the one that is there.
    ///
    /// The order of checks is that of Aerospike's server: existence, generation, set, time to live.
    @inline(__always)
    func write(
        _ digest: Digest, _ image: RecordImage, _ policy: WritePolicy, checksSet: Bool,
        _ change: (RecordTarget, WriteStamp) -> WriteResult
    ) -> WriteResult {
        if image.packedByteCount == 0 { return .noBins }
        return withRoom(digest, byteCount: image.packedByteCount) {
            writeOnce(digest, image, policy, checksSet: checksSet, change)
        }
    }

    @inline(__always)
    private func writeOnce(
        _ digest: Digest, _ image: RecordImage, _ policy: WritePolicy, checksSet: Bool,
        _ change: (RecordTarget, WriteStamp) -> WriteResult
    ) -> WriteResult {
        let tableIndex = stripes.tableIndex(of: digest.orderKey)
        let spot = RecordSpot(
            stripes.table(at: tableIndex), stripes.stripe(ofTable: tableIndex),
            arena: heap.arena(ofTable: tableIndex))
        spot.table.prefetch(digest.orderKey)
        spot.stripe.acquire()
        defer { spot.stripe.release() }
        let now = clock.now
        let found = locate(digest, spot, now: now)
        if let refusal = refusal(digest, found, policy, spot.table, checksSet: checksSet) {
            return refusal
        }
        guard let voidTime = voidTime(policy, found, spot.table, now: now) else {
            return .timeToLiveTooLong
        }
        let stamp = WriteStamp(now: now, voidTime: voidTime)
        guard let record = found.record else {
            return create(digest, image, policy.set, spot, found.place, stamp)
        }
        let target = RecordTarget(
            digest: digest, place: found.place, record: record, spot: spot)
        return change(target, stamp)
    }

    /// The void time that a write at `now` gives the record that was found, or a new one; nil when
    /// the time to live is too long.
    @inline(__always)
    func voidTime(
        _ policy: WritePolicy, _ found: FoundRecord, _ table: IndexTable, now: UInt32
    ) -> UInt32? {
        let isNew = found.record == nil
        let set = isNew ? policy.set : table.reference(at: found.place.index).set
        var seconds = setRules.defaultTTLSeconds(set)
        switch policy.timeToLive {
        case .namespaceDefault: break
        case .never: return 0
        case .keep: if let record = found.record { return record.voidTime }
        case .seconds(let wanted): if wanted != 0 { seconds = wanted }
        }
        if seconds > EngineConfiguration.ttlSecondsMaximum { return nil }
        if seconds == 0 { return 0 }
        noteVoidTimes()
        return now &+ seconds
    }

    // MARK: Under the stripe

    /// Finds a record, and removes it if its time is over.
    @inline(__always)
    func locate(_ digest: Digest, _ spot: RecordSpot, now: UInt32) -> FoundRecord {
        let place = spot.table.find(digest)
        guard place.isFound, let record = spot.table.record(at: place.index) else {
            return FoundRecord(place: place, record: nil)
        }
        if !record.isExpired(now: now) {
            if tracksUse { noteUse(spot.table, place.index) }
            return FoundRecord(place: place, record: record)
        }
        expire(place, record, spot.table, spot.stripe)
        return FoundRecord(place: spot.table.find(digest), record: nil)
    }

    /// Why a policy forbids to write; nil when it does not.
    @inline(__always)
    func refusal(
        _ digest: Digest, _ found: FoundRecord, _ policy: WritePolicy, _ table: IndexTable,
        checksSet: Bool = true,
        needsRecord: Bool = false
    ) -> WriteResult? {
        guard let record = found.record else {
            if needsRecord || policy.condition.needsRecord { return absence(of: digest).asResult }
            if policy.generation.allows(0) { return nil }
            guard owns(digest) else { return .unavailable }
            return .generationMismatch(RecordMetadata(generation: 0, voidTime: 0))
        }
        if policy.condition == .createOnly { return .exists }
        if policy.generation != .any {
            let metadata = record.metadata
            if !policy.generation.allows(metadata.generation) {
                return .generationMismatch(metadata)
            }
        }
        if checksSet && policy.forbids(set: table.reference(at: found.place.index).set) {
            return .wrongSet
        }
        return nil
    }

    /// Inserts a record whose place `locate` gave.
    @inline(never)
    func create(
        _ digest: Digest, _ image: RecordImage, _ set: SetID, _ spot: RecordSpot,
        _ found: SlotPlace, _ stamp: WriteStamp
    ) -> WriteResult {
        guard image.packedByteCount <= recordByteLimit else { return .recordTooBig }
        if setRules.isDropped(set) { return .setDropped }
        let (table, stripe) = (spot.table, spot.stripe)
        let allocated = RecordHeap.sizeClass(of: Record.headerByteCount + image.packedByteCount)
        guard take(allocated, stripe) else { return .writesStopped }
        var place = found
        while !table.hasRoom(from: place.index) {
            // The table of a dropped partition has no room, so only here is it noticed.
            guard owns(digest), grow(table, stripe, arena: spot.arena) else {
                give(allocated, stripe)
                return owns(digest) ? .outOfMemory : .unavailable
            }
            place = table.find(digest)
        }
        guard let block = unsafe heap.allocate(byteCount: allocated, arena: spot.arena) else {
            give(allocated, stripe)
            return .outOfMemory
        }
        age(allocated, stripe)
        unsafe stripe.counters.pointee.payloadByteCount += image.packedByteCount
        unsafe stripe.counters.pointee.recordByteCount += allocated
        let record = unsafe Record(base: block)
        image.setHeader(
            digest, voidTime: stamp.voidTime, lastUpdateTime: stamp.now, generation: 1)
        record.write(image)
        let recency = newRecency(digest.orderKey)
        table.insert(
            RecordReference(record, set: set, recency: recency.rawValue), key: digest.orderKey,
            at: place.index)
        return .written(RecordMetadata(generation: 1, voidTime: stamp.voidTime))
    }

    @inline(never)
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

    /// Lets a record become `image`, where it is when that has its size class, else elsewhere.
    @inline(__always)
    func replace(
        _ image: RecordImage, _ target: RecordTarget, _ stamp: WriteStamp
    ) -> WriteResult {
        guard image.packedByteCount <= recordByteLimit else { return .recordTooBig }
        let old = target.record.attributes
        let generation = RecordAttributes.generation(after: old.generation)
        image.setHeader(
            target.digest, voidTime: stamp.voidTime, lastUpdateTime: stamp.now,
            generation: generation)
        if old.packedByteCount == image.packedByteCount {
            target.record.write(image)
        } else if let refusal = resize(target, old, image) {
            return refusal
        }
        return .written(RecordMetadata(generation: generation, voidTime: stamp.voidTime))
    }

    /// Lets a record of another size become `image`; why not, with nothing changed, or nil.
    @inline(never)
    private func resize(
        _ target: RecordTarget, _ old: RecordAttributes, _ image: RecordImage
    ) -> WriteResult? {
        let before = RecordHeap.sizeClass(of: Record.headerByteCount + old.packedByteCount)
        let after = RecordHeap.sizeClass(of: Record.headerByteCount + image.packedByteCount)
        if before == after {
            target.record.write(image)
        } else {
            let growth = after - before
            guard growth < 0 || take(growth, target.spot.stripe) else { return .writesStopped }
            guard let block = unsafe heap.allocate(byteCount: after, arena: target.spot.arena)
            else {
                if growth > 0 { give(growth, target.spot.stripe) }
                return .outOfMemory
            }
            if growth < 0 { give(-growth, target.spot.stripe) }
            let record = unsafe Record(base: block)
            record.write(image)
            let reference = target.spot.table.reference(at: target.place.index)
            target.spot.table.replace(at: target.place.index, with: reference.moved(to: record))
            unsafe heap.free(target.record.base, byteCount: before)
            unsafe target.spot.stripe.counters.pointee.recordByteCount += growth
        }
        unsafe target.spot.stripe.counters.pointee.payloadByteCount +=
            image.packedByteCount - old.packedByteCount
        return nil
    }
}

/// Where a record is or would be: what its digest leads to.
struct RecordSpot {
    let table: IndexTable
    let stripe: Stripe
    /// Which of the heap's arenas the table belongs to.
    let arena: Int

    @inline(__always)
    init(_ table: IndexTable, _ stripe: Stripe, arena: Int) {
        self.table = table
        self.stripe = stripe
        self.arena = arena
    }
}

/// What was found of a digest under its stripe.
struct FoundRecord {
    /// Its slot, or the slot before which it belongs.
    let place: SlotPlace
    /// The record; nil when there is none, or its time was over.
    let record: Record?
}

/// A record that is to be written, found under its stripe.
struct RecordTarget {
    let digest: Digest
    let place: SlotPlace
    let record: Record
    let spot: RecordSpot
}

/// The times that a write leaves in a record.
struct WriteStamp {
    /// When it happens, in seconds since 2010-01-01 UTC.
    let now: UInt32
    /// When the record expires; 0 for never.
    let voidTime: UInt32
}
