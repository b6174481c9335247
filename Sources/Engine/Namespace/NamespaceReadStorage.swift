internal import CPlatform
internal import Synchronization

extension Namespace {
    /// Copies all bins of a record.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - copy: takes the bins; empty when there is no record.
    /// - Returns: `found` with generation and void time, or why not.
    @inline(__always)
    public func get(_ digest: Digest, into copy: RecordCopy) -> ReadResult {
        read(digest, copy.filler)
    }

    /// Copies those bins of a record that are asked for and exist.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - bins: which bins.
    ///   - copy: takes the bins; empty when there is no record.
    /// - Returns: `found`, even when the record has none of the bins, or why not.
    @inline(__always)
    public func get(_ digest: Digest, bins: Span<BinID>, into copy: RecordCopy) -> ReadResult {
        let result = read(digest, copy.filler)
        if case .found = result { copy.keep(bins) }
        return result
    }

    /// The generation and void time of a record, without its bins.
    @inline(__always)
    public func metadata(of digest: Digest) -> ReadResult {
        read(digest, nil)
    }

    /// Whether there is such a record.
    public func exists(_ digest: Digest) -> Bool {
        if case .found = metadata(of: digest) { true } else { false }
    }

    /// Reads a record into `copy`, or only what is known of it.
    ///
    /// A copy that is too small grows outside the lock, then the read repeats.
    @inline(__always)
    private func read(_ digest: Digest, _ copy: RecordCopy.Filler?) -> ReadResult {
        if lock == .optimistic, let result = readUnlocked(digest, copy) { return result }
        return readLocked(digest, copy)
    }

    /// What is answered when no record was found.
    @inline(__always)
    func absence(of digest: Digest) -> ReadResult {
        owns(digest) ? .notFound : .unavailable
    }

    // MARK: Without the lock

    /// One attempt to read without the lock.
    ///
    /// Every value is checked by the stripe's word before anything is done by it: the table's place
    /// before its slots are read, a slot before its record is, a record's size before it is copied,
    /// and the copy before it is accepted. That leaves few instructions to an operation, so that a
    /// processor that works some hundred ahead waits for the memory of several at a time.
    ///
    /// - Returns: nil when the word was taken or has changed, or for whatever is not plain: the
    ///   lock then decides.
    @inline(__always)
    private func readUnlocked(
        _ digest: Digest, _ copy: RecordCopy.Filler?
    ) -> ReadResult? {
        let stripe = stripes.stripe(of: digest.orderKey)
        guard let version = stripe.version else { return nil }
        let walk = UnlockedWalk(stripes, digest.orderKey)
        guard stripe.isUnchanged(since: version),
            let reference = walk.reference(digest.orderKey),
            stripe.isUnchanged(since: version)
        else { return nil }
        guard let record = reference.record else {
            copy?.removeAll()
            return absence(of: digest)
        }
        guard record.isNamed(digest) else { return nil }
        let attributes = record.attributes
        let voidTime = record.voidTime
        guard stripe.isUnchanged(since: version), voidTime == 0 || voidTime >= clock.now
        else { return nil }
        if let copy {
            guard copy.takeBytes(of: record, attributes), stripe.isUnchanged(since: version)
            else { return nil }
            copy.accept(attributes.packedByteCount, set: reference.set)
        }
        if tracksUse { noteUse(digest.orderKey, reference, walk, stripe, version) }
        return .found(RecordMetadata(generation: attributes.generation, voidTime: voidTime))
    }

    // MARK: Under the lock

    @inline(never)
    private func readLocked(_ digest: Digest, _ copy: RecordCopy.Filler?) -> ReadResult {
        let tableIndex = stripes.tableIndex(of: digest.orderKey)
        let stripe = stripes.stripe(ofTable: tableIndex)
        let table = stripes.table(at: tableIndex)
        table.prefetch(digest.orderKey)
        while true {
            stripe.acquireShared()
            let place = table.find(digest)
            let reference = table.reference(at: place.index)
            guard place.isFound, let record = reference.record else {
                stripe.releaseShared()
                copy?.removeAll()
                return absence(of: digest)
            }
            let metadata = record.metadata
            if metadata.voidTime != 0 && metadata.voidTime < clock.now {
                stripe.releaseShared()
                removeExpired(digest, table, stripe)
                copy?.removeAll()
                return .notFound
            }
            let attributes = record.attributes
            let isTaken = copy?.takeBytes(of: record, attributes) ?? true
            if tracksUse { noteUse(table, place.index) }
            stripe.releaseShared()
            if isTaken {
                copy?.accept(attributes.packedByteCount, set: reference.set)
                return .found(metadata)
            }
            copy?.reserve(attributes.packedByteCount)
        }
    }

    /// Removes the record of `digest` if its time is over.
    @inline(never)
    private func removeExpired(_ digest: Digest, _ table: IndexTable, _ stripe: Stripe) {
        stripe.acquire()
        defer { stripe.release() }
        let place = table.find(digest)
        guard place.isFound, let record = table.record(at: place.index),
            record.isExpired(now: clock.now)
        else { return }
        expire(place, record, table, stripe)
    }

    /// Removes a record whose time is over; the stripe is held.
    @inline(never)
    func expire(_ place: SlotPlace, _ record: Record, _ table: IndexTable, _ stripe: Stripe) {
        unsafe stripe.tallies.pointee.expiredCount.wrappingAdd(1, ordering: .relaxed)
        remove(place, record, table, stripe)
    }

    /// Removes a record; the stripe is held.
    func remove(_ place: SlotPlace, _ record: Record, _ table: IndexTable, _ stripe: Stripe) {
        table.remove(at: place.index)
        let byteCount = record.attributes.packedByteCount
        let allocated = RecordHeap.sizeClass(of: Record.headerByteCount + byteCount)
        unsafe stripe.counters.pointee.payloadByteCount -= byteCount
        unsafe stripe.counters.pointee.recordByteCount -= allocated
        give(allocated, stripe)
        unsafe heap.free(record.base, byteCount: allocated)
    }
}
