internal import CPlatform
internal import Glibc
internal import Synchronization

/// What is counted under a stripe's lock by every write; 40 bytes.
struct StripeCounters: BitwiseCopyable {
    /// Bytes of packed bins.
    var payloadByteCount = 0
    /// Bytes of records' allocations.
    var recordByteCount = 0
    /// What the stripe has of the memory limit.
    var share = MemoryShare()
    /// Records removed to make room.
    var evictedCount = 0
}

/// What is counted seldom; on a cache line of its own.
///
/// Atomic, because readers count as well.
struct StripeTallies: ~Copyable {
    /// Records removed because their time was over.
    let expiredCount = Atomic<Int>(0)
    /// Writes refused above the stop-writes mark.
    let stoppedWriteCount = Atomic<Int>(0)
    /// Acquisitions that had to wait.
    let contendedCount = Atomic<Int>(0)
    /// Nanoseconds that they waited in all.
    let waitNanoseconds = Atomic<UInt64>(0)
    /// Nanoseconds of the longest wait.
    let longestWaitNanoseconds = Atomic<UInt64>(0)
    /// Unlocked reads that met a write and began again.
    let repeatedReadCount = Atomic<Int>(0)

    func countWait(_ nanoseconds: UInt64) {
        contendedCount.wrappingAdd(1, ordering: .relaxed)
        waitNanoseconds.wrappingAdd(nanoseconds, ordering: .relaxed)
        longestWaitNanoseconds.max(nanoseconds, ordering: .relaxed)
    }
}

/// One stripe: a lock, what is counted under it, the counts of the tables it guards, and then, on a
/// line of its own, what is counted seldom.
///
/// Safety: `base` points to a stripe's block, which lives as long as the namespace: the lock's word
/// at offset 0, the counters at 8. `tallies` are the last line of the block.
@safe
struct Stripe {
    private let base: UnsafeMutableRawPointer
    private let talliesOffset: Int
    private let kind: LockKind

    /// Bytes before the first table's counts.
    static var headByteCount: Int { 48 }

    @inline(__always)
    init(base: UnsafeMutableRawPointer, stride: Int, kind: LockKind) {
        unsafe self.base = base
        talliesOffset = stride &- 64
        self.kind = kind
    }

    func initialize() {
        unsafe base.bindMemory(to: Atomic<UInt64>.self, capacity: 1).initialize(to: Atomic(0))
        unsafe (base + 8).bindMemory(to: StripeCounters.self, capacity: 1)
            .initialize(to: StripeCounters())
        unsafe (base + talliesOffset).bindMemory(to: StripeTallies.self, capacity: 1)
            .initialize(to: StripeTallies())
    }

    /// The counters; for the holder of the lock.
    @inline(__always)
    var counters: UnsafeMutablePointer<StripeCounters> {
        unsafe (base + 8).assumingMemoryBound(to: StripeCounters.self)
    }

    /// What is counted seldom; needs no lock.
    var tallies: UnsafeMutablePointer<StripeTallies> {
        unsafe (base + talliesOffset).assumingMemoryBound(to: StripeTallies.self)
    }

    // MARK: The lock

    /// Takes the stripe alone, to write.
    @inline(__always)
    func acquire() {
        if let waited = unsafe StripeLock.acquire(word, kind) {
            unsafe tallies.pointee.countWait(waited)
        }
    }

    @inline(__always)
    func release() {
        unsafe StripeLock.release(word, kind)
    }

    /// Takes the stripe to read: with other readers where the kind knows them.
    @inline(__always)
    func acquireShared() {
        if kind != .readWrite { return acquire() }
        if let waited = unsafe StripeLock.acquireShared(word) {
            unsafe tallies.pointee.countWait(waited)
        }
    }

    @inline(__always)
    func releaseShared() {
        if kind != .readWrite { return release() }
        unsafe StripeLock.releaseShared(word)
    }

    /// What to compare with `isUnchanged` after a read without the lock; nil while it is taken.
    @inline(__always)
    var version: UInt64? { unsafe StripeLock.version(word) }

    /// Whether nobody has written since the stripe had this `version`.
    @inline(__always)
    func isUnchanged(since version: UInt64) -> Bool {
        unsafe StripeLock.isUnchanged(word, since: version)
    }

    /// Whether nobody has the lock; for tests.
    var isFree: Bool { unsafe StripeLock.isFree(word, kind) }

    /// Takes the stripe alone if nobody has written since it had this `version`.
    @inline(__always)
    func acquire(ifUnchangedSince version: UInt64) -> Bool {
        unsafe StripeLock.acquire(word, ifUnchangedSince: version)
    }

    /// How often the lock was taken.
    var acquisitionCount: Int { unsafe StripeLock.acquisitionCount(word, kind) }

    /// Asks the processor for the line of the lock, to write it soon.
    @inline(__always)
    func prefetch() {
        unsafe spikebench_prefetch_for_writing(base)
    }

