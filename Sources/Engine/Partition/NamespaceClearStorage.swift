extension Namespace {
    /// How many slots of a detached table are freed before the stripe's counters learn of it.
    private static var freedSlotCount: Int { 1024 }
    /// How many slots are measured before the stripe is let go; about 10 µs.
    private static var measuredSlotCount: Int { 128 }

    /// Removes all records of the tables.
    ///
    /// A table's records leave the index in one step under its stripe, however many they are, and
    /// are freed without it. Until then the stripe's counters have them, as the memory is in use.
    ///
    /// - Returns: how many records were removed.
    func clear(tables: Range<Int>) -> Int {
        var removedCount = 0
        for tableIndex in tables {
            let stripe = stripes.stripe(ofTable: tableIndex)
            stripe.acquire()
            let detached = stripes.detach(table: tableIndex)
            stripe.release()
            guard let detached else { continue }
            removedCount += detached.count
            free(detached, stripe)
        }
        return removedCount
    }

    private func free(_ table: DetachedTable, _ stripe: Stripe) {
        for first in stride(from: 0, to: table.slotCount, by: Self.freedSlotCount) {
            let end = min(first + Self.freedSlotCount, table.slotCount)
            let freed = table.freeRecords(in: first..<end, heap)
            stripe.acquire()
            unsafe stripe.counters.pointee.payloadByteCount -= freed.payloadByteCount
            unsafe stripe.counters.pointee.recordByteCount -= freed.recordByteCount
            give(freed.recordByteCount, stripe)
            stripe.release()
        }
        table.free(heap)
        stripe.acquire()
        give(table.byteCount, stripe)
        stripe.release()
    }

    /// Counts records and bytes of the tables.
    func measure(tables: Range<Int>) -> SliceStatistics {
        var sum = SliceStatistics()
        for tableIndex in tables {
            var next: Digest?
            repeat {
                next = measureChunk(tableIndex, from: next, &sum)
            } while next != nil
        }
        return sum
    }

    /// Measures some records of a table from `start` on; where to go on, nil at its end.
    private func measureChunk(
        _ tableIndex: Int, from start: Digest?, _ sum: inout SliceStatistics
    ) -> Digest? {
        let stripe = stripes.stripe(ofTable: tableIndex)
        let table = stripes.table(at: tableIndex)
        stripe.acquireShared()
        defer { stripe.releaseShared() }
        if start == nil { sum.indexByteCount += table.byteCount }
        var index = start.map { table.find($0).index } ?? 0
        let end = index + Self.measuredSlotCount
        while index < table.slotCount {
            table.prefetchRecord(at: index + 8)
            if let record = table.record(at: index) {
                if index >= end { return table.digest(at: index, record) }
                let byteCount = record.attributes.packedByteCount
                sum.recordCount += 1
                sum.payloadByteCount += byteCount
                sum.recordByteCount += RecordHeap.sizeClass(
                    of: Record.headerByteCount + byteCount)
            }
            index += 1
        }
        return nil
    }
}
