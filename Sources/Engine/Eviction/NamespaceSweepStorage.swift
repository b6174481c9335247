internal import Platform
internal import Synchronization

/// Laps over all records, in small steps: they remove what has expired, tell which void times come
/// soonest, and evict those under the policy `ttl`.
struct Sweep {
    fileprivate var tableIndex = 0
    fileprivate var slotIndex = 0
    /// The void times seen on the present lap.
    fileprivate var histogram: VoidTimeHistogram
    /// Up to which void time `ttl` may evict, from the last whole lap; 0 before there is one.
    fileprivate(set) var evictableVoidTime: UInt32 = 0
    /// Where the maintenance thread evicts next.
    var hand = EvictionHand(tableIndex: 0, slotIndex: 0, seed: 0)
    /// Whether the last step ended a lap.
    fileprivate(set) var isAtEnd = false
    /// When the lap that ended last began: what had expired by then is gone.
    fileprivate var finishedStart: UInt32 = 0

    init(now: UInt32) {
        histogram = VoidTimeHistogram(start: now)
    }
}

/// What one step of a sweep did.
struct SweepStep {
    var slotCount = 0
    var expiredCount = 0
    var evictedCount = 0
    var evictedByteCount = 0
}

extension Namespace {
    /// Slots of one step: this many records at most are removed under one hold of a stripe.
    private static var slotsPerStep: Int { 64 }
    /// The least share of all records that expire which `ttl` chooses for a lap: one in so many.
    private static var evictableDivisor: Int { 16 }

    /// One step: some slots of one table, or of several small ones, each under its stripe.
    ///
    /// A table that changes between two steps may have a record seen twice or not at all: the next
    /// lap sees it.
    func sweepOnce(_ sweep: inout Sweep) -> SweepStep {
        var step = SweepStep()
        repeat {
            sweepTable(&sweep, &step)
        } while step.slotCount < Self.slotsPerStep
            && !sweep.isAtEnd
        return step
    }

    /// Sweeps the next slots of one table, under one hold of its stripe.
    private func sweepTable(_ sweep: inout Sweep, _ step: inout SweepStep) {
        let table = stripes.table(at: sweep.tableIndex)
        let stripe = stripes.stripe(ofTable: sweep.tableIndex)
        let mayEvict = eviction == .ttl && memory.isPressed
        var index = sweep.slotIndex
        let start = holds.now()
        stripe.acquire()
        let slotCount = table.slotCount
        while step.slotCount < Self.slotsPerStep && index < slotCount {
            step.slotCount += 1
            if index + 8 < slotCount { table.record(at: index + 8)?.prefetch() }
            let place = SlotPlace(index: index, isFound: true)
            guard let record = table.record(at: index),
                visit(record, place, table, stripe, &sweep, &step, mayEvict: mayEvict)
            else {
                index += 1
                continue
            }
            // The next record has moved to the slot of the one that is gone.
        }
        stripe.release()
        holds.record(since: start, isEviction: mayEvict)
        sweep.slotIndex = index
        sweep.isAtEnd = false
        if index >= slotCount { goOn(&sweep) }
    }

    /// Removes a record whose time is over or has come, or counts its void time.
    ///
    /// - Returns: whether the record is gone.
    @inline(__always)
    private func visit(
        _ record: Record, _ place: SlotPlace, _ table: IndexTable, _ stripe: Stripe,
        _ sweep: inout Sweep, _ step: inout SweepStep, mayEvict: Bool
    ) -> Bool {
        let voidTime = record.voidTime
        if voidTime == 0 { return false }
        if voidTime < clock.now {
            expire(place, record, table, stripe)
            step.expiredCount += 1
            return true
        }
        if mayEvict && voidTime <= sweep.evictableVoidTime {
            step.evictedByteCount += evict(place, record, table, stripe)
            step.evictedCount += 1
            return true
        }
        sweep.histogram.add(
            voidTime: voidTime, byteCount: RecordHeap.sizeClass(of: record.byteCount))
        return false
    }

