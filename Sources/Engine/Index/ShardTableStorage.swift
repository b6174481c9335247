internal import CPlatform
internal import Glibc
internal import Synchronization

/// One slot of a shard's table: an order key and the record that has it.
struct Slot: BitwiseCopyable {
    /// The digest's order key; all ones in an empty slot.
    var key: UInt64
    /// The record's address; 0 in an empty slot.
    var record: UInt

    static var empty: Slot { Slot(key: .max, record: 0) }
}

/// Where a shard's table is; may be read without the stripe, as a guess of what to prefetch.
struct ShardPlace: ~Copyable {
    let slotsAddress: Atomic<UInt>
    /// How many home slots the table has; spare slots follow them.
    let capacity: Atomic<UInt>
}

/// How large a shard's table is; read and written under the stripe.
struct ShardCounts: BitwiseCopyable {
    var slotCount: UInt32 = 1
    var count: UInt32 = 0
}

/// Where a digest is in a table, or where it would go.
struct SlotPlace {
    var index: Int
    var isFound: Bool
}

/// The index of one shard: an open-addressing table kept sorted by order key.
///
/// A key's home slot is the high word of (key within shard × capacity), which grows with the key;
/// linear probing with ordered insertion (Amble and Knuth, "Ordered Hash Tables", 1974; for linear
/// probing the same as Celis's Robin Hood rule, 1986) then keeps the whole table in key order.
/// Spare slots after the last home slot take what overflows it, in place of a wrap-around that
/// would break the order. So a walk of the table is a scan in digest order. Records whose order
/// keys are equal stand in the order of the rest of their digests.
///
/// Thread safety: guarded by the stripe of the shard, except `prefetch`.
///
/// Invariants: `keys ascend`; `every slot from a key's home to the key is taken`; `the last slot
/// is empty` (it ends every walk); `count` slots are taken.
///
/// Safety: `place` points into the array of places and `counts` into a stripe's block, both of
/// which the namespace keeps; `slots` points to `slotCount` slots from the namespace's heap, or to
/// the one empty slot that empty shards share.
@safe
struct ShardTable {
    private let place: UnsafeMutablePointer<ShardPlace>
    private let counts: UnsafeMutablePointer<ShardCounts>
    /// log2 of the number of shards: how many high bits of an order key choose the shard.
    let shardBitCount: UInt64

    @inline(__always)
    init(
        place: UnsafeMutablePointer<ShardPlace>, counts: UnsafeMutablePointer<ShardCounts>,
        shardBitCount: UInt64
    ) {
        unsafe self.place = place
        unsafe self.counts = counts
        self.shardBitCount = shardBitCount
    }

    /// Makes an empty shard, whose one slot is the one that empty shards share.
    func initialize(emptySlot: UInt) {
        unsafe place.initialize(
            to: ShardPlace(slotsAddress: Atomic(emptySlot), capacity: Atomic(0)))
        unsafe counts.initialize(to: ShardCounts())
    }

    @inline(__always)
    var slots: UnsafeMutablePointer<Slot> {
        let address = unsafe place.pointee.slotsAddress.load(ordering: .relaxed)
        // Never zero: an empty shard refers to the shared empty slot.
        return unsafe UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
    }

    @inline(__always)
    var capacity: UInt { unsafe place.pointee.capacity.load(ordering: .relaxed) }

    @inline(__always)
    var slotCount: Int { unsafe Int(truncatingIfNeeded: counts.pointee.slotCount) }

    /// How many records the shard holds.
    @inline(__always)
    var count: Int { unsafe Int(truncatingIfNeeded: counts.pointee.count) }

    /// Bytes of the table.
    @inline(__always)
    var byteCount: Int { capacity == 0 ? 0 : slotCount * MemoryLayout<Slot>.stride }

    @inline(__always)
    func home(_ key: UInt64, capacity: UInt) -> Int {
        let local = key &<< shardBitCount
        return Int(truncatingIfNeeded: local.multipliedFullWidth(by: UInt64(capacity)).high)
    }

