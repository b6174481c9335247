internal import Glibc

/// The bins of a record while the steps of an operate change them, apart from the record.
///
/// Safety: `base` points to room for the record's bins and the steps' `growthByteCount`, which its
/// owner has checked, so that no step can exceed it; the first `byteCount` bytes are packed bins.
@safe
struct BinEditor {
    let base: UnsafeMutableRawPointer
    private(set) var byteCount: Int

    @inline(__always)
    init(base: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe self.base = base
        self.byteCount = byteCount
    }

    @inline(__always)
    var bins: PackedBins { unsafe PackedBins(base: base, byteCount: byteCount) }

    /// Changes the bins as a step that is no read says.
    ///
    /// - Returns: false, with nothing changed, when the bin's type does not fit.
    @inline(__always)
    mutating func apply(_ step: borrowing PackedStep) -> Bool {
        switch unsafe step.kind {
        case .write: unsafe set(step)
        case .deleteBin: unsafe remove(step.bin)
        case .add: return unsafe add(step)
        case .append: return unsafe extend(step, atFront: false)
        case .prepend: return unsafe extend(step, atFront: true)
        case .deleteRecord: removeAllBins()
        case .storeKey: return unsafe storeKey(step)
        case .read, .readAll, .touch: break
        }
        return true
    }

    private mutating func set(_ step: borrowing PackedStep) {
        let count = unsafe step.value.count
        let old = unsafe bins.find(step.bin)
        let start = old?.offset ?? byteCount
        let after = unsafe start + PackedBins.byteCount(ofValue: count, step.bin)
        move(from: old?.end ?? byteCount, to: after)
        let place = unsafe PackedBins.writeHeader(
            step.bin, step.type, valueByteCount: count, to: base + start)
        unsafe copy(step.value, to: place)
    }

    /// Stores a key where there is none.
    ///
    /// - Returns: false when there is another.
    private mutating func storeKey(_ step: borrowing PackedStep) -> Bool {
        guard let old = bins.find(.userKey) else {
            unsafe set(step)
            return true
        }
        guard unsafe old.valueByteCount == step.value.count else { return false }
        guard let first = unsafe step.value.baseAddress else { return true }
        return unsafe memcmp(base + old.valueOffset, first, old.valueByteCount) == 0
    }

    /// Takes out everything but a stored key.
    private mutating func removeAllBins() {
        let key = bins.userKey
        unsafe _ = memmove(base, key.base, key.byteCount)
        byteCount = key.byteCount
    }

    private mutating func remove(_ bin: BinID) {
        guard let old = bins.find(bin) else { return }
        move(from: old.end, to: old.offset)
    }

    private mutating func add(_ step: borrowing PackedStep) -> Bool {
        guard let old = unsafe bins.find(step.bin) else {
            unsafe set(step)
            return true
        }
        guard unsafe old.type == step.type.rawValue, unsafe step.value.count == 8 else {
            return false
        }
        let place = unsafe base + old.valueOffset
        let number = unsafe UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
        let more = unsafe UInt64(littleEndian: step.value.loadUnaligned(as: UInt64.self))
        let sum =
            unsafe step.type == .double
            ? (Double(bitPattern: number) + Double(bitPattern: more)).bitPattern
            : number &+ more
        unsafe place.storeBytes(of: sum.littleEndian, as: UInt64.self)
        return true
    }

    private mutating func extend(_ step: borrowing PackedStep, atFront: Bool) -> Bool {
        guard let old = unsafe bins.find(step.bin) else {
            unsafe set(step)
            return true
        }
        guard unsafe old.type == step.type.rawValue else { return false }
        let more = unsafe step.value.count
        let count = old.valueByteCount + more
        let total = unsafe PackedBins.byteCount(ofValue: count, step.bin)
        // From the back to the front, as all of it moves backward: tail, old value, header.
        move(from: old.end, to: old.offset + total)
        let start = unsafe base + (old.offset + total - count)
        unsafe _ = memmove(
            start + (atFront ? more : 0), base + old.valueOffset, old.valueByteCount)
        unsafe _ = PackedBins.writeHeader(
            step.bin, step.type, valueByteCount: count, to: base + old.offset)
        unsafe copy(step.value, to: start + (atFront ? 0 : old.valueByteCount))
        return true
    }

    /// Moves everything from `start` on to `target`, where the bins then end accordingly.
    private mutating func move(from start: Int, to target: Int) {
        if start == target { return }
        unsafe _ = memmove(base + target, base + start, byteCount - start)
        byteCount += target - start
    }

    private func copy(_ value: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) {
        guard let first = value.baseAddress else { return }
        unsafe _ = memcpy(place, first, value.count)
    }
}
