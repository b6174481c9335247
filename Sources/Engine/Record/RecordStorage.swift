/// One record in memory: a header of 24 bytes, then its packed bins, in one allocation.
///
/// The index slot holds the first eight bytes of the digest, so the record holds only the other
/// twelve: a record with one bin of 100 bytes is 128 bytes, a size class of jemalloc and two cache
/// lines.
///
/// Thread safety: guarded by the stripe of its digest.
///
/// Safety: `base` points to an allocation that holds the header and as many bytes of packed bins
/// as the header says; only the index slot that refers to it keeps it.
@safe
struct Record {
    let base: UnsafeMutableRawPointer

    /// Bytes of the header.
    static var headerByteCount: Int { 24 }

    @inline(__always)
    init(base: UnsafeMutableRawPointer) {
        unsafe self.base = base
    }

    /// The record that a slot refers to; nil for an empty slot.
    @inline(__always)
    init?(address: UInt) {
        guard let base = unsafe UnsafeMutableRawPointer(bitPattern: address) else { return nil }
        unsafe self.base = base
    }

    @inline(__always)
    var address: UInt { unsafe UInt(bitPattern: base) }

    @inline(__always)
    var middle: UInt64 { unsafe base.load(as: UInt64.self) }

    @inline(__always)
    var tail: UInt32 { unsafe base.load(fromByteOffset: 8, as: UInt32.self) }

    /// Seconds since 2010-01-01 UTC; 0 for never.
    @inline(__always)
    var voidTime: UInt32 {
        get { unsafe base.load(fromByteOffset: 12, as: UInt32.self) }
        nonmutating set { unsafe base.storeBytes(of: newValue, toByteOffset: 12, as: UInt32.self) }
    }

    @inline(__always)
    var attributes: RecordAttributes {
        get {
            unsafe RecordAttributes(rawValue: base.load(fromByteOffset: 16, as: UInt64.self))
        }
        nonmutating set {
            unsafe base.storeBytes(of: newValue.rawValue, toByteOffset: 16, as: UInt64.self)
        }
    }

    @inline(__always)
    var bins: PackedBins {
        unsafe PackedBins(
            base: base + Self.headerByteCount, byteCount: attributes.packedByteCount)
    }

    @inline(__always)
    var metadata: RecordMetadata {
        RecordMetadata(generation: attributes.generation, voidTime: voidTime)
    }

    /// Bytes its allocation was asked for.
    @inline(__always)
    var byteCount: Int { Self.headerByteCount + attributes.packedByteCount }

    /// Expired: its void time lies before `now`.
    @inline(__always)
    func isExpired(now: UInt32) -> Bool {
        let time = voidTime
        return time != 0 && time < now
    }

    /// Writes what of `digest` the slot does not hold.
    @inline(__always)
    func setDigest(_ digest: Digest) {
        unsafe base.storeBytes(of: digest.middle, as: UInt64.self)
        unsafe base.storeBytes(of: digest.tail, toByteOffset: 8, as: UInt32.self)
    }
    /// Says which invariant of the bins does not hold; nil when all do.
    func brokenInvariant() -> String? {
        var seen: Set<BinID> = []
        var offset = 0
        let bins = bins
        while offset < bins.byteCount {
            let bin = bins.bin(at: offset)
            if BinType(rawValue: bin.type) == nil { return "a bin of type \(bin.type)" }
            if !seen.insert(bin.id).inserted { return "bin \(bin.id.rawValue) twice" }
            offset = bin.end
        }
        if offset != bins.byteCount { return "bins end at \(offset), not \(bins.byteCount)" }
        if seen.count != attributes.binCount { return "\(seen.count) bins, counted otherwise" }
        if attributes.generation == 0 { return "generation 0" }
        return nil
    }
}