    /// Asks the processor for the home slot of `key`; needs no lock, as a stale guess is harmless.
    @inline(__always)
    func prefetch(_ key: UInt64) {
        let address = unsafe place.pointee.slotsAddress.load(ordering: .relaxed)
        let offset = home(key, capacity: capacity) * MemoryLayout<Slot>.stride
        unsafe spikebench_prefetch(UnsafeRawPointer(bitPattern: address &+ UInt(offset)))
    }

    /// Asks the processor for the record in the slot at `index`, if there is one.
    @inline(__always)
    func prefetchRecord(at index: Int) {
        guard index < slotCount, let record = record(at: index) else { return }
        unsafe spikebench_prefetch(record.base)
        unsafe spikebench_prefetch(record.base + 64)
    }

    /// Asks the processor for the first record at or after `key`; needs the stripe.
    ///
    /// That is the record of `key` but for ties and absent keys, for which it does no harm.
    @inline(__always)
    func prefetchFirst(_ key: UInt64) {
        let slots = unsafe self.slots
        var index = home(key, capacity: capacity)
        while unsafe slots[index].key < key { index += 1 }
        prefetchRecord(at: index)
    }

    /// Where `digest` is, or the slot before which it belongs.
    @inline(__always)
    func find(_ digest: Digest) -> SlotPlace {
        let slots = unsafe self.slots
        let key = digest.orderKey
        var index = home(key, capacity: capacity)
        while unsafe slots[index].key < key { index += 1 }
        while unsafe slots[index].key == key {
            guard let record = unsafe Record(address: slots[index].record) else { break }
            let middle = record.middle
            let tail = record.tail
            if middle == digest.middle && tail == digest.tail {
                return SlotPlace(index: index, isFound: true)
            }
            if (middle, tail) > (digest.middle, digest.tail) { break }
            index += 1
        }
        return SlotPlace(index: index, isFound: false)
    }

    /// The record in the slot at `index`, nil when it is empty.
    @inline(__always)
    func record(at index: Int) -> Record? {
        unsafe Record(address: slots[index].record)
    }

    /// The digest of the record in the taken slot at `index`.
    @inline(__always)
    func digest(at index: Int, _ record: Record) -> Digest {
        unsafe Digest(orderKey: slots[index].key, middle: record.middle, tail: record.tail)
    }

    /// Lets the taken slot at `index` refer to `record`.
    @inline(__always)
    func replace(at index: Int, with record: Record) {
        unsafe slots[index].record = record.address
    }

    // MARK: Insertion and removal

    /// Whether one more record may be inserted before a slot at or after `index`.
    ///
    /// False above 85 % load, or when the slots up to the last spare are taken: then `grow`.
    @inline(__always)
    func hasRoom(from index: Int) -> Bool {
        if UInt(count + 1) * 20 > capacity * 17 { return false }
        return firstEmpty(from: index) < slotCount - 1
    }

    /// Inserts at the place that `find` gave; there must be room.
    @inline(__always)
    func insert(_ record: Record, key: UInt64, at index: Int) {
        let slots = unsafe self.slots
        let empty = firstEmpty(from: index)
        unsafe memmove(
            slots + index + 1, slots + index, (empty - index) * MemoryLayout<Slot>.stride)
        unsafe slots[index] = Slot(key: key, record: record.address)
        unsafe counts.pointee.count &+= 1
    }

    /// Empties the slot at `index`: those after it that are not at home move back by one.
    @inline(__always)
    func remove(at index: Int) {
        let slots = unsafe self.slots
        let capacity = self.capacity
        var next = index + 1
        while unsafe slots[next].record != 0 && home(slots[next].key, capacity: capacity) < next {
            next += 1
        }
        unsafe memmove(
            slots + index, slots + index + 1,
            (next - index - 1) * MemoryLayout<Slot>.stride)
        unsafe slots[next - 1] = .empty
        unsafe counts.pointee.count &-= 1
    }

