internal import Glibc

/// Where one bin lies within packed bins.
struct PackedBin: BitwiseCopyable {
    /// Which bin.
    var id: BinID
    /// The type's number in four bits.
    var typeCode: UInt8
    /// Where its header starts.
    var offset: Int
    /// Bytes of its header: 3, and 2 more for a long number, 4 more for a long value.
    var headerByteCount: Int
    /// Bytes of its value.
    var valueByteCount: Int

    /// The type's number.
    var type: UInt8 { BinType.number(ofCode: typeCode) }

    // Without checks: offsets stay within a record, whose size has 24 bits.
    var valueOffset: Int { offset &+ headerByteCount }
    var byteCount: Int { headerByteCount &+ valueByteCount }
    var end: Int { offset &+ byteCount }
}

/// Bins one after the other: a header, then the value.
///
/// The header is 24 bits: number (8), type code (4), length (12). A number from 255 on is written
/// as 255 and follows in 16 bits; a length from 4,095 on as 4,095, and follows in 32 bits.
///
/// This one form is used in a record, in a draft and in a copy, so that a whole record is read and
/// written by one copy of bytes. Numbers are little endian and unaligned.
///
/// Safety: `base` points to `byteCount` bytes that hold whole bins, written by `writeHeader`; the
/// value must not outlive them. Records are guarded by their stripe, drafts and copies by their
/// owner.
@safe
struct PackedBins {
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    @inline(__always)
    init(base: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe self.base = base
        self.byteCount = byteCount
    }

    private static var longNumber: UInt16 { 255 }
    private static var longLength: Int { 4095 }
    /// The longest header.
    static var headerByteLimit: Int { 9 }

    /// Bytes that a value of `valueByteCount` takes together with its header.
    @inline(__always)
    static func byteCount(ofValue valueByteCount: Int, _ id: BinID) -> Int {
        valueByteCount + headerByteCount(id, valueByteCount: valueByteCount)
    }

    @inline(__always)
    private static func headerByteCount(_ id: BinID, valueByteCount: Int) -> Int {
        3 + (id.rawValue >= longNumber ? 2 : 0) + (valueByteCount >= longLength ? 4 : 0)
    }

    /// The bin whose header starts at `offset`, which is a bin's start and before the end.
    @inline(__always)
    func bin(at offset: Int) -> PackedBin {
        let bin = shortBin(at: offset)
        let isLong = bin.id.rawValue == Self.longNumber || bin.valueByteCount == Self.longLength
        return isLong ? withLongFields(bin) : bin
    }

    /// What the 24 bits at `offset` say.
    @inline(__always)
    private func shortBin(at offset: Int) -> PackedBin {
        let low = unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        let high = unsafe base.load(fromByteOffset: offset &+ 2, as: UInt8.self)
        return PackedBin(
            id: BinID(rawValue: low & 0xff), typeCode: UInt8(truncatingIfNeeded: low >> 8 & 0xf),
            offset: offset, headerByteCount: 3, valueByteCount: Int(low >> 12) | Int(high) << 4)
    }

    /// The same bin with what the header's 24 bits had no room for.
    @inline(never)
    private func withLongFields(_ short: PackedBin) -> PackedBin {
        var bin = short
        if bin.id.rawValue == Self.longNumber {
            bin.id = unsafe BinID(
                rawValue: base.loadUnaligned(fromByteOffset: bin.offset + 3, as: UInt16.self))
            bin.headerByteCount += 2
        }
        if bin.valueByteCount == Self.longLength {
            let next = bin.offset + bin.headerByteCount
            bin.valueByteCount = unsafe Int(
                base.loadUnaligned(fromByteOffset: next, as: UInt32.self))
            bin.headerByteCount += 4
        }
        return bin
    }

    /// The bin called `id`, if it is there.
    @inline(__always)
    func find(_ id: BinID) -> PackedBin? {
        guard byteCount > 0 else { return nil }
        // The first bin, when its header is short, is found without a call.
        let first = shortBin(at: 0)
        if first.id == id && id.rawValue != Self.longNumber
            && first.valueByteCount != Self.longLength
        {
            return first
        }
        return search(id)
    }

