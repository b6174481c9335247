internal import Synchronization

extension Namespace {
    /// The namespace's figures now.
    ///
    /// Takes every stripe in turn, never two at once: the sums are exact when nobody writes.
    public func statistics() -> NamespaceStatistics {
        var sum = NamespaceStatistics()
        var recordByteCount = 0
        for index in 0..<stripes.stripeCount {
            let stripe = stripes.stripe(at: index)
            stripe.acquireShared()
            unsafe sum.payloadByteCount += stripe.counters.pointee.payloadByteCount
            unsafe sum.expiredCount += stripe.tallies.pointee.expiredCount.load(ordering: .relaxed)
            unsafe sum.evictedCount += stripe.counters.pointee.evictedCount
            unsafe sum.stoppedWriteCount += stripe.tallies.pointee.stoppedWriteCount.load(
                ordering: .relaxed)
            unsafe recordByteCount += stripe.counters.pointee.recordByteCount
            for within in 0..<stripes.tablesPerStripe {
                let table = stripes.table(at: index * stripes.tablesPerStripe + within)
                sum.recordCount += table.count
                sum.indexByteCount += table.byteCount
            }
            stripe.releaseShared()
        }
        sum.headerByteCount = sum.recordCount * Record.headerByteCount
        sum.slackByteCount = recordByteCount - sum.headerByteCount - sum.payloadByteCount
        sum.longestExpiryHoldNanoseconds = holds.longestExpiry.load(ordering: .relaxed)
        sum.longestEvictionHoldNanoseconds = holds.longestEviction.load(ordering: .relaxed)
        sum.longHoldCount = holds.longCount.load(ordering: .relaxed)
        let usage = heap.usage
        sum.allocatedByteCount = usage.allocated
        sum.activeByteCount = usage.active
        sum.residentByteCount = usage.resident
        return sum
    }

    /// Says which invariant of index or counters does not hold; nil when all do.
    ///
    /// Takes every stripe in turn and walks all records: for tests.
    func brokenInvariant() -> String? {
        var given = 0
        for index in 0..<stripes.stripeCount {
            let stripe = stripes.stripe(at: index)
            stripe.acquireShared()
            defer { stripe.releaseShared() }
            var payload = 0
            var allocated = 0
            for within in 0..<stripes.tablesPerStripe {
                let tableIndex = index * stripes.tablesPerStripe + within
                let table = stripes.table(at: tableIndex)
                if let broken = table.brokenInvariant() { return "table \(tableIndex): \(broken)" }
                for slot in 0..<table.slotCount {
                    guard let record = table.record(at: slot) else { continue }
                    let digest = table.digest(at: slot, record)
                    if stripes.tableIndex(of: digest.orderKey) != tableIndex {
                        return "\(digest) is in table \(tableIndex)"
                    }
                    if let broken = record.brokenInvariant() { return "\(digest): \(broken)" }
                    payload += record.attributes.packedByteCount
                    allocated += RecordHeap.sizeClass(of: record.byteCount)
                }
            }
            if unsafe stripe.counters.pointee.payloadByteCount != payload
                || stripe.counters.pointee.recordByteCount != allocated
            {
                return "stripe \(index): counters differ from its records"
            }
            let credit = unsafe stripe.counters.pointee.share.creditByteCount
            if credit < 0 { return "stripe \(index): has used more than it took" }
            given += allocated + credit
        }
        given += statistics().indexByteCount
        if memory.isLimited && given != memory.givenByteCount {
            return "\(given) bytes are used or held, but \(memory.givenByteCount) given out"
        }
        return nil
    }

    /// Gives all records and tables back to the heap; for the last owner.
    func freeAll() {
        for tableIndex in 0..<stripes.tableCount {
            let table = stripes.table(at: tableIndex)
            for slot in 0..<table.slotCount {
                guard let record = table.record(at: slot) else { continue }
                unsafe heap.free(
                    record.base, byteCount: RecordHeap.sizeClass(of: record.byteCount))
            }
            table.free(heap)
        }
    }
}