    @inline(__always)
    private func firstEmpty(from index: Int) -> Int {
        var empty = index
        while unsafe slots[empty].record != 0 { empty += 1 }
        return empty
    }

    // MARK: Growth

    /// Moves the table to a larger one.
    ///
    /// By half when the load asks for it; else the spare slots double, which keeps memory in
    /// proportion to the records even when an adversary gives them all one home.
    ///
    /// - Returns: false, with nothing changed, when memory is exhausted.
    @inline(never)
    func grow(_ heap: borrowing RecordHeap) -> Bool {
        let oldCapacity = Int(capacity)
        let isFull = (count + 1) * 2 > oldCapacity
        let wanted = isFull ? max(8, oldCapacity + oldCapacity / 2) : oldCapacity
        let oldSpare = max(slotCount - oldCapacity, 1)
        let spare = isFull ? 4 + wanted / 32 : 2 * oldSpare
        let needed = max(lastPlace(capacity: UInt(wanted)) + 3, wanted + spare)
        let stride = MemoryLayout<Slot>.stride
        let newByteCount = RecordHeap.sizeClass(of: needed * stride)
        guard newByteCount / stride <= Int(UInt32.max),
            let block = unsafe heap.allocate(byteCount: newByteCount)
        else { return false }
        let newSlotCount = newByteCount / stride
        let fresh = unsafe block.bindMemory(to: Slot.self, capacity: newSlotCount)
        // What the size class adds becomes home slots: `needed` had room with fewer.
        let newCapacity = isFull ? wanted + newSlotCount - needed : wanted
        unsafe spread(to: fresh, slotCount: newSlotCount, capacity: UInt(newCapacity))
        free(heap)
        unsafe place.pointee.slotsAddress.store(UInt(bitPattern: fresh), ordering: .relaxed)
        unsafe place.pointee.capacity.store(UInt(newCapacity), ordering: .relaxed)
        unsafe counts.pointee.slotCount = UInt32(newSlotCount)
        return true
    }

    /// Gives the table back to `heap`.
    func free(_ heap: borrowing RecordHeap) {
        guard capacity > 0 else { return }
        unsafe heap.free(UnsafeMutableRawPointer(slots), byteCount: byteCount)
    }

    /// Which slot the last record would have in a table of `capacity`.
    private func lastPlace(capacity: UInt) -> Int {
        var last = -1
        for index in 0..<slotCount {
            guard unsafe slots[index].record != 0 else { continue }
            last = unsafe max(home(slots[index].key, capacity: capacity), last + 1)
        }
        return last
    }

    private func spread(to fresh: UnsafeMutablePointer<Slot>, slotCount: Int, capacity: UInt) {
        unsafe fresh.initialize(repeating: .empty, count: slotCount)
        var last = -1
        for index in 0..<self.slotCount {
            let slot = unsafe slots[index]
            guard slot.record != 0 else { continue }
            last = max(home(slot.key, capacity: capacity), last + 1)
            unsafe fresh[last] = slot
        }
        precondition(last < slotCount - 1, "a table keeps its last slot empty")
    }

    // MARK: Checking

    /// Says which invariant does not hold; nil when all do.
    func brokenInvariant() -> String? {
        var taken = 0
        var last: Digest?
        for index in 0..<slotCount {
            guard let record = record(at: index) else {
                if unsafe slots[index].key != .max { return "an empty slot has a key" }
                continue
            }
            taken += 1
            let digest = digest(at: index, record)
            if let last, !(last < digest) { return "keys do not ascend" }
            last = digest
            for between in home(digest.orderKey, capacity: capacity)..<index
            where self.record(at: between) == nil {
                return "an empty slot between home and key"
            }
        }
        if taken != count { return "\(taken) slots taken, count \(count)" }
        if record(at: slotCount - 1) != nil { return "the last slot is taken" }
        return nil
    }
}
