internal import Glibc

/// What an operate works in, and what its steps read; reused from one operate to the next.
///
/// A step that reads a bin leaves one entry when the record has it, and one that reads all bins an
/// entry for each; entries are in the order of the steps. An operate that fails leaves none.
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`. `State.entries` has
/// room for `entryCapacity` entries, the first `count` of them initialised; each names bytes within
/// the first `byteCount` of `State.base`. `State.scratch` points to a record's image with room for
/// `scratchCapacity` bytes of bins, used only while an operate runs. Spans borrow the buffer, whose
/// owner must not keep them across the next operate with it.
@safe
public final class OperateBuffer {
    struct Entry: BitwiseCopyable {
        var step: UInt16
        var bin: BinID
        var type: BinType
        var offset: Int
        var byteCount: Int
    }

    @unsafe private struct State {
        var entries: UnsafeMutablePointer<Entry>
        var entryCapacity: Int
        var count = 0
        var base: UnsafeMutableRawPointer
        var byteCapacity: Int
        var byteCount = 0
        var scratch: UnsafeMutableRawPointer
        var scratchCapacity: Int
    }

    // Behind a pointer, so that a class property costs no exclusivity check per entry.
    private let state: UnsafeMutablePointer<State>
    /// Takes the record when the steps only read.
    let copy: RecordCopy
    /// The step of a single operation.
    let single = StepList(capacity: 64)

    /// An empty buffer with room for records of some bytes; it grows as needed.
    public init(capacity: Int = 1024) {
        precondition(capacity >= 0, "a buffer cannot have room for \(capacity) bytes")
        let room = max(capacity, 64)
        copy = RecordCopy(capacity: room)
        unsafe state = .allocateOnOwnLines()
        unsafe state.initialize(
            to: State(
                entries: .allocate(capacity: 16), entryCapacity: 16,
                base: .allocate(byteCount: room, alignment: 16), byteCapacity: room,
                scratch: Self.allocateScratch(room), scratchCapacity: room))
    }

    deinit {
        unsafe state.pointee.entries.deallocate()
        unsafe state.pointee.base.deallocate()
        unsafe state.pointee.scratch.deallocate()
        unsafe state.deallocate()
    }

    /// The most bytes that the steps of one operate, or of one batch, may read: 128 MiB.
    public static var resultByteLimit: Int { 1 << 27 }

    // MARK: Reading

    /// How many bins were read.
    public var count: Int { unsafe state.pointee.count }

    /// Which step read the bin at `index`, from 0 on.
    public func step(at index: Int) -> Int { Int(entry(index).step) }

    /// Which bin was read.
    public func bin(at index: Int) -> BinID { entry(index).bin }

    /// The type of the bin that was read.
    public func type(at index: Int) -> BinType { entry(index).type }

    /// The stored bytes of the bin that was read.
    @_lifetime(borrow self)
    public func bytes(at index: Int) -> RawSpan {
        let found = entry(index)
        let span = unsafe RawSpan(
            _unsafeStart: UnsafeRawPointer(state.pointee.base) + found.offset,
            byteCount: found.byteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    private func entry(_ index: Int) -> Entry {
        precondition(index >= 0 && index < count, "the buffer has no entry \(index)")
        return unsafe state.pointee.entries[index]
    }

    // MARK: Filling

    /// How far it is filled.
    struct Mark: BitwiseCopyable {
        var count: Int
        var byteCount: Int
    }

    @inline(__always)
    var mark: Mark {
        unsafe Mark(count: state.pointee.count, byteCount: state.pointee.byteCount)
    }

    /// Forgets what came after `mark`.
    @inline(__always)
    func remove(after mark: Mark) {
        unsafe state.pointee.count = mark.count
        unsafe state.pointee.byteCount = mark.byteCount
    }

    /// Forgets all entries and keeps the room.
    @inline(__always)
    func removeAll() { remove(after: Mark(count: 0, byteCount: 0)) }

    /// Adds what a step that reads gives of `bins`.
    ///
    /// - Returns: nil when done; else how many bytes there must be room for, see `reserve`.
    @inline(__always)
    func append(_ step: borrowing PackedStep, number: Int, of bins: PackedBins) -> Int? {
        if unsafe step.kind == .readAll { return appendAll(number, bins) }
        guard let found = unsafe bins.find(step.bin) else { return nil }
        return append(number, found, bins)
    }

    private func appendAll(_ step: Int, _ bins: PackedBins) -> Int? {
        var offset = 0
        while offset < bins.byteCount {
            let found = bins.bin(at: offset)
            offset = found.end
            if found.id == .userKey { continue }
            if let needed = append(step, found, bins) { return needed }
        }
        return nil
    }

    @inline(__always)
    private func append(_ step: Int, _ found: PackedBin, _ bins: PackedBins) -> Int? {
        let count = unsafe state.pointee.count
        let offset = unsafe state.pointee.byteCount
        let end = offset &+ found.valueByteCount
        guard unsafe count < state.pointee.entryCapacity,
            unsafe end <= state.pointee.byteCapacity
        else { return found.valueByteCount }
        unsafe _ = memcpy(
            state.pointee.base + offset, bins.base + found.valueOffset, found.valueByteCount)
        unsafe (state.pointee.entries + count).initialize(
            to: Entry(
                step: UInt16(truncatingIfNeeded: step), bin: found.id,
                type: BinType(rawValue: found.type) ?? .blob, offset: offset,
                byteCount: found.valueByteCount))
        unsafe state.pointee.count = count &+ 1
        unsafe state.pointee.byteCount = end
        return nil
    }

    /// Makes room for one more entry of `byteCount` bytes; keeps what is there.
    ///
    /// - Returns: false when the limit of bytes is reached.
    @inline(never)
    func reserve(_ byteCount: Int) -> Bool {
        if unsafe state.pointee.count == state.pointee.entryCapacity {
            let room = unsafe 2 * state.pointee.entryCapacity
            let larger = UnsafeMutablePointer<Entry>.allocate(capacity: room)
            unsafe larger.initialize(from: state.pointee.entries, count: count)
            unsafe state.pointee.entries.deallocate()
            unsafe state.pointee.entries = larger
            unsafe state.pointee.entryCapacity = room
        }
        let needed = unsafe state.pointee.byteCount + byteCount
        guard needed <= Self.resultByteLimit else { return false }
        if unsafe needed > state.pointee.byteCapacity {
            let room = unsafe min(max(needed, 2 * state.pointee.byteCapacity), Self.resultByteLimit)
            let larger = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
            unsafe larger.copyMemory(from: state.pointee.base, byteCount: state.pointee.byteCount)
            unsafe state.pointee.base.deallocate()
            unsafe state.pointee.base = larger
            unsafe state.pointee.byteCapacity = room
        }
        return true
    }

    // MARK: Packed bins of whole records

    /// Adds the bins of `copy` as they are, without entries.
    ///
    /// - Returns: where they are; nil when there is no room, see `reserve`.
    @inline(__always)
    func appendBins(of copy: RecordCopy) -> Range<Int>? {
        let bins = copy.bins
        let offset = unsafe state.pointee.byteCount
        let end = offset &+ bins.byteCount
        guard unsafe end <= state.pointee.byteCapacity else { return nil }
        unsafe _ = memcpy(state.pointee.base + offset, bins.base, bins.byteCount)
        unsafe state.pointee.byteCount = end
        return offset..<end
    }

    /// The packed bins that `appendBins` put at `range`.
    @inline(__always)
    func bins(_ range: Range<Int>) -> PackedBins {
        unsafe PackedBins(base: state.pointee.base + range.lowerBound, byteCount: range.count)
    }

    // MARK: Scratch

    private static func allocateScratch(_ capacity: Int) -> UnsafeMutableRawPointer {
        .allocate(byteCount: RecordImage.byteCount(packedByteCount: capacity), alignment: 16)
    }

    /// Room for `byteCount` bytes of bins, outside of all locks.
    @inline(__always)
    func reserveScratch(_ byteCount: Int) {
        if unsafe byteCount > state.pointee.scratchCapacity { growScratch(byteCount) }
    }

    @inline(never)
    private func growScratch(_ byteCount: Int) {
        let room = unsafe max(byteCount, 2 * state.pointee.scratchCapacity)
        unsafe state.pointee.scratch.deallocate()
        unsafe state.pointee.scratch = Self.allocateScratch(room)
        unsafe state.pointee.scratchCapacity = room
    }

    /// An editor of `bins` with room for `growth` more bytes; nil when there is none.
    @inline(__always)
    func editor(_ bins: PackedBins?, growth: Int) -> BinEditor? {
        let byteCount = bins?.byteCount ?? 0
        guard unsafe byteCount + growth <= state.pointee.scratchCapacity else { return nil }
        let image = unsafe RecordImage(
            base: state.pointee.scratch, packedByteCount: byteCount)
        if let bins { unsafe _ = memcpy(image.bins.base, bins.base, byteCount) }
        return unsafe BinEditor(base: image.bins.base, byteCount: byteCount)
    }

    /// The record that the editor's bins make; its header is to be filled in.
    @inline(__always)
    func image(_ editor: BinEditor) -> RecordImage {
        unsafe RecordImage(base: state.pointee.scratch, packedByteCount: editor.byteCount)
    }
}

extension OperateBuffer {
    /// The value that was read, the bin at `index`.
    ///
    /// Allocates for text, blobs and containers: a convenience, not for the inner loop.
    public func value(at index: Int) -> Value {
        (try? Value(bytes(at: index), type: type(at: index))) ?? .null
    }

    /// What the step with number `step` read of `bin`, or of its one bin; nil when nothing.
    public func value(ofStep step: Int, _ bin: BinID? = nil) -> Value? {
        let found = (0..<count).first {
            self.step(at: $0) == step && (bin == nil || self.bin(at: $0) == bin)
        }
        return found.map { value(at: $0) }
    }
}