    /// Goes to the next table, or ends the lap.
    private func goOn(_ sweep: inout Sweep) {
        sweep.slotIndex = 0
        sweep.tableIndex = (sweep.tableIndex + 1) & (stripes.tableCount - 1)
        guard sweep.tableIndex == 0 else { return }
        sweep.isAtEnd = true
        sweep.finishedStart = sweep.histogram.start
        let share = sweep.histogram.byteCount / Self.evictableDivisor
        let now = clock.now
        // What expires by itself while the next lap lasts need not be evicted.
        let nextEnd = now &+ (now > sweep.finishedStart ? now - sweep.finishedStart : 0)
        sweep.evictableVoidTime = sweep.histogram.voidTime(
            freeing: max(share, memory.excessByteCount), from: nextEnd)
        sweep.histogram = VoidTimeHistogram(start: now)
    }

    // MARK: ttl

    /// Steps of a sweep by a write that evicts after the fact, and by one that waits for room.
    private static var stepLimit: Int { 2 }
    private static var urgentStepLimit: Int { 64 }

    /// Evicts records that expire soonest, of about `byteCount` bytes.
    ///
    /// Before the first whole lap it learns what those are, and evicts nothing.
    ///
    /// - Returns: the bytes of the records that went.
    func evictSoonest(_ byteCount: Int, isUrgent: Bool) -> Int {
        guard isUrgent else {
            // Whoever has the sweep already evicts for all.
            return sweep.withLockIfAvailable {
                evictSoonest(byteCount, &$0, stepLimit: Self.stepLimit)
            } ?? 0
        }
        return sweep.withLock {
            evictSoonest(byteCount, &$0, stepLimit: Self.urgentStepLimit + byteCount / 128)
        }
    }

    private func evictSoonest(_ byteCount: Int, _ sweep: inout Sweep, stepLimit: Int) -> Int {
        var freed = 0
        for _ in 0..<stepLimit where freed < byteCount {
            freed += sweepOnce(&sweep).evictedByteCount
        }
        return freed
    }

    // MARK: Maintenance

    /// Bytes that one step of maintenance evicts at most, but for the last record.
    private static var maintenanceByteCount: Int { 4096 }

    /// Does one step of what the namespace needs done behind its users: a few microseconds of work.
    ///
    /// It removes records whose time is over, sweeping over some slots, and evicts a few where the
    /// namespace is near its high-water mark, so that writes seldom have to. A store's maintenance
    /// thread calls it again and again; without one, whoever has the time may.
    ///
    /// - Returns: what was done, and whether there is more to do before the clock moves on.
    @discardableResult
    public func maintain() -> MaintenanceStep {
        sweep.withLock { sweep in
            var step = MaintenanceStep()
            let excess = memory.isLimited ? memory.excessByteCount : 0
            if excess > 0 && eviction != .none && eviction != .ttl {
                let wanted = min(excess, Self.maintenanceByteCount)
                step.evictedByteCount = evict(wanted, &sweep.hand, isUrgent: true)
            }
            let isSwept = sweep.isAtEnd && sweep.finishedStart == clock.now && excess == 0
            if hasVoidTimes.load(ordering: .relaxed) && !isSwept {
                let swept = sweepOnce(&sweep)
                step.sweptSlotCount = swept.slotCount
                step.expiredCount = swept.expiredCount
                step.evictedByteCount += swept.evictedByteCount
            }
            step.isIdle = step.sweptSlotCount == 0 && step.evictedByteCount == 0
            return step
        }
    }
}

/// What one step of maintenance did.
public struct MaintenanceStep: Hashable, Sendable {
    /// Slots of the index that were looked at for records whose time is over.
    public var sweptSlotCount = 0
    /// Records removed because their time was over.
    public var expiredCount = 0
    /// Bytes of records removed to make room.
    public var evictedByteCount = 0
    /// Whether nothing is left to do until the clock moves on or somebody writes.
    public var isIdle = false
}
