internal import CPlatform
internal import Glibc
internal import Synchronization

/// What is counted under a stripe's lock; 24 bytes.
struct StripeCounters: BitwiseCopyable {
    /// Bytes of packed bins.
    var payloadByteCount = 0
    /// Bytes of records' allocations.
    var recordByteCount = 0
    /// Records removed because their time was over.
    var expiredCount = 0
}

/// One stripe: a lock, what is counted under it, and then the shards it guards.
///
/// The lock's word is a variable of its own, apart from the counters: a thread that waits for it
/// reads it while the holder writes them.
///
/// Safety: `base` points to a stripe's block, which lives as long as the namespace: the lock's word
/// at offset 0, the counters at 8.
@safe
struct Stripe {
    private let base: UnsafeMutableRawPointer

    /// Bytes before the first shard.
    static var headByteCount: Int { 32 }

    @inline(__always)
    init(base: UnsafeMutableRawPointer) {
        unsafe self.base = base
    }

    func initialize() {
        unsafe base.bindMemory(to: Atomic<UInt32>.self, capacity: 1).initialize(to: Atomic(0))
        unsafe (base + 8).bindMemory(to: StripeCounters.self, capacity: 1)
            .initialize(to: StripeCounters())
    }

    /// The counters; for the holder of the lock.
    @inline(__always)
    var counters: UnsafeMutablePointer<StripeCounters> {
        unsafe (base + 8).assumingMemoryBound(to: StripeCounters.self)
    }

    @inline(__always)
    func acquire(_ kind: LockKind) {
        unsafe StripeLock.acquire(word, kind)
    }

    @inline(__always)
    func release(_ kind: LockKind) {
        unsafe StripeLock.release(word, kind)
    }

    /// Asks the processor for the line of the lock, to write it soon.
    @inline(__always)
    func prefetch() {
        unsafe spikebench_prefetch_for_writing(base)
    }

    @inline(__always)
    private var word: UnsafeMutablePointer<Atomic<UInt32>> {
        unsafe base.assumingMemoryBound(to: Atomic<UInt32>.self)
    }

    /// Where the block begins; for tests of the layout.
    var address: UInt { unsafe UInt(bitPattern: base) }
}

/// All stripes of a namespace in one block, each with its shards' counts right behind its head, and
/// apart from them where the shards' tables are.
///
/// With one shard to a stripe, lock and counts share one cache line of 64 bytes, which no other
/// stripe touches. Every operation writes that line, so it moves between the processors of threads
/// that share the engine; where the tables are changes only when they grow, and stays readable by
/// all, so that the index slot can be asked for while the lock's line is still on its way.
///
/// Safety: `base` points to `stripeCount` blocks of `stride` bytes and `places` to `shardCount`
/// places, initialised from `init` until `deinit`. A shard's number is taken from an order key, so
/// it is below `shardCount`.
@safe
struct StripeArray: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    private let places: UnsafeMutablePointer<ShardPlace>
    private let emptySlot: UnsafeMutablePointer<Slot>
    let stride: Int
    let shardBitCount: UInt64
    /// log2 of the shards that one stripe guards.
    private let shardsPerStripeBitCount: UInt64

    var shardCount: Int { 1 << shardBitCount }
    var stripeCount: Int { 1 << (shardBitCount - shardsPerStripeBitCount) }
    var shardsPerStripe: Int { 1 << shardsPerStripeBitCount }

    static var shardStride: Int { MemoryLayout<ShardCounts>.stride }

    init(shardBitCount: Int, shardsPerStripeBitCount: Int) {
        self.shardBitCount = UInt64(shardBitCount)
        self.shardsPerStripeBitCount = UInt64(shardsPerStripeBitCount)
        let byteCount = Stripe.headByteCount + Self.shardStride << shardsPerStripeBitCount
        stride = (byteCount + 63) & ~63
        let stripeCount = 1 << (shardBitCount - shardsPerStripeBitCount)
        unsafe base = .allocate(byteCount: stripeCount * stride, alignment: 64)
        let placesByteCount = MemoryLayout<ShardPlace>.stride << shardBitCount
        unsafe places = UnsafeMutableRawPointer.allocate(
            byteCount: placesByteCount, alignment: 64
        ).bindMemory(to: ShardPlace.self, capacity: 1 << shardBitCount)
        unsafe emptySlot = .allocate(capacity: 1)
        unsafe emptySlot.initialize(to: .empty)
        for stripe in 0..<stripeCount {
            self.stripe(at: stripe).initialize()
        }
        for shard in 0..<(1 << shardBitCount) {
            unsafe table(ofShard: shard).initialize(emptySlot: UInt(bitPattern: emptySlot))
        }
    }

    deinit {
        unsafe base.deallocate()
        unsafe places.deallocate()
        unsafe emptySlot.deallocate()
    }

    /// The shard that holds `orderKey`.
    @inline(__always)
    func shard(of orderKey: UInt64) -> Int {
        // Two shifts, because one by 64 would be none at all.
        Int(truncatingIfNeeded: (orderKey &>> 1) &>> (63 &- shardBitCount))
    }

    @inline(__always)
    func stripe(ofShard shard: Int) -> Stripe {
        let index = shard &>> Int(truncatingIfNeeded: shardsPerStripeBitCount)
        return unsafe Stripe(base: base + index &* stride)
    }

    @inline(__always)
    func stripe(at index: Int) -> Stripe {
        unsafe Stripe(base: base + index &* stride)
    }

    @inline(__always)
    func table(ofShard shard: Int) -> ShardTable {
        unsafe ShardTable(
            place: places + shard, counts: counts(ofShard: shard), shardBitCount: shardBitCount)
    }

    @inline(__always)
    private func counts(ofShard shard: Int) -> UnsafeMutablePointer<ShardCounts> {
        let bits = Int(truncatingIfNeeded: shardsPerStripeBitCount)
        let within = shard & ((1 &<< bits) &- 1)
        let block = (shard &>> bits) &* stride
        let offset = Stripe.headByteCount &+ within &* Self.shardStride
        return unsafe (base + (block &+ offset)).assumingMemoryBound(to: ShardCounts.self)
    }
}