    @inline(__always)
    private var word: StripeLock.Word {
        unsafe base.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Where the block begins; for tests of the layout.
    var address: UInt { unsafe UInt(bitPattern: base) }
}

/// All stripes of a namespace in one block, each with its tables' counts right behind its head, and
/// apart from them where the tables are.
///
/// There are at least 4,096 tables, one to a partition, however few shards: so that a table grows
/// by a small step. A shard is a group of tables; above 4,096 shards each has one, a slice of a
/// partition.
///
/// With one table to a stripe, lock and counts share one cache line of 64 bytes, which no other
/// stripe touches. Every write changes that line, so it moves between the processors of threads
/// that share the engine; where the tables are changes only when they grow, and stays readable by
/// all, so that the index slot can be asked for while the lock's line is still on its way.
///
/// Safety: `base` points to `stripeCount` blocks of `stride` bytes and `places` to `tableCount`
/// places, initialised from `init` until `deinit`. A table's number is taken from an order key, so
/// it is below `tableCount`.
@safe
struct StripeArray: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    private let places: UnsafeMutablePointer<TablePlace>
    private let emptySlots: UnsafeMutablePointer<Slot>
    private let kind: LockKind
    /// log2 of the bytes of a stripe's block.
    private let strideBitCount: UInt64
    /// log2 of the number of tables.
    let tableBitCount: UInt64
    /// log2 of the tables that one stripe guards.
    private let tablesPerStripeBitCount: UInt64
    /// By how many bits an order key is shifted to give the number of its table, or of its stripe.
    private let tableShift: UInt64
    private let stripeShift: UInt64

    var tableCount: Int { 1 << tableBitCount }
    var stripeCount: Int { 1 << (tableBitCount - tablesPerStripeBitCount) }
    var tablesPerStripe: Int { 1 << tablesPerStripeBitCount }

    /// Bytes from one stripe to the next.
    var stride: Int { 1 &<< Int(truncatingIfNeeded: strideBitCount) }

    static var countsStride: Int { MemoryLayout<TableCounts>.stride }
    /// log2 of the least number of tables: one to a partition.
    static var tableBitCountMinimum: Int { 12 }

    init(shardBitCount: Int, stripeBitCount: Int, kind: LockKind) {
        let tableBitCount = max(shardBitCount, Self.tableBitCountMinimum)
        self.kind = kind
        self.tableBitCount = UInt64(tableBitCount)
        tablesPerStripeBitCount = UInt64(tableBitCount - stripeBitCount)
        tableShift = UInt64(64 - tableBitCount)
        // Two shifts at stripe(of:), because one by 64 would be none at all.
        stripeShift = UInt64(63 - stripeBitCount)
        let byteCount = Stripe.headByteCount + Self.countsStride << tablesPerStripeBitCount
        // A power of two, as a shift takes less time than a multiplication.
        let blockByteCount = ((byteCount + 63) & ~63) + 64
        strideBitCount = UInt64(Int.bitWidth - (blockByteCount - 1).leadingZeroBitCount)
        unsafe base = .allocate(
            byteCount: 1 << (strideBitCount + UInt64(stripeBitCount)), alignment: 64)
        let placesByteCount = MemoryLayout<TablePlace>.stride << tableBitCount
        unsafe places = UnsafeMutableRawPointer.allocate(
            byteCount: placesByteCount, alignment: 64
        ).bindMemory(to: TablePlace.self, capacity: 1 << tableBitCount)
        unsafe emptySlots = .allocate(capacity: IndexTable.slotCountMinimum)
        for index in 0..<IndexTable.slotCountMinimum {
            unsafe (emptySlots + index).initialize(to: Slot())
        }
        for stripe in 0..<stripeCount {
            self.stripe(at: stripe).initialize()
        }
        for table in 0..<tableCount {
            unsafe self.table(at: table).initialize(emptySlots: UInt(bitPattern: emptySlots))
        }
    }

    deinit {
        unsafe base.deallocate()
        unsafe places.deallocate()
        unsafe emptySlots.deallocate()
    }

    /// The number of the table that has `orderKey`.
    @inline(__always)
    func tableIndex(of orderKey: UInt64) -> Int {
        Int(truncatingIfNeeded: orderKey &>> tableShift)
    }

    /// The stripe that guards `orderKey`.
    @inline(__always)
    func stripe(of orderKey: UInt64) -> Stripe {
        stripe(at: Int(truncatingIfNeeded: (orderKey &>> 1) &>> stripeShift))
    }

    /// Where the table of `orderKey` is; for a walk without the stripe.
    @inline(__always)
    func place(of orderKey: UInt64) -> UnsafeMutablePointer<TablePlace> {
        unsafe places + tableIndex(of: orderKey)
    }

    @inline(__always)
    func stripe(ofTable table: Int) -> Stripe { stripe(at: stripeIndex(ofTable: table)) }

    @inline(__always)
    func stripeIndex(ofTable table: Int) -> Int {
        table &>> Int(truncatingIfNeeded: tablesPerStripeBitCount)
    }

    @inline(__always)
    func stripe(at index: Int) -> Stripe {
        unsafe Stripe(
            base: base + index &<< Int(truncatingIfNeeded: strideBitCount), stride: stride,
            kind: kind)
    }

    @inline(__always)
    func table(at index: Int) -> IndexTable {
        unsafe IndexTable(
            place: places + index, counts: counts(ofTable: index), tableBitCount: tableBitCount)
    }

    /// Takes all records out of the index's table at once; its stripe is held.
    ///
    /// - Returns: what it was; nil when it has no memory.
    func detach(table index: Int) -> DetachedTable? {
        unsafe table(at: index).detach(emptySlots: UInt(bitPattern: emptySlots))
    }

    @inline(__always)
    private func counts(ofTable table: Int) -> UnsafeMutablePointer<TableCounts> {
        let bits = Int(truncatingIfNeeded: tablesPerStripeBitCount)
        let within = table & ((1 &<< bits) &- 1)
        let block = (table &>> bits) &<< Int(truncatingIfNeeded: strideBitCount)
        let offset = Stripe.headByteCount &+ within &* Self.countsStride
        return unsafe (base + (block &+ offset)).assumingMemoryBound(to: TableCounts.self)
    }
}
