internal import CPlatform
internal import Synchronization

/// One slot of a table: an order key and a reference to the record that has it.
///
/// Atomic, because a read without the lock may meet a write; always relaxed, a plain load or store.
struct Slot: ~Copyable {
    /// The digest's order key; all ones in an empty slot.
    let keyBits = Atomic<UInt64>(.max)
    let referenceBits = Atomic<UInt64>(0)

    @inline(__always)
    var key: UInt64 { keyBits.load(ordering: .relaxed) }

    @inline(__always)
    var reference: RecordReference {
        RecordReference(rawValue: referenceBits.load(ordering: .relaxed))
    }

    @inline(__always)
    var isEmpty: Bool { referenceBits.load(ordering: .relaxed) == 0 }

    @inline(__always)
    func set(key: UInt64, reference: RecordReference) {
        keyBits.store(key, ordering: .relaxed)
        referenceBits.store(reference.rawValue, ordering: .relaxed)
    }

    @inline(__always)
    func set(_ reference: RecordReference) {
        referenceBits.store(reference.rawValue, ordering: .relaxed)
    }
}

/// Where a table is and how large; may be read without the stripe.
struct TablePlace: ~Copyable {
    let slotsAddress: Atomic<UInt>
    /// How many home slots the table has; spare slots follow them.
    let capacity: Atomic<UInt32>
    /// All slots.
    let slotCount: Atomic<UInt32>
}

/// How many records a table has; read and written under the stripe.
struct TableCounts: BitwiseCopyable {
    var count: UInt32 = 0
}

/// Where a digest is in a table, or where it would go.
struct SlotPlace {
    var index: Int
    var isFound: Bool
}

/// One table of the index: open addressing, kept sorted by order key.
///
/// A key's home slot is the high word of (key within table × capacity), which grows with the key;
/// linear probing with ordered insertion (Amble and Knuth, "Ordered Hash Tables", 1974; for linear
/// probing the same as Celis's Robin Hood rule, 1986) then keeps the whole table in key order.
/// Spare slots after the last home slot take what overflows it, in place of a wrap-around that
/// would break the order. So a walk of the table is a scan in digest order. Records whose order
/// keys are equal stand in the order of the rest of their digests.
///
/// Thread safety: guarded by the stripe of the table, except where a method says otherwise.
///
/// Invariants: `keys ascend`; `every slot from a key's home to the key is taken`; `the last slot
/// is empty` (it ends every walk); `count` slots are taken.
///
/// Safety: `place` points into the array of places and `counts` into a stripe's block, both of
/// which the namespace keeps; `slots` points to `slotCount` slots from the namespace's heap, or to
/// the four empty slots that empty tables share. The heap never unmaps a table's memory, so that a
/// walk without the stripe that keeps within `slotCount` reads at worst what was freed.
@safe
struct IndexTable {
    private let place: UnsafeMutablePointer<TablePlace>
    private let counts: UnsafeMutablePointer<TableCounts>
    /// log2 of the number of tables: how many high bits of an order key choose the table.
    let tableBitCount: UInt64

    @inline(__always)
    init(
        place: UnsafeMutablePointer<TablePlace>, counts: UnsafeMutablePointer<TableCounts>,
        tableBitCount: UInt64
    ) {
        unsafe self.place = place
        unsafe self.counts = counts
        self.tableBitCount = tableBitCount
    }

    /// The slots of an empty table, and the least spare slots of any other.
    static var slotCountMinimum: Int { 4 }

    /// Makes an empty table, whose slots are those that empty tables share.
    func initialize(emptySlots: UInt) {
        unsafe place.initialize(
            to: TablePlace(
                slotsAddress: Atomic(emptySlots), capacity: Atomic(0),
                slotCount: Atomic(UInt32(Self.slotCountMinimum))))
        unsafe counts.initialize(to: TableCounts())
    }

    @inline(__always)
    var slots: UnsafeMutablePointer<Slot> {
        let address = unsafe place.pointee.slotsAddress.load(ordering: .relaxed)
        // Never zero: an empty table refers to the shared empty slots.
        return unsafe UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
    }

    @inline(__always)
    var capacity: UInt { unsafe UInt(place.pointee.capacity.load(ordering: .relaxed)) }