    @inline(never)
    private func search(_ id: BinID) -> PackedBin? {
        var offset = 0
        while offset < byteCount {
            let found = bin(at: offset)
            if found.id == id { return found }
            offset = found.end
        }
        return nil
    }

    /// How many bins there are, a stored key not counted.
    var count: Int {
        var offset = 0
        var count = 0
        while offset < byteCount {
            let bin = bin(at: offset)
            offset = bin.end
            if bin.id != .userKey { count += 1 }
        }
        return count
    }

    /// Whether there is a bin besides a stored key.
    @inline(__always)
    var hasBins: Bool {
        guard byteCount > 0 else { return false }
        let first = bin(at: 0)
        // There is one key at most, so what follows it is a bin.
        return first.id != .userKey || first.end < byteCount
    }

    /// The stored key by itself, with its header; empty when there is none.
    var userKey: PackedBins {
        guard let found = find(.userKey) else {
            return unsafe PackedBins(base: base, byteCount: 0)
        }
        return part(found)
    }

    /// Whether a key was stored, and it is another than `key`.
    func hasOtherKey(than key: RawSpan) -> Bool {
        guard let found = find(.userKey) else { return false }
        guard found.valueByteCount == key.byteCount else { return true }
        return unsafe key.withUnsafeBytes { bytes in
            guard let first = bytes.baseAddress else { return false }
            return unsafe memcmp(base + found.valueOffset, first, bytes.count) != 0
        }
    }

    /// Writes a bin's header at `start` and returns where its value goes.
    @inline(__always)
    static func writeHeader(
        _ id: BinID, _ type: BinType, valueByteCount: Int, to start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        let number = min(id.rawValue, longNumber)
        let length = UInt32(truncatingIfNeeded: min(valueByteCount, longLength))
        let word = UInt32(number) | UInt32(type.code) << 8 | length << 12
        unsafe start.storeBytes(of: UInt16(truncatingIfNeeded: word), as: UInt16.self)
        unsafe start.storeBytes(
            of: UInt8(truncatingIfNeeded: word >> 16), toByteOffset: 2, as: UInt8.self)
        if number != longNumber && valueByteCount < longLength { return unsafe start + 3 }
        return unsafe writeLongFields(id, valueByteCount: valueByteCount, to: start + 3)
    }

    @inline(never)
    private static func writeLongFields(
        _ id: BinID, valueByteCount: Int, to start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        var next = unsafe start
        if id.rawValue >= longNumber {
            unsafe next.storeBytes(of: id.rawValue, as: UInt16.self)
            unsafe next += 2
        }
        if valueByteCount >= longLength {
            unsafe next.storeBytes(of: UInt32(truncatingIfNeeded: valueByteCount), as: UInt32.self)
            unsafe next += 4
        }
        return unsafe next
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

    /// One of the bins by itself.
    @inline(__always)
    func part(_ bin: PackedBin) -> PackedBins {
        unsafe PackedBins(base: base + bin.offset, byteCount: bin.byteCount)
    }

    /// Bytes after a merge of `changes`.
    func byteCount(afterMerge changes: PackedBins) -> Int {
        var total = byteCount
        var offset = 0
        while offset < changes.byteCount {
            let change = changes.bin(at: offset)
            offset = change.end
            total += change.byteCount - (find(change.id)?.byteCount ?? 0)
        }
        return total
    }
}

extension PackedBins {
    /// Calls `body` with every bin in stored order: its number, its type, its bytes.
    ///
    /// A stored key is no bin.
    func forEach(_ body: (BinID, BinType, RawSpan) -> Void) {
        var offset = 0
        while offset < byteCount {
            let found = bin(at: offset)
            offset = found.end
            guard let type = BinType(rawValue: found.type), found.id != .userKey else { continue }
            let span = unsafe RawSpan(
                _unsafeStart: UnsafeRawPointer(base + found.valueOffset),
                byteCount: found.valueByteCount)
            body(found.id, type, span)
        }
    }
}
