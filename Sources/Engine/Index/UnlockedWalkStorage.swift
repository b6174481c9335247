internal import Synchronization

/// A table's slots from a key's home on, as a thread saw the table without its stripe.
///
/// Whoever makes one checks that the stripe is unchanged, so that the table's address and size
/// belong together. Whatever happens later, the slots stay mapped, and the walk keeps within them.
///
/// Safety: when the stripe was unchanged, `home` and `end` lie within a table. Its slots may be
/// freed and used otherwise meanwhile, but are readable; what is read of them counts only when the
/// stripe is unchanged afterwards.
@safe
struct UnlockedWalk {
    private let home: UnsafeMutablePointer<Slot>
    private let end: UnsafeMutablePointer<Slot>

    /// The slots of `key` in `stripes`; `key` has the high bits that choose the table as well.
    @inline(__always)
    init(_ stripes: borrowing StripeArray, _ key: UInt64) {
        let place = unsafe stripes.place(of: key)
        let address = unsafe place.pointee.slotsAddress.load(ordering: .relaxed)
        let capacity = unsafe place.pointee.capacity.load(ordering: .relaxed)
        let slotCount = unsafe place.pointee.slotCount.load(ordering: .relaxed)
        let slots = unsafe UnsafeMutablePointer<Slot>(bitPattern: address).unsafelyUnwrapped
        let local = key &<< stripes.tableBitCount
        let index = local.multipliedFullWidth(by: UInt64(capacity)).high
        unsafe home = slots + Int(truncatingIfNeeded: index)
        unsafe end = slots + Int(truncatingIfNeeded: slotCount)
    }

    /// What the slot of `key` refers to; not to be followed before the stripe is found unchanged.
    ///
    /// - Returns: `none` when the key is absent; nil when what was read cannot have been a table.
    @inline(__always)
    func reference(_ key: UInt64) -> RecordReference? {
        unsafe slot(key).map { slot in
            unsafe slot.pointee.key == key ? slot.pointee.reference : .none
        }
    }

    /// Changes what the slot of `key` knows of its record.
    ///
    /// `reference` has found the slot, and nobody has taken the stripe since but the caller.
    func replace(_ key: UInt64, with reference: RecordReference) {
        unsafe slot(key)?.pointee.set(reference)
    }

    /// The first slot whose key is not below `key`.
    @inline(__always)
    private func slot(_ key: UInt64) -> UnsafeMutablePointer<Slot>? {
        var slot = unsafe home
        while unsafe slot < end {
            if unsafe slot.pointee.key >= key { return unsafe slot }
            unsafe slot += 1
        }
        return nil
    }
}
