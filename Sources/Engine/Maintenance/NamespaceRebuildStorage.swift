internal import Platform

extension Namespace {
    /// Gives the index the size that so many records need, while it is in use.
    ///
    /// Afterwards inserts up to that number move no table, and no table is larger than they need.
    /// It is a size, not a limit: tables grow on beyond it. No record is touched, nor ever lost.
    /// Goes table by table, each under its stripe for the time of one growth step.
    ///
    /// - Parameter recordCount: how many records there are to be, at least 0.
    /// - Throws: `EngineError` when more than that are stored or the memory limit is too low, with
    ///   nothing changed, or when memory ends, with some tables rebuilt; the namespace works on.
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
            try checkRoom(forTablesOf: wanted)
            for tableIndex in 0..<stripes.tableCount
            where !rebuild(tableIndex, capacity: wanted) {
                throw .rebuildOutOfMemory(
                    namespace: name, rebuiltTableCount: tableIndex,
                    tableCount: stripes.tableCount)
            }
        }
    }

    /// Changes the memory limit of a namespace that was created with one, while it is in use.
    ///
    /// What eviction knows of the past keeps its size. To give back memory of the index as well,
    /// call ``rebuild(forRecordCount:)`` before.
    ///
    /// - Parameter memoryLimit: bytes that records and index may take; bounds as in
    ///   ``EngineConfiguration/memoryLimit``, but not 0.
    /// - Throws: `EngineError` when records and index take more than the mark allows above which
    ///   records are evicted, or writes refused where nothing is evicted; or when the namespace has
    ///   no limit. Nothing has then changed.
    public func rebuild(memoryLimit: Int) throws(EngineError) {
        var changed = configuration
        changed.memoryLimit = memoryLimit
        try changed.validate()
        guard memory.isLimited && memoryLimit > 0 else {
            throw .invalidParameter(
                name: "memoryLimit", value: "\(memoryLimit)",
                bounds: "set when the namespace is created, and then above 0")
        }
        try maintenance.withLock { (_) throws(EngineError) in
            let stored = statistics().recordAndIndexByteCount
            try checkRoom(for: stored, limit: memoryLimit)
            // What stripes have taken ahead counts as used, and could be too much at once.
            for index in 0..<stripes.stripeCount {
                let stripe = stripes.stripe(at: index)
                stripe.acquire()
                unsafe memory.empty(&stripe.counters.pointee.share)
                stripe.release()
            }
            memory.change(limit: memoryLimit)
        }
    }

    /// The most bytes that records and index may take; 0 for no limit.
    public var memoryLimit: Int { memory.limitByteCount }

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

    /// Throws when tables of `capacity` home slots and the records would take too much.
    private func checkRoom(forTablesOf capacity: Int) throws(EngineError) {
        guard memory.isLimited else { return }
        let statistics = statistics()
        let slotCount = capacity + capacity / 32 + IndexTable.slotCountMinimum
        let tables = stripes.tableCount * slotCount * MemoryLayout<Slot>.stride
        // A rebuild that shrinks the index is always welcome.
        guard tables > statistics.indexByteCount else { return }
        let records = statistics.recordAndIndexByteCount - statistics.indexByteCount
        try checkRoom(for: records + tables, limit: memoryLimit)
    }

    /// Throws when `byteCount` bytes are more than `limit` holds for long.
    private func checkRoom(for byteCount: Int, limit: Int) throws(EngineError) {
        let room =
            eviction == .none
            ? Int(Double(limit) * configuration.stopWritesMark)
            : memory.calmByteCount(ofLimit: limit)
        guard byteCount <= room else {
            throw .memoryLimitTooLow(
                namespace: name, neededByteCount: byteCount, roomByteCount: room)
        }
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
            capacity: wanted, spare: IndexTable.slotCountMinimum + wanted / 32, mayStretch: true,
            heap, arena: heap.arena(ofTable: tableIndex))
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
