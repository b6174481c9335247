/// What a slot knows of its record: where it is, its set, and how recently it was used.
///
/// Records lie at multiples of 16 in the lower half of a 48-bit address space (x86-64 and arm64
/// give a process no other addresses unless it asks), so that an address leaves 20 bits to spare:
/// 12 for the set, and 8 whose meaning the eviction policy decides.
struct RecordReference: BitwiseCopyable, Hashable {
    var rawValue: UInt64

    private static var addressMask: UInt64 { 0x0000_ffff_ffff_fff0 }

    @inline(__always)
    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    @inline(__always)
    init(_ record: Record, set: SetID, recency: UInt8 = 0) {
        rawValue = UInt64(record.address) | UInt64(set.rawValue) << 48
        self.recency = recency
    }

    /// What an empty slot has.
    static var none: RecordReference { RecordReference(rawValue: 0) }

    /// The record; nil for an empty slot.
    @inline(__always)
    var record: Record? { Record(address: UInt(rawValue & Self.addressMask)) }

    @inline(__always)
    var set: SetID { SetID(rawValue: UInt16(truncatingIfNeeded: rawValue >> 48) & 0xfff) }

    /// Eight bits for the eviction policy.
    @inline(__always)
    var recency: UInt8 {
        get { UInt8(truncatingIfNeeded: (rawValue >> 60) << 4 | rawValue & 0xf) }
        set {
            let bits = UInt64(newValue >> 4) << 60 | UInt64(newValue & 0xf)
            rawValue = rawValue & 0x0fff_ffff_ffff_fff0 | bits
        }
    }

    /// The same with another recency.
    @inline(__always)
    func with(_ recency: Recency) -> RecordReference {
        var changed = self
        changed.recency = recency.rawValue
        return changed
    }

    /// The same for a record that has moved.
    @inline(__always)
    func moved(to record: Record) -> RecordReference {
        RecordReference(rawValue: rawValue & ~Self.addressMask | UInt64(record.address))
    }
}
