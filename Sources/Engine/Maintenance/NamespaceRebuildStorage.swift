internal import Synchronization

extension Namespace {
    /// Gives the index the size that so many records need, while it is in use.
    ///
    /// Afterwards inserts up to that number move no table, and no table is larger than they need.
    /// It is a size, not a limit: tables grow on beyond it. No record is touched, nor ever lost.
    /// Goes table by table, each under its stripe for the time of one growth step.
    ///
    /// - Parameter recordCount: how many records there are to be, at least 0.
    /// - Throws: `EngineError` when more than that are stored, with nothing changed, or when memory
    ///   ends, with some tables rebuilt; the namespace works on in either case.
    public func rebuild(forRecordCount recordCount: Int) throws(EngineError) {
        guard recordCount >= 0 && recordCount <= Self.recordCountLimit else {
            throw .invalidParameter(
                name: "recordCount", value: "\(recordCount)",
                bounds: "0 to \(Self.recordCountLimit)")
        }
        try maintenance.withLock { (_) throws(EngineError) in
            let stored = recordCountNow
            guard recordCount >= stored else {
                throw .rebuildTooSmall(
                    namespace: name, storedRecordCount: stored, askedRecordCount: recordCount)
            }
            let wanted = Self.capacity(of: recordCount, inTables: stripes.tableCount)
            for tableIndex in 0..<stripes.tableCount
            where !rebuild(tableIndex, capacity: wanted) {
                throw .rebuildOutOfMemory(
                    namespace: name, rebuiltTableCount: tableIndex,
                    tableCount: stripes.tableCount)
            }
        }
    }

    /// The most records that a rebuild can be asked for: 2⁴⁰.
    public static var recordCountLimit: Int { 1 << 40 }

    /// Home slots for one of `tableCount` tables that share `recordCount` records.
    ///
    /// Digests are uniform, so a table has a Poisson number of records; four standard deviations
    /// more than the mean leave one table in 30,000 to grow by itself. 85 % of the slots may be
    /// taken.
    private static func capacity(of recordCount: Int, inTables tableCount: Int) -> Int {
        let mean = Double(recordCount) / Double(tableCount)
        return Int(((mean + 4 * mean.squareRoot()) * 20 / 17).rounded(.up))
    }

    /// Gives a table room for `capacity` home slots, or for the records it has; false when memory
    /// ends.
    private func rebuild(_ tableIndex: Int, capacity: Int) -> Bool {
        let stripe = stripes.stripe(ofTable: tableIndex)
        stripe.acquire()
        defer { stripe.release() }
        let table = stripes.table(at: tableIndex)
        let isOwned = ownedPartitions.contains(tableIndex >> Int(stripes.tableBitCount - 12))
        let needed = table.count == 0 ? 0 : ((table.count + 1) * 20 + 16) / 17
        let wanted = isOwned ? max(capacity, needed) : 0
        let before = table.byteCount
        defer { recharge(table.byteCount - before, stripe) }
        if wanted == 0 {
            stripes.detach(table: tableIndex)?.free(heap)
            return true
        }
        return table.move(
            capacity: wanted, spare: 4 + wanted / 32, mayStretch: true, heap,
            arena: heap.arena(ofTable: tableIndex))
    }

    /// Records now; takes every stripe in turn.
    private var recordCountNow: Int {
        (0..<stripes.stripeCount).reduce(0) { sum, index in
            let stripe = stripes.stripe(at: index)
            stripe.acquireShared()
            defer { stripe.releaseShared() }
            return (0..<stripes.tablesPerStripe).reduce(sum) {
                $0 + stripes.table(at: index * stripes.tablesPerStripe + $1).count
            }
        }
    }
}
