internal import Synchronization

extension Namespace {
    /// Copies all bins of a record.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - copy: takes the bins; unchanged when there is no record.
    /// - Returns: `found` with generation and void time, or `notFound`.
    @inline(__always)
    public func get(_ digest: Digest, into copy: RecordCopy) -> ReadResult {
        read(digest, copy) { record, voidTime in
            copy.take(record, voidTime: voidTime)
        }
    }

    /// Copies those bins of a record that are asked for and exist.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - bins: which bins.
    ///   - copy: takes the bins; unchanged when there is no record.
    /// - Returns: `found`, even when the record has none of the bins, or `notFound`.
    @inline(__always)
    public func get(_ digest: Digest, bins: Span<BinID>, into copy: RecordCopy) -> ReadResult {
        read(digest, copy) { record, voidTime in
            copy.take(record, voidTime: voidTime, wanted: bins)
        }
    }

    /// The generation and void time of a record, without its bins.
    @inline(__always)
    public func metadata(of digest: Digest) -> ReadResult {
        read(digest, nil) { _, _ in true }
    }

    /// Whether there is such a record.
    public func exists(_ digest: Digest) -> Bool {
        metadata(of: digest) != .notFound
    }

    /// Finds a record and lets `take` have it under its stripe.
    ///
    /// A copy that is too small grows outside the lock, then the read repeats.
    @inline(__always)
    private func read(
        _ digest: Digest, _ copy: RecordCopy?, _ take: (Record, UInt32) -> Bool
    ) -> ReadResult {
        let shard = stripes.shard(of: digest.orderKey)
        let stripe = stripes.stripe(ofShard: shard)
        let table = stripes.table(ofShard: shard)
        table.prefetch(digest.orderKey)
        while true {
            stripe.acquire(lock)
            let place = table.find(digest)
            guard place.isFound, let record = table.record(at: place.index) else {
                stripe.release(lock)
                return .notFound
            }
            let metadata = record.metadata
            if metadata.voidTime != 0 && metadata.voidTime < clock.now {
                expire(place, record, table, stripe)
                stripe.release(lock)
                return .notFound
            }
            let isTaken = take(record, metadata.voidTime)
            let byteCount = isTaken ? 0 : record.attributes.packedByteCount
            stripe.release(lock)
            if isTaken { return .found(metadata) }
            copy?.reserve(byteCount)
        }
    }

    /// Removes a record whose time is over; the stripe is held.
    @inline(never)
    func expire(_ place: SlotPlace, _ record: Record, _ table: ShardTable, _ stripe: Stripe) {
        unsafe stripe.counters.pointee.expiredCount += 1
        remove(place, record, table, stripe)
    }

    /// Removes a record; the stripe is held.
    func remove(_ place: SlotPlace, _ record: Record, _ table: ShardTable, _ stripe: Stripe) {
        table.remove(at: place.index)
        let allocated = RecordHeap.sizeClass(of: record.byteCount)
        unsafe stripe.counters.pointee.payloadByteCount -= record.attributes.packedByteCount
        unsafe stripe.counters.pointee.recordByteCount -= allocated
        unsafe heap.free(record.base, byteCount: allocated)
    }
}