    @inline(__always)
    var slotCount: Int {
        unsafe Int(truncatingIfNeeded: place.pointee.slotCount.load(ordering: .relaxed))
    }

    /// How many records the table holds.
    @inline(__always)
    var count: Int {
        get { unsafe Int(truncatingIfNeeded: counts.pointee.count) }
        nonmutating set { unsafe counts.pointee.count = UInt32(truncatingIfNeeded: newValue) }
    }

    /// Bytes of the table.
    @inline(__always)
    var byteCount: Int { capacity == 0 ? 0 : slotCount * MemoryLayout<Slot>.stride }

    @inline(__always)
    func home(_ key: UInt64, capacity: UInt) -> Int {
        let local = key &<< tableBitCount
        return Int(truncatingIfNeeded: local.multipliedFullWidth(by: UInt64(capacity)).high)
    }

    /// Asks the processor for the home slot of `key`; needs no lock, as a stale guess is harmless.
    @inline(__always)
    func prefetch(_ key: UInt64) {
        let address = unsafe place.pointee.slotsAddress.load(ordering: .relaxed)
        let offset = home(key, capacity: capacity) &* MemoryLayout<Slot>.stride
        unsafe spikebench_prefetch(UnsafeRawPointer(bitPattern: address &+ UInt(offset)))
    }

    /// Asks the processor for the record in the slot at `index`, if there is one.
    @inline(__always)
    func prefetchRecord(at index: Int) {
        guard index < slotCount, let record = record(at: index) else { return }
        record.prefetch()
    }

    /// Where `digest` is, or the slot before which it belongs.
    @inline(__always)
    func find(_ digest: Digest) -> SlotPlace {
        let slots = unsafe self.slots
        let key = digest.orderKey
        var index = home(key, capacity: capacity)
        while unsafe slots[index].key < key { index &+= 1 }
        if unsafe slots[index].key == key,
            unsafe slots[index].reference.record?.isNamed(digest) == true
        {
            return SlotPlace(index: index, isFound: true)
        }
        return findSlowly(digest, from: index)
    }

    /// Goes on from the first slot whose key is not below that of `digest`.
    @inline(never)
    private func findSlowly(_ digest: Digest, from start: Int) -> SlotPlace {
        let slots = unsafe self.slots
        let key = digest.orderKey
        var index = start
        while unsafe slots[index].key == key {
            guard let record = unsafe slots[index].reference.record else { break }
            if record.isNamed(digest) { return SlotPlace(index: index, isFound: true) }
            if (record.middle, record.tail) > (digest.middle, digest.tail) { break }
            index &+= 1
        }
        return SlotPlace(index: index, isFound: false)
    }

    /// What the slot at `index` knows of its record.
    @inline(__always)
    func reference(at index: Int) -> RecordReference { unsafe slots[index].reference }

    /// The order key in the slot at `index`; all ones when it is empty.
    @inline(__always)
    func key(at index: Int) -> UInt64 { unsafe slots[index].key }

    /// The record in the slot at `index`, nil when it is empty.
    @inline(__always)
    func record(at index: Int) -> Record? { reference(at: index).record }

    /// The digest of the record in the taken slot at `index`.
    @inline(__always)
    func digest(at index: Int, _ record: Record) -> Digest {
        unsafe Digest(orderKey: slots[index].key, middle: record.middle, tail: record.tail)
    }

