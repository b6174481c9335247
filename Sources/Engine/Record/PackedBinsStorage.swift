internal import Glibc

/// Where one bin lies within packed bins.
struct PackedBin: BitwiseCopyable {
    /// Which bin.
    var id: BinID
    /// The type's number.
    var type: UInt8
    /// Where its header starts.
    var offset: Int
    /// Bytes of its header: 4, or 7 for values above 255 bytes.
    var headerByteCount: Int
    /// Bytes of its value.
    var valueByteCount: Int

    var valueOffset: Int { offset + headerByteCount }
    var byteCount: Int { headerByteCount + valueByteCount }
    var end: Int { offset + byteCount }
}

/// Bins one after the other: 16 bits of bin number and length flag, 8 of type, 8 or 32 of length,
/// then the value.
///
/// This one form is used in a record, in a draft and in a copy, so that a whole record is read and
/// written by one copy of bytes. Numbers are little endian and unaligned.
///
/// Safety: `base` points to `byteCount` bytes that hold whole bins, written by `write`; the value
/// must not outlive them. Records are guarded by their stripe, drafts and copies by their owner.
@safe
struct PackedBins {
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    @inline(__always)
    init(base: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe self.base = base
        self.byteCount = byteCount
    }

    private static var longFlag: UInt16 { 0x8000 }

    /// Bytes that a value of `valueByteCount` takes together with its header.
    @inline(__always)
    static func byteCount(ofValue valueByteCount: Int) -> Int {
        valueByteCount + (valueByteCount < 256 ? 4 : 7)
    }

    /// The bin whose header starts at `offset`, which is a bin's start and before the end.
    @inline(__always)
    func bin(at offset: Int) -> PackedBin {
        let word = unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        let mark = UInt16(truncatingIfNeeded: word)
        let isLong = mark & Self.longFlag != 0
        let length =
            isLong
            ? unsafe Int(base.loadUnaligned(fromByteOffset: offset + 3, as: UInt32.self))
            : Int(truncatingIfNeeded: word >> 24)
        return PackedBin(
            id: BinID(rawValue: mark & ~Self.longFlag), type: UInt8(truncatingIfNeeded: word >> 16),
            offset: offset, headerByteCount: isLong ? 7 : 4, valueByteCount: length)
    }

    /// The bin called `id`, if it is there.
    @inline(__always)
    func find(_ id: BinID) -> PackedBin? {
        var offset = 0
        while offset < byteCount {
            let found = bin(at: offset)
            if found.id == id { return found }
            offset = found.end
        }
        return nil
    }

    /// Writes a bin's header at `offset` and returns where its value goes.
    @inline(__always)
    static func writeHeader(
        _ id: BinID, _ type: BinType, valueByteCount: Int, to start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        if valueByteCount < 256 {
            let word =
                UInt32(id.rawValue) | UInt32(type.rawValue) << 16
                | UInt32(truncatingIfNeeded: valueByteCount) << 24
            unsafe start.storeBytes(of: word, as: UInt32.self)
            return unsafe start + 4
        }
        unsafe start.storeBytes(of: id.rawValue | longFlag, as: UInt16.self)
        unsafe start.storeBytes(of: type.rawValue, toByteOffset: 2, as: UInt8.self)
        unsafe start.storeBytes(
            of: UInt32(truncatingIfNeeded: valueByteCount), toByteOffset: 3, as: UInt32.self)
        return unsafe start + 7
    }

    /// Makes the bins at `base`, `byteCount` bytes of them, take those of `changes`.
    ///
    /// Bins that shrink go first, so that the room needed never exceeds the larger of the sizes
    /// before and after.
    ///
    /// - Returns: bytes after the change.
    static func merge(
        _ changes: PackedBins, into base: UnsafeMutableRawPointer, byteCount: Int
    ) -> Int {
        var total = byteCount
        for growing in [false, true] {
            var offset = 0
            while offset < changes.byteCount {
                let change = changes.bin(at: offset)
                offset = change.end
                let bins = unsafe PackedBins(base: base, byteCount: total)
                let old = bins.find(change.id)
                let oldByteCount = old?.byteCount ?? 0
                if (change.byteCount > oldByteCount) != growing { continue }
                let start = old?.offset ?? total
                unsafe memmove(
                    base + start + change.byteCount, base + start + oldByteCount,
                    total - start - oldByteCount)
                unsafe memcpy(base + start, changes.base + change.offset, change.byteCount)
                total += change.byteCount - oldByteCount
            }
        }
        return total
    }

    /// Bytes and bins after a merge of `changes`.
    func measureMerge(_ changes: PackedBins) -> (byteCount: Int, addedBinCount: Int) {
        var total = byteCount
        var added = 0
        var offset = 0
        while offset < changes.byteCount {
            let change = changes.bin(at: offset)
            offset = change.end
            if let old = find(change.id) {
                total += change.byteCount - old.byteCount
            } else {
                total += change.byteCount
                added += 1
            }
        }
        return (total, added)
    }
}

extension PackedBins {
    /// Calls `body` with every bin in stored order: its number, its type, its bytes.
    func forEach(_ body: (BinID, BinType, RawSpan) -> Void) {
        var offset = 0
        while offset < byteCount {
            let found = bin(at: offset)
            offset = found.end
            guard let type = BinType(rawValue: found.type) else { continue }
            let span = unsafe RawSpan(
                _unsafeStart: UnsafeRawPointer(base + found.valueOffset),
                byteCount: found.valueByteCount)
            body(found.id, type, span)
        }
    }
}
