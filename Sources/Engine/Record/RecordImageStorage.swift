/// A record made ready in a thread's own memory, header and bins as they will lie in the store.
///
/// Safety: `base` points to a thread's own block that holds a header, `packedByteCount` bytes of
/// bins, and what rounds them up to whole blocks of 16; its owner keeps it while the image is used.
@safe
struct RecordImage {
    let base: UnsafeMutableRawPointer
    let packedByteCount: Int

    @inline(__always)
    init(base: UnsafeMutableRawPointer, packedByteCount: Int) {
        unsafe self.base = base
        self.packedByteCount = packedByteCount
    }

    /// Bytes that a block needs for an image with `packedByteCount` bytes of bins.
    static func byteCount(packedByteCount: Int) -> Int {
        Record.blocks(packedByteCount: packedByteCount)
    }

    var bins: PackedBins {
        @inline(__always)
        get {
            unsafe PackedBins(base: base + Record.headerByteCount, byteCount: packedByteCount)
        }
    }

    /// Fills in the header.
    @inline(__always)
    func setHeader(
        _ digest: Digest, voidTime: UInt32, lastUpdateTime: UInt32, generation: UInt16
    ) {
        let record = unsafe Record(base: base)
        let attributes = RecordAttributes(
            lastUpdateTime: lastUpdateTime, generation: generation,
            packedByteCount: packedByteCount)
        unsafe base.storeBytes(of: digest.middle, as: UInt64.self)
        unsafe base.storeBytes(
            of: UInt64(digest.tail) | UInt64(voidTime) << 32, toByteOffset: 8, as: UInt64.self)
        record.attributes = attributes
    }
}
