internal import Synchronization

/// The four slots of a table from a key's home on, as a thread saw the table without its stripe.
///
/// Whoever makes one checks that the stripe is unchanged, so that the table's address and size
/// belong together. Whatever happens later, the slots stay mapped.
///
/// Safety: when the stripe was unchanged, four slots follow any home. `slots` points to slots that
/// may be freed and used otherwise, but are readable; what is read of them counts only when the
/// stripe is unchanged afterwards.
@safe
struct UnlockedWalk {
    private let slots: UnsafeMutablePointer<Slot>

    /// The slots of `key` in `stripes`; `key` has the high bits that choose the table as well.
    @inline(__always)
    init(_ stripes: borrowing StripeArray, _ key: UInt64) {
        let place = unsafe stripes.place(of: key)
        let address = unsafe place.pointee.slotsAddress.load(ordering: .relaxed)
        let capacity = unsafe place.pointee.capacity.load(ordering: .relaxed)
        let local = key &<< stripes.tableBitCount
        let home = local.multipliedFullWidth(by: UInt64(capacity)).high
        unsafe slots =
            UnsafeMutablePointer(bitPattern: address).unsafelyUnwrapped
            + Int(truncatingIfNeeded: home)
    }

    /// What the slot of `key` refers to.
    ///
    /// Not to be followed before the stripe is found unchanged.
    ///
    /// - Returns: nil when the slot is not among the four: the key is absent, or a walk under the
    ///   stripe has to find it.
    @inline(__always)
    func reference(_ key: UInt64) -> RecordReference? {
        let slot = unsafe slots + IndexTable.belowCount(slots, key)
        return unsafe slot.pointee.key == key ? slot.pointee.reference : nil
    }

    /// Changes what the slot of `key` knows of its record.
    ///
    /// `reference` has found the slot, and nobody has taken the stripe since but the caller.
    @inline(__always)
    func replace(_ key: UInt64, with reference: RecordReference) {
        unsafe slots[IndexTable.belowCount(slots, key)].set(reference)
    }
}
