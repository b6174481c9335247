internal import CPlatform
internal import Glibc
internal import Synchronization

/// The head of a stripe's block: its lock and what is counted under it; 32 bytes.
struct StripeHead: ~Copyable {
    let lock = Atomic<UInt32>(0)
    /// Bytes of packed bins.
    var payloadByteCount = 0
    /// Bytes of records' allocations.
    var recordByteCount = 0
    /// Records removed because their time was over.
    var expiredCount = 0
}

/// One stripe: a lock, and the shards it guards.
///
/// Safety: `head` points to a stripe's block, which lives as long as the namespace.
@safe
struct Stripe {
    let head: UnsafeMutablePointer<StripeHead>

    @inline(__always)
    init(head: UnsafeMutablePointer<StripeHead>) {
        unsafe self.head = head
    }

    @inline(__always)
    func acquire(_ kind: LockKind) {
        unsafe StripeLock.acquire(word, kind)
    }

    @inline(__always)
    func release(_ kind: LockKind) {
        unsafe StripeLock.release(word, kind)
    }

    @inline(__always)
    private var word: UnsafeMutablePointer<Atomic<UInt32>> {
        unsafe UnsafeMutableRawPointer(head).assumingMemoryBound(to: Atomic<UInt32>.self)
    }
}

/// All stripes of a namespace in one block, each with its shards right behind its head.
///
/// With one shard to a stripe, lock, counters and shard share one cache line of 64 bytes, which no
/// other stripe touches.
///
/// Safety: `base` points to `stripeCount` blocks of `stride` bytes, initialised from `init` until
/// `deinit`. A shard's number is taken from an order key, so it is below `shardCount`.
@safe
struct StripeArray: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    private let emptySlot: UnsafeMutablePointer<Slot>
    let stride: Int
    let shardBitCount: UInt64
    /// log2 of the shards that one stripe guards.
    private let shardsPerStripeBitCount: UInt64

    var shardCount: Int { 1 << shardBitCount }
    var stripeCount: Int { 1 << (shardBitCount - shardsPerStripeBitCount) }
    var shardsPerStripe: Int { 1 << shardsPerStripeBitCount }

    static var shardStride: Int { 32 }

    init(shardBitCount: Int, shardsPerStripeBitCount: Int) {
        self.shardBitCount = UInt64(shardBitCount)
        self.shardsPerStripeBitCount = UInt64(shardsPerStripeBitCount)
        let byteCount = 32 + Self.shardStride << shardsPerStripeBitCount
        stride = (byteCount + 63) & ~63
        let stripeCount = 1 << (shardBitCount - shardsPerStripeBitCount)
        unsafe base = .allocate(byteCount: stripeCount * stride, alignment: 64)
        unsafe emptySlot = .allocate(capacity: 1)
        unsafe emptySlot.initialize(to: .empty)
        for stripe in 0..<stripeCount {
            unsafe (base + stripe * stride).bindMemory(to: StripeHead.self, capacity: 1)
                .initialize(to: StripeHead())
        }
        for shard in 0..<(1 << shardBitCount) {
            unsafe fields(ofShard: shard).initialize(
                to: ShardFields(
                    slotsAddress: Atomic(UInt(bitPattern: emptySlot)), capacity: Atomic(0)))
        }
    }

    deinit {
        unsafe base.deallocate()
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
        return unsafe Stripe(
            head: (base + index &* stride).assumingMemoryBound(to: StripeHead.self))
    }

    @inline(__always)
    func stripe(at index: Int) -> Stripe {
        unsafe Stripe(head: (base + index &* stride).assumingMemoryBound(to: StripeHead.self))
    }

    @inline(__always)
    func table(ofShard shard: Int) -> ShardTable {
        unsafe ShardTable(fields: fields(ofShard: shard), shardBitCount: shardBitCount)
    }

    @inline(__always)
    private func fields(ofShard shard: Int) -> UnsafeMutablePointer<ShardFields> {
        let bits = Int(truncatingIfNeeded: shardsPerStripeBitCount)
        let within = shard & ((1 &<< bits) &- 1)
        let offset = (shard &>> bits) &* stride &+ 32 &+ within &* Self.shardStride
        return unsafe (base + offset).assumingMemoryBound(to: ShardFields.self)
    }
}
