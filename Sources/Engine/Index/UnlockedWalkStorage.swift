/// A table as one thread saw it without its stripe: where its slots are and how many.
///
/// Whoever makes one checks that the stripe is unchanged, so that the three numbers belong
/// together. Whatever happens later, the slots stay mapped, and the walk keeps within them.
///
/// Safety: `slots` points to `slotCount` slots that may be freed and used otherwise, but are
/// readable; what is read of them counts only when the stripe is unchanged afterwards.
@safe
struct UnlockedWalk {
    private let slots: UnsafeMutablePointer<Slot>
    private let slotCount: Int
    private let home: Int

    @inline(__always)
    init(_ table: IndexTable, _ key: UInt64) {
        unsafe slots = table.slots
        slotCount = table.slotCount
        home = table.home(key, capacity: table.capacity)
    }

    /// The first slot at or after the home of `key` whose key is not below it; nil when what was
    /// read cannot have been a table.
    @inline(__always)
    func first(_ key: UInt64) -> Int? {
        var index = home
        while index < slotCount {
            if unsafe slots[index].key >= key { return index }
            index &+= 1
        }
        return nil
    }

    /// The key in the slot at `index`; nil behind the last slot.
    @inline(__always)
    func key(at index: Int) -> UInt64? {
        index < slotCount ? unsafe slots[index].key : nil
    }

    /// What the slot at `index`, which has a key, refers to; not to be followed before the stripe
    /// is found unchanged.
    @inline(__always)
    func reference(at index: Int) -> RecordReference {
        unsafe slots[index].reference
    }

    /// Asks the processor for the first record at or after `key`.
    ///
    /// That is the record of `key` but for ties and absent keys, for which it does no harm; nor
    /// does a prefetch of what is no record.
    @inline(__always)
    func prefetchFirst(_ key: UInt64) {
        guard let index = first(key) else { return }
        reference(at: index).record?.prefetch()
    }
}
