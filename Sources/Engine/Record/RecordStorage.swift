internal import CPlatform

/// One record in memory: a header of 25 bytes, then its packed bins, in one allocation.
///
/// The index slot holds the first eight bytes of the digest and the set, so the record holds only
/// the other twelve: a record with one bin of 100 bytes is 128 bytes, a size class of jemalloc and
/// two cache lines.
///
/// Thread safety: guarded by the stripe of its digest. Its bytes are written only through the
/// methods here, which store them as single words, so that a read without the stripe may meet a
/// write, and finds out afterwards.
///
/// Safety: `base` points to an allocation that holds the header and as many bytes of packed bins
/// as the header says; only the index slot that refers to it keeps it. The heap never unmaps it.
@safe
struct Record {
    let base: UnsafeMutableRawPointer

    /// Bytes of the header.
    static var headerByteCount: Int { 25 }

    @inline(__always)
    init(base: UnsafeMutableRawPointer) {
        unsafe self.base = base
    }

    /// The record at an address; nil at 0.
    @inline(__always)
    init?(address: UInt) {
        guard let base = unsafe UnsafeMutableRawPointer(bitPattern: address) else { return nil }
        unsafe self.base = base
    }

    @inline(__always)
    var address: UInt { unsafe UInt(bitPattern: base) }

    /// Asks the processor for the record's first two lines.
    @inline(__always)
    func prefetch() {
        unsafe spikebench_prefetch(base)
        unsafe spikebench_prefetch(base + 64)
    }

    // MARK: Header

    @inline(__always)
    var middle: UInt64 { unsafe spikebench_load_shared_8(base) }

    /// The digest's tail and the void time, in one load.
    @inline(__always)
    private var tailAndVoidTime: UInt64 { unsafe spikebench_load_shared_8(base + 8) }

    @inline(__always)
    var tail: UInt32 { UInt32(truncatingIfNeeded: tailAndVoidTime) }

    /// Whether it is the record of `digest`, whose order key its slot has.
    @inline(__always)
    func isNamed(_ digest: Digest) -> Bool {
        middle == digest.middle && tail == digest.tail
    }

    /// Seconds since 2010-01-01 UTC; 0 for never.
    @inline(__always)
    var voidTime: UInt32 {
        get { UInt32(truncatingIfNeeded: tailAndVoidTime >> 32) }
        nonmutating set {
            unsafe spikebench_store_shared_8(base + 8, UInt64(newValue) << 32 | UInt64(tail))
        }
    }

    @inline(__always)
    var attributes: RecordAttributes {
        get {
            unsafe RecordAttributes(
                word: spikebench_load_shared_8(base + 16),
                highByte: spikebench_load_shared_1(base + 24))
        }
        nonmutating set {
            unsafe spikebench_store_shared_8(base + 16, newValue.word)
            unsafe spikebench_store_shared_1(base + 24, newValue.highByte)
        }
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

    // MARK: Bins

    /// The bins, to be read under the stripe only.
    @inline(__always)
    var bins: PackedBins {
        unsafe PackedBins(
            base: base + Self.headerByteCount, byteCount: attributes.packedByteCount)
    }

    /// Becomes what `image` is, for which its allocation has room.
    @inline(__always)
    func write(_ image: RecordImage) {
        unsafe spikebench_copy_shared_blocks(
            base, image.base, Self.blocks(packedByteCount: image.packedByteCount))
    }

    /// Makes the bytes of bins from `offset` on those of `bins`.
    @inline(__always)
    func write(_ bins: PackedBins, at offset: Int) {
        unsafe spikebench_copy_to_shared(
            base + (Self.headerByteCount &+ offset), bins.base, bins.byteCount)
    }

    /// Copies its header and `packedByteCount` bytes of bins to `target`, in whole blocks.
    @inline(__always)
    func copy(packedByteCount: Int, to target: UnsafeMutableRawPointer) {
        unsafe spikebench_copy_shared_blocks(
            target, base, Self.blocks(packedByteCount: packedByteCount))
    }

    /// Bytes of a record in whole blocks of 16, which size classes are multiples of.
    @inline(__always)
    static func blocks(packedByteCount: Int) -> Int {
        (headerByteCount &+ packedByteCount &+ 15) & ~15
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
        if attributes.generation == 0 { return "generation 0" }
        return nil
    }
}
