internal import Synchronization

/// What operations do for the memory limit while they hold a stripe.
extension Namespace {
    /// Takes `byteCount` bytes of the limit; false when that would pass the stop-writes mark.
    @inline(__always)
    func take(_ byteCount: Int, _ stripe: Stripe) -> Bool {
        unsafe memory.take(byteCount, &stripe.counters.pointee.share)
    }

    /// Gives back `byteCount` bytes of the limit.
    @inline(__always)
    func give(_ byteCount: Int, _ stripe: Stripe) {
        unsafe memory.give(byteCount, &stripe.counters.pointee.share)
    }

    /// Lets the policy's time pass by a new record of `byteCount` bytes.
    @inline(__always)
    func age(_ byteCount: Int, _ stripe: Stripe) {
        unsafe memory.age(byteCount, &stripe.counters.pointee.share)
    }

    /// Grows a table and charges the limit with it.
    ///
    /// - Returns: false, with nothing changed, when memory is exhausted.
    func grow(_ table: IndexTable, _ stripe: Stripe, arena: Int) -> Bool {
        let before = table.byteCount
        guard table.grow(heap, arena: arena) else { return false }
        recharge(table.byteCount - before, stripe)
        return true
    }

    /// Charges the limit with a table's growth, or gives back what it shrank by.
    func recharge(_ growth: Int, _ stripe: Stripe) {
        if growth < 0 { return give(-growth, stripe) }
        unsafe memory.charge(growth, &stripe.counters.pointee.share)
    }

    /// Notes that records expire, so that there is something to look for.
    @inline(__always)
    func noteVoidTimes() {
        if !hasVoidTimes.load(ordering: .relaxed) { hasVoidTimes.store(true, ordering: .relaxed) }
    }

    // MARK: Recency

    /// The recency of a record that is created now.
    @inline(__always)
    func newRecency(_ key: UInt64) -> Recency {
        guard tracksUse else { return Recency(rawValue: 0) }
        let tick = memory.tick
        let isRemembered = eviction == .s3FIFO && ghosts.remove(key, tick: tick)
        return Recency(newAt: tick, eviction, isRemembered: isRemembered)
    }

    /// Writes down a use of the record in the slot at `index`, whose stripe is held.
    @inline(__always)
    func noteUse(_ table: IndexTable, _ index: Int) {
        let reference = table.reference(at: index)
        let before = Recency(rawValue: reference.recency)
        let after = before.used(at: memory.tick, eviction)
        if after != before { table.replace(at: index, with: reference.with(after)) }
    }

    /// Writes down a use of a record that was read without the lock.
    ///
    /// The stripe is taken only if nobody has had it since the read, so that `walk` still holds.
    /// Otherwise the use is forgotten: eviction is a guess anyway.
    @inline(__always)
    func noteUse(
        _ key: UInt64, _ reference: RecordReference, _ walk: UnlockedWalk, _ stripe: Stripe,
        _ version: UInt64
    ) {
        let before = Recency(rawValue: reference.recency)
        let after = before.used(at: memory.tick, eviction)
        guard after != before, stripe.acquire(ifUnchangedSince: version) else { return }
        walk.replace(key, with: reference.with(after))
        stripe.release()
    }
}