    /// Changes what the taken slot at `index` knows of its record.
    @inline(__always)
    func replace(at index: Int, with reference: RecordReference) {
        unsafe slots[index].set(reference)
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
    func insert(_ reference: RecordReference, key: UInt64, at index: Int) {
        let slots = unsafe self.slots
        var empty = firstEmpty(from: index)
        while empty > index {
            unsafe slots[empty].set(
                key: slots[empty - 1].key, reference: slots[empty - 1].reference)
            empty -= 1
        }
        unsafe slots[index].set(key: key, reference: reference)
        count += 1
    }

    /// Empties the slot at `index`: those after it that are not at home move back by one.
    @inline(__always)
    func remove(at index: Int) {
        let slots = unsafe self.slots
        let capacity = self.capacity
        var hole = index
        while unsafe !slots[hole + 1].isEmpty
            && home(slots[hole + 1].key, capacity: capacity) <= hole
        {
            unsafe slots[hole].set(key: slots[hole + 1].key, reference: slots[hole + 1].reference)
            hole += 1
        }
        unsafe slots[hole].set(key: .max, reference: .none)
        count -= 1
    }

    @inline(__always)
    private func firstEmpty(from index: Int) -> Int {
        let slots = unsafe self.slots
        var empty = index
        while unsafe !slots[empty].isEmpty { empty &+= 1 }
        return empty
    }

    // MARK: Other sizes

    /// Makes room for one more record.
    ///
    /// By half when the load asks for it; else the spare slots double, which keeps memory in
    /// proportion to the records even when an adversary gives them all one home.
    ///
    /// - Returns: false, with nothing changed, when memory is exhausted.
    @inline(never)
    func grow(_ heap: borrowing RecordHeap, arena: Int) -> Bool {
        let oldCapacity = Int(capacity)
        let isFull = (count + 1) * 2 > oldCapacity
        let wanted = isFull ? max(8, oldCapacity + oldCapacity / 2) : oldCapacity
        let oldSpare = slotCount - oldCapacity
        let spare = isFull ? Self.slotCountMinimum + wanted / 32 : 2 * oldSpare
        return move(
            capacity: wanted, spare: spare, mayStretch: isFull, heap, arena: arena)
    }

    /// Moves the table to one whose capacity is `wanted` or a little more; has room for all of it.
    ///
    /// - Returns: false, with nothing changed, when memory is exhausted.
    func move(
        capacity wanted: Int, spare: Int, mayStretch: Bool, _ heap: borrowing RecordHeap,
        arena: Int
    ) -> Bool {
        let needed = max(
            lastPlace(capacity: UInt(wanted)) + 3, wanted + max(spare, Self.slotCountMinimum))
        let stride = MemoryLayout<Slot>.stride
        let newByteCount = RecordHeap.sizeClass(of: needed * stride)
        let newSlotCount = newByteCount / stride
        guard newSlotCount <= Int(UInt32.max),
            let block = unsafe heap.allocate(byteCount: newByteCount, arena: arena)
        else { return false }
        let fresh = unsafe block.bindMemory(to: Slot.self, capacity: newSlotCount)
        // What the size class adds becomes home slots: `needed` had room with fewer.
        let newCapacity = mayStretch ? wanted + newSlotCount - needed : wanted
        unsafe spread(to: fresh, slotCount: newSlotCount, capacity: UInt(newCapacity))
        free(heap)
        unsafe place.pointee.slotsAddress.store(UInt(bitPattern: fresh), ordering: .relaxed)
        unsafe place.pointee.capacity.store(UInt32(newCapacity), ordering: .relaxed)
        unsafe place.pointee.slotCount.store(UInt32(newSlotCount), ordering: .relaxed)
        return true
    }

    /// Leaves an empty table, and returns what it was; nil when it has no memory.
    func detach(emptySlots: UInt) -> DetachedTable? {
        guard capacity > 0 else { return nil }
        let old = unsafe DetachedTable(slots: slots, slotCount: slotCount, count: count)
        unsafe place.pointee.slotsAddress.store(emptySlots, ordering: .relaxed)
        unsafe place.pointee.capacity.store(0, ordering: .relaxed)
        unsafe place.pointee.slotCount.store(
            UInt32(Self.slotCountMinimum), ordering: .relaxed)
        count = 0
        return old
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
            guard unsafe !slots[index].isEmpty else { continue }
            last = unsafe max(home(slots[index].key, capacity: capacity), last + 1)
        }
        return last
    }

    private func spread(to fresh: UnsafeMutablePointer<Slot>, slotCount: Int, capacity: UInt) {
        for index in 0..<slotCount { unsafe fresh[index].set(key: .max, reference: .none) }
        var last = -1
        for index in 0..<self.slotCount {
            let key = unsafe slots[index].key
            let reference = unsafe slots[index].reference
            guard reference != .none else { continue }
            last = max(home(key, capacity: capacity), last + 1)
            unsafe fresh[last].set(key: key, reference: reference)
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
