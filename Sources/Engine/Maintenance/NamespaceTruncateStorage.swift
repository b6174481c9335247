/// Which records a truncation removes.
struct TruncationRule {
    /// Only those of this set; nil for all.
    var set: SetID?
    /// Only those written last at this second or before, in seconds since 2010-01-01 UTC.
    var through: UInt32
}

extension Namespace {
    /// How much is done before the stripe is let go, in units of about 2 ns: 10 µs.
    private static var workLimit: Int { 5000 }
    /// What a record costs whose header is read, and one that is removed, in those units.
    private static var lookCost: Int { 50 }
    private static var removalCost: Int { 150 }

    /// Removes the records of a set, or all records.
    ///
    /// When it returns, none is left of those that were there when it was called. Records that are
    /// written while it works may stay or go; those written afterwards stay, even in the same
    /// second, as nothing of a truncation remains in force.
    ///
    /// It takes the time of a walk over the index, holding one stripe at a time, for some 10 µs.
    ///
    /// - Parameters:
    ///   - set: only this set's records; nil for all of the namespace, those in no set too.
    ///   - through: only records last written at this second or before, in seconds since
    ///     2010-01-01 UTC; nil for all, whenever they were written.
    /// - Returns: how many records were removed.
    /// - Throws: `EngineError` when `through` is later than the store's clock.
    @discardableResult
    public func truncate(
        set: SetID? = nil, through: UInt32? = nil
    ) throws(EngineError) -> Int {
        let now = clock.now
        if let through, through > now { throw .truncatesInFuture(through: through, now: now) }
        if set == nil && through == nil { return clear(tables: 0..<stripes.tableCount) }
        return truncate(TruncationRule(set: set, through: through ?? .max))
    }

    /// Removes the records that `rule` names.
    ///
    /// - Returns: how many.
    func truncate(_ rule: TruncationRule) -> Int {
        var removedCount = 0
        for tableIndex in 0..<stripes.tableCount {
            var next: Digest?
            repeat {
                next = truncateChunk(tableIndex, from: next, rule, &removedCount)
            } while next != nil
        }
        return removedCount
    }

    /// Truncates some records of a table from `start` on; where to go on, nil at its end.
    private func truncateChunk(
        _ tableIndex: Int, from start: Digest?, _ rule: TruncationRule, _ removedCount: inout Int
    ) -> Digest? {
        let stripe = stripes.stripe(ofTable: tableIndex)
        let table = stripes.table(at: tableIndex)
        stripe.acquire()
        defer { stripe.release() }
        var index = start.map { table.find($0).index } ?? 0
        var work = 0
        while index < table.slotCount {
            let reference = table.reference(at: index)
            if let record = reference.record {
                if work >= Self.workLimit { return table.digest(at: index, record) }
                if rule.set == nil || reference.set == rule.set {
                    table.prefetchRecord(at: index + 8)
                    work += Self.lookCost
                    if record.attributes.lastUpdateTime <= rule.through {
                        remove(SlotPlace(index: index, isFound: true), record, table, stripe)
                        removedCount += 1
                        work += Self.removalCost
                        // The next record may have moved to this slot.
                        continue
                    }
                }
            }
            work += 1
            index += 1
        }
        return nil
    }
}
