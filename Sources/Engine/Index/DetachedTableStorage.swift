/// A table that was taken out of the index with its records, to be freed piece by piece.
///
/// Thread safety: owned by the thread that detached it. Others that walked it without its stripe
/// may still read it, and find afterwards that the stripe has changed.
///
/// Safety: `slots` points to `slotCount` slots from the namespace's heap, which nothing in the
/// index refers to any more, until `free`, its last use.
@safe
struct DetachedTable {
    private let slots: UnsafeMutablePointer<Slot>
    let slotCount: Int
    /// How many records it has.
    let count: Int

    /// Bytes of the slots.
    var byteCount: Int { slotCount * MemoryLayout<Slot>.stride }

    init(slots: UnsafeMutablePointer<Slot>, slotCount: Int, count: Int) {
        unsafe self.slots = slots
        self.slotCount = slotCount
        self.count = count
    }

    /// Gives the records in `range` of the slots back to `heap`; once for each slot.
    ///
    /// - Returns: bytes of their bins and of their allocations.
    func freeRecords(in range: Range<Int>, _ heap: borrowing RecordHeap) -> StripeCounters {
        var freed = StripeCounters()
        for index in range {
            if index + 8 < slotCount { unsafe slots[index + 8].reference.record?.prefetch() }
            guard let record = unsafe slots[index].reference.record else { continue }
            let byteCount = record.attributes.packedByteCount
            let allocated = RecordHeap.sizeClass(of: Record.headerByteCount + byteCount)
            freed.payloadByteCount += byteCount
            freed.recordByteCount += allocated
            unsafe heap.free(record.base, byteCount: allocated)
        }
        return freed
    }

    /// Gives the slots back to `heap`.
    func free(_ heap: borrowing RecordHeap) {
        unsafe heap.free(
            UnsafeMutableRawPointer(slots), byteCount: byteCount)
    }
}
