internal import Synchronization

/// Making room: at the write that needs it, and by the maintenance thread ahead of need.
///
/// A write is done first and pays afterwards, when its stripe is free again: above the high-water
/// mark it evicts at least what it took. Only a write that was refused at the stop-writes mark
/// makes room before it tries again. So no stripe is taken while another is held.
extension Namespace {
    /// Performs a write that may need memory, and makes room for it.
    ///
    /// - Parameters:
    ///   - digest: the record's digest.
    ///   - byteCount: about how many bytes of bins are written.
    ///   - attempt: the write, under its stripe; it may be called again when it was refused.
    /// - Returns: what `attempt` returned last.
    @inline(__always)
    func withRoom(
        _ digest: Digest, byteCount: Int, _ attempt: () -> WriteResult
    ) -> WriteResult {
        var room = RoomSearch()
        while true {
            let result = attempt()
            guard memory.isLimited else { return result }
            if case .writesStopped = result, search(digest, byteCount, &room) { continue }
            if memory.isPressed { pay(for: result, digest, byteCount) }
            return result
        }
    }

    /// How often a refused write makes room and tries again.
    private static var retryLimit: Int { 8 }

    /// Makes room for a write that was refused; false when it should not try again.
    @inline(never)
    private func search(_ digest: Digest, _ byteCount: Int, _ room: inout RoomSearch) -> Bool {
        let needed = RecordHeap.sizeClass(of: Record.headerByteCount + byteCount)
        var hand = room.hand ?? hand(near: digest)
        room.count += 1
        if room.count <= Self.retryLimit {
            let freed = evict(needed, &hand, isUrgent: true)
            room.hand = hand
            // Under `ttl` the first lap frees nothing yet.
            if freed > 0 || eviction == .ttl && hasVoidTimes.load(ordering: .relaxed) {
                return true
            }
        }
        let stripe = stripes.stripe(ofTable: stripes.tableIndex(of: digest.orderKey))
        unsafe stripe.tallies.pointee.stoppedWriteCount.wrappingAdd(1, ordering: .relaxed)
        return false
    }

    /// Evicts for a new record twice what it takes, until there is calm.
    @inline(never)
    private func pay(for result: WriteResult, _ digest: Digest, _ byteCount: Int) {
        guard case .written(let metadata) = result, metadata.generation == 1 else { return }
        let taken = RecordHeap.sizeClass(of: Record.headerByteCount + byteCount)
        var hand = hand(near: digest)
        _ = evict(2 * taken, &hand, isUrgent: false)
    }

    /// A hand where `digest` belongs, a place as random as any.
    ///
    /// There the table is in the cache already, and what goes is to the credit of the same stripe.
    private func hand(near digest: Digest) -> EvictionHand {
        let tableIndex = stripes.tableIndex(of: digest.orderKey)
        let table = stripes.table(at: tableIndex)
        return EvictionHand(
            tableIndex: tableIndex,
            slotIndex: table.home(digest.orderKey, capacity: table.capacity), seed: digest.middle,
            sparedKey: digest.orderKey)
    }

    /// Evicts records of about `byteCount` bytes, or until the namespace is below its mark.
    ///
    /// Holds no stripe when it begins; holds one at a time.
    ///
    /// - Parameters:
    ///   - byteCount: how much room to make; bounds the work.
    ///   - hand: where to look first; moves on.
    ///   - isUrgent: whether to make all of the room even below the mark.
    /// - Returns: the bytes of the records that went.
    func evict(_ byteCount: Int, _ hand: inout EvictionHand, isUrgent: Bool) -> Int {
        if eviction == .none { return 0 }
        if eviction == .ttl {
            guard hasVoidTimes.load(ordering: .relaxed) else { return 0 }
            return evictSoonest(byteCount, isUrgent: isUrgent)
        }
        var freed = 0
        let windowLimit = 16 + byteCount / 128
        for window in 1...windowLimit where freed < byteCount && (isUrgent || memory.isPressed) {
            // The last window has to yield something.
            let mayReprieve = freed > 0 || window < windowLimit
            guard let step = evictOne(&hand, mayReprieve: mayReprieve) else { break }
            freed += step
        }
        return freed
    }

    // MARK: One window

    /// Slots that are looked at under one hold of a stripe.
    private static var slotsPerHold: Int { 128 }
    /// Holds of one window, before it makes do with the records that it has seen.
    private static var holdLimit: Int { 1024 }

