internal import Glibc

/// Records that a scan copied out, in digest order; reused from one scan to the next.
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`. `State.entries` has
/// room for `entryCapacity` entries, the first `count` of them initialised; each names bytes within
/// the first `byteCount` of `State.base`. Spans borrow the buffer, whose owner must not keep them
/// across the next scan into it.
@safe
public final class ScanBuffer {
    private struct Entry: BitwiseCopyable {
        var digest: Digest
        var attributes: RecordAttributes
        var voidTime: UInt32
        var set: SetID
        var offset: Int
        /// Bytes of the bins that were copied.
        var byteCount: Int
    }

    @unsafe private struct State {
        var entries: UnsafeMutablePointer<Entry>
        var entryCapacity: Int
        var count = 0
        var base: UnsafeMutableRawPointer
        var byteCapacity: Int
        var byteCount = 0
    }

    // Behind a pointer, so that a class property costs no exclusivity check per record.
    private let state: UnsafeMutablePointer<State>

    /// An empty buffer with room for some records and bytes; it grows as needed.
    ///
    /// - Parameters:
    ///   - recordCapacity: records that fit at first.
    ///   - byteCapacity: bytes of bins that fit at first.
    public init(recordCapacity: Int = 128, byteCapacity: Int = 65_536) {
        precondition(recordCapacity >= 0 && byteCapacity >= 0, "capacities are not negative")
        let records = max(recordCapacity, 16)
        let bytes = max(byteCapacity, 64)
        unsafe state = .allocateOnOwnLines()
        unsafe state.initialize(
            to: State(
                entries: .allocate(capacity: records), entryCapacity: records,
                base: .allocate(byteCount: bytes, alignment: 16), byteCapacity: bytes))
    }

    deinit {
        unsafe state.pointee.entries.deallocate()
        unsafe state.pointee.base.deallocate()
        unsafe state.deallocate()
    }

    /// How many records it holds.
    public var count: Int { unsafe state.pointee.count }

    /// Bytes of the copied bins with their headers.
    public var byteCount: Int { unsafe state.pointee.byteCount }

    // MARK: Reading

    /// The digest of the record at `index`.
    public func digest(at index: Int) -> Digest { entry(index).digest }

    /// The set of the record at `index`.
    public func set(at index: Int) -> SetID { entry(index).set }

    /// The number of bins of the record at `index`.
    public func binCount(at index: Int) -> Int { bins(entry(index)).count }

    /// The generation and void time of the record at `index`.
    public func metadata(at index: Int) -> RecordMetadata {
        let found = entry(index)
        return RecordMetadata(generation: found.attributes.generation, voidTime: found.voidTime)
    }

    /// Bytes of the whole record at `index` in memory, whatever was copied of it: header and bins.
    public func storedByteCount(at index: Int) -> Int {
        Record.headerByteCount + entry(index).attributes.packedByteCount
    }

    /// When the record at `index` was written last, in seconds since 2010-01-01 UTC.
    public func lastUpdateTime(at index: Int) -> UInt32 { entry(index).attributes.lastUpdateTime }

    /// The stored bytes of a bin of the record at `index`, or nil when the bin is absent.
    @_lifetime(borrow self)
    public func bytes(_ bin: BinID, at index: Int) -> RawSpan? {
        let bins = bins(entry(index))
        guard let found = bins.find(bin) else { return nil }
        let span = unsafe RawSpan(
            _unsafeStart: bins.base + found.valueOffset, byteCount: found.valueByteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// The key that the record at `index` was stored with, a byte of type before its bytes.
    @_lifetime(borrow self)
    public func userKey(at index: Int) -> RawSpan? { bytes(.userKey, at: index) }

    /// The copied bins of the record at `index` with their headers, for `forEachTypedBin`.
    @_lifetime(borrow self)
    public func packedBins(at index: Int) -> RawSpan {
        let found = entry(index)
        let span = unsafe RawSpan(
            _unsafeStart: UnsafeRawPointer(state.pointee.base) + found.offset,
            byteCount: found.byteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Calls `body` with every bin of the record at `index`: its number, its type, its bytes.
    public func forEachBin(at index: Int, _ body: (BinID, BinType, RawSpan) -> Void) {
        bins(entry(index)).forEach(body)
    }

    private func entry(_ index: Int) -> Entry {
        precondition(index >= 0 && index < count, "the buffer has no record \(index)")
        return unsafe state.pointee.entries[index]
    }

    private func bins(_ entry: Entry) -> PackedBins {
        unsafe PackedBins(
            base: state.pointee.base + entry.offset, byteCount: entry.byteCount)
    }

    // MARK: Filling

    /// Forgets all records and keeps the room.
    func removeAll() {
        unsafe state.pointee.count = 0
        unsafe state.pointee.byteCount = 0
    }

    /// Adds a copy of `record` with those of its bins that are `wanted`.
    ///
    /// - Returns: false when there is no room for all of its bins; call `reserve` and repeat.
    func append(_ digest: Digest, _ record: Record, _ set: SetID, _ wanted: ScanBins) -> Bool {
        let attributes = record.attributes
        let offset = unsafe state.pointee.byteCount
        let index = unsafe state.pointee.count
        guard unsafe index < state.pointee.entryCapacity,
            unsafe offset + attributes.packedByteCount <= state.pointee.byteCapacity
        else { return false }
        let target = unsafe state.pointee.base + offset
        let size =
            switch wanted {
            case .all: unsafe Self.copy(record.bins, to: target)
            case .none: unsafe Self.copy(record.bins.userKey, to: target)
            case .only(let bins): unsafe Self.copy(bins, of: record.bins, to: target)
            }
        unsafe (state.pointee.entries + index).initialize(
            to: Entry(
                digest: digest, attributes: attributes, voidTime: record.voidTime, set: set,
                offset: offset, byteCount: size))
        unsafe state.pointee.count = index + 1
        unsafe state.pointee.byteCount = offset + size
        return true
    }

    private static func copy(_ bins: PackedBins, to target: UnsafeMutableRawPointer) -> Int {
        unsafe _ = memcpy(target, bins.base, bins.byteCount)
        return bins.byteCount
    }

    private static func copy(
        _ wanted: [BinID], of bins: PackedBins, to target: UnsafeMutableRawPointer
    ) -> Int {
        var size = 0
        var offset = 0
        while offset < bins.byteCount {
            let bin = bins.bin(at: offset)
            offset = bin.end
            if bin.id == .userKey || wanted.contains(bin.id) {
                size += unsafe copy(bins.part(bin), to: target + size)
            }
        }
        return size
    }

    /// Makes room for at least one more record of `byteCount` bytes; keeps those it has.
    func reserve(_ byteCount: Int) {
        if unsafe state.pointee.count == state.pointee.entryCapacity {
            let room = unsafe 2 * state.pointee.entryCapacity
            let larger = UnsafeMutablePointer<Entry>.allocate(capacity: room)
            unsafe larger.initialize(from: state.pointee.entries, count: count)
            unsafe state.pointee.entries.deallocate()
            unsafe state.pointee.entries = larger
            unsafe state.pointee.entryCapacity = room
        }
        let needed = self.byteCount + byteCount
        if unsafe needed > state.pointee.byteCapacity {
            let room = unsafe max(needed, 2 * state.pointee.byteCapacity)
            let larger = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
            unsafe larger.copyMemory(from: state.pointee.base, byteCount: self.byteCount)
            unsafe state.pointee.base.deallocate()
            unsafe state.pointee.base = larger
            unsafe state.pointee.byteCapacity = room
        }
    }
}