    /// Evicts the record of a window whose turn it is, or gives it a reprieve.
    ///
    /// - Returns: its bytes, 0 for a reprieve or when another thread came between; nil when the
    ///   window was empty.
    private func evictOne(_ hand: inout EvictionHand, mayReprieve: Bool) -> Int? {
        var choice = VictimChoice(eviction, tick: memory.tick, seed: hand.seed)
        hand.seed &+= 0x9e37_79b9_7f4a_7c15
        for _ in 0..<Self.holdLimit {
            let tableIndex = hand.tableIndex
            let stripe = stripes.stripe(ofTable: tableIndex)
            let start = holds.now()
            stripe.acquire()
            defer {
                stripe.release()
                holds.record(since: start, isEviction: true)
            }
            look(stripes.table(at: tableIndex), &hand, &choice)
            guard choice.isWhole else { continue }
            // Nearly always the victim is in the table that is held.
            if let victim = choice.victim, victim.tableIndex == tableIndex {
                return settle(victim, stripe, mayReprieve: mayReprieve)
            }
            break
        }
        guard let victim = choice.victim else { return nil }
        let stripe = stripes.stripe(ofTable: victim.tableIndex)
        let start = holds.now()
        stripe.acquire()
        defer {
            stripe.release()
            holds.record(since: start, isEviction: true)
        }
        return settle(victim, stripe, mayReprieve: mayReprieve)
    }

    /// Adds records of a table to the window, and moves the hand over them.
    private func look(
        _ table: IndexTable, _ hand: inout EvictionHand, _ choice: inout VictimChoice
    ) {
        let slotCount = table.slotCount
        let end = min(slotCount, hand.slotIndex + Self.slotsPerHold)
        while hand.slotIndex < end && !choice.isWhole {
            let reference = table.reference(at: hand.slotIndex)
            let key = table.key(at: hand.slotIndex)
            if let record = reference.record, key != hand.sparedKey {
                let candidate = VictimCandidate(
                    tableIndex: hand.tableIndex, slotIndex: hand.slotIndex,
                    key: key,
                    recency: Recency(rawValue: reference.recency))
                if choice.consider(candidate) { record.prefetch() }
            }
            hand.slotIndex += 1
        }
        if hand.slotIndex >= slotCount {
            hand.tableIndex = (hand.tableIndex + 1) & (stripes.tableCount - 1)
            hand.slotIndex = 0
        }
    }

    /// Evicts the victim or gives it a reprieve, if it is still where it was; its stripe is held.
    private func settle(_ victim: VictimCandidate, _ stripe: Stripe, mayReprieve: Bool) -> Int {
        let table = stripes.table(at: victim.tableIndex)
        guard victim.slotIndex < table.slotCount, table.key(at: victim.slotIndex) == victim.key,
            let record = table.record(at: victim.slotIndex)
        else { return 0 }
        let tick = memory.tick
        let recency = Recency(rawValue: table.reference(at: victim.slotIndex).recency)
        if eviction == .s3FIFO {
            if mayReprieve, let reprieved = recency.reprieved(at: tick) {
                let reference = table.reference(at: victim.slotIndex)
                table.replace(at: victim.slotIndex, with: reference.with(reprieved))
                return 0
            }
            if !recency.isMain { ghosts.insert(victim.key, tick: tick) }
        }
        return evict(SlotPlace(index: victim.slotIndex, isFound: true), record, table, stripe)
    }

    /// Evicts a record; the stripe is held.
    ///
    /// - Returns: its bytes.
    func evict(
        _ place: SlotPlace, _ record: Record, _ table: IndexTable, _ stripe: Stripe
    ) -> Int {
        let byteCount = RecordHeap.sizeClass(of: record.byteCount)
        unsafe stripe.counters.pointee.evictedCount += 1
        remove(place, record, table, stripe)
        return byteCount
    }
}

/// How far a refused write has come in making room.
private struct RoomSearch {
    var count = 0
    var hand: EvictionHand?
}

/// Where eviction looks next; belongs to one thread.
struct EvictionHand {
    var tableIndex: Int
    var slotIndex: Int
    /// Decides among equals.
    var seed: UInt64
    /// The order key of the record that was just written: under `lfu` it would be the first to go.
    var sparedKey: UInt64?
}
