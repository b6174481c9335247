internal import Glibc

/// The bins of a write, packed ahead of it; reused from one write to the next.
///
/// A bin that is appended twice has the later value.
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`, and `State.base` to
/// a header's room and `capacity` bytes behind it, of which the first `byteCount` are packed bins;
/// `State.scratch` is nil or points to such a block for `scratchCapacity` bytes. None leaves the
/// module.
@safe
public final class RecordDraft {
    @unsafe private struct State {
        var base: UnsafeMutableRawPointer
        var capacity: Int
        var byteCount = 0
        var binCount = 0
        var lastID: Int32 = -1
        var scratch: UnsafeMutableRawPointer?
        var scratchCapacity = 0
    }

    // Behind a pointer, so that a class property costs no exclusivity check per append.
    private let state: UnsafeMutablePointer<State>

    /// An empty draft with room for `capacity` bytes; it grows as needed.
    public init(capacity: Int = 1024) {
        precondition(capacity >= 0, "a draft cannot have room for \(capacity) bytes")
        let room = max(capacity, 64)
        unsafe state = .allocateOnOwnLines()
        unsafe state.initialize(
            to: State(base: Self.allocate(capacity: room), capacity: room))
    }

    deinit {
        unsafe state.pointee.base.deallocate()
        unsafe state.pointee.scratch?.deallocate()
        unsafe state.deallocate()
    }

    /// How many bins it has.
    public var binCount: Int { unsafe state.pointee.binCount }

    /// Bytes of all bins with their headers.
    public var byteCount: Int { unsafe state.pointee.byteCount }

    var bins: PackedBins {
        @inline(__always)
        get { image.bins }
    }

    /// The bytes of a bin's value, valid until the next change; nil when it has no such bin.
    @_lifetime(borrow self)
    public func bytes(_ bin: BinID) -> RawSpan? {
        guard let found = bins.find(bin) else { return nil }
        let span = unsafe RawSpan(
            _unsafeStart: bins.base + found.valueOffset, byteCount: found.valueByteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// The record that the bins make; its header is to be filled in.
    var image: RecordImage {
        @inline(__always)
        get {
            unsafe RecordImage(base: state.pointee.base, packedByteCount: state.pointee.byteCount)
        }
    }

    private static func allocate(capacity: Int) -> UnsafeMutableRawPointer {
        .allocate(byteCount: RecordImage.byteCount(packedByteCount: capacity), alignment: 16)
    }

    /// Forgets all bins and keeps the room.
    @inline(__always)
    public func removeAll() {
        unsafe state.pointee.byteCount = 0
        unsafe state.pointee.binCount = 0
        unsafe state.pointee.lastID = -1
    }

    /// Sets `bin` to any bytes.
    @inline(__always)
    public func append(_ bin: BinID, blob: RawSpan) {
        append(bin, .blob, bytes: blob)
    }

    /// Sets `bin` to text, given as UTF-8 bytes.
    @inline(__always)
    public func append(_ bin: BinID, string: RawSpan) {
        append(bin, .string, bytes: string)
    }

    /// Sets `bin` to text.
    public func append(_ bin: BinID, string: String) {
        unsafe append(bin, .string, bytes: string.utf8Span.span.bytes)
    }

    /// Sets `bin` to an integer.
    public func append(_ bin: BinID, integer: Int64) {
        let start = unsafe reserve(bin, .integer, valueByteCount: 8)
        unsafe start.storeBytes(of: integer.littleEndian, as: Int64.self)
    }

    /// Sets `bin` to a double.
    public func append(_ bin: BinID, double: Double) {
        let start = unsafe reserve(bin, .double, valueByteCount: 8)
        unsafe start.storeBytes(of: double.bitPattern.littleEndian, as: UInt64.self)
    }

    /// Sets `bin` to true or false.
    public func append(_ bin: BinID, boolean: Bool) {
        let start = unsafe reserve(bin, .boolean, valueByteCount: 1)
        unsafe start.storeBytes(of: boolean ? 1 : 0, as: UInt8.self)
    }

    /// Sets `bin` to a list, given as ``ContainerNormalizer`` leaves it.
    public func append(_ bin: BinID, list: RawSpan) {
        append(bin, .list, bytes: list)
    }

    /// Sets `bin` to a map, given as ``ContainerNormalizer`` leaves it.
    public func append(_ bin: BinID, map: RawSpan) {
        append(bin, .map, bytes: map)
    }

    @inline(__always)
    func append(_ bin: BinID, _ type: BinType, bytes: RawSpan) {
        let start = unsafe reserve(bin, type, valueByteCount: bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            guard let first = source.baseAddress else { return }
            unsafe _ = memcpy(start, first, source.count)
        }
    }

    /// Makes room for a value, writes its header and returns where the value goes.
    @inline(__always)
    private func reserve(
        _ bin: BinID, _ type: BinType, valueByteCount: Int
    ) -> UnsafeMutableRawPointer {
        if unsafe state.pointee.lastID >= Int32(bin.rawValue) { remove(bin) }
        let needed = PackedBins.byteCount(ofValue: valueByteCount, bin)
        let offset = unsafe state.pointee.byteCount
        if unsafe offset + needed > state.pointee.capacity { grow(to: offset + needed) }
        unsafe state.pointee.byteCount = offset + needed
        unsafe state.pointee.binCount += 1
        unsafe state.pointee.lastID = max(state.pointee.lastID, Int32(bin.rawValue))
        let start = unsafe state.pointee.base + (Record.headerByteCount + offset)
        return unsafe PackedBins.writeHeader(bin, type, valueByteCount: valueByteCount, to: start)
    }

    /// Takes out a bin that was appended before; bins in ascending order never need this.
    @inline(never)
    private func remove(_ bin: BinID) {
        guard let old = bins.find(bin) else { return }
        let base = unsafe bins.base
        unsafe memmove(base + old.offset, base + old.end, state.pointee.byteCount - old.end)
        unsafe state.pointee.byteCount -= old.byteCount
        unsafe state.pointee.binCount -= 1
    }

    @inline(never)
    private func grow(to byteCount: Int) {
        let room = unsafe max(byteCount, 2 * state.pointee.capacity)
        let larger = unsafe Self.allocate(capacity: room)
        unsafe larger.copyMemory(
            from: state.pointee.base,
            byteCount: Record.headerByteCount + state.pointee.byteCount)
        unsafe state.pointee.base.deallocate()
        unsafe state.pointee.base = larger
        unsafe state.pointee.capacity = room
    }

    // MARK: Merging

    /// A record's bins after those of the draft were written to it.
    ///
    /// - Parameters:
    ///   - record: the bins that are there before.
    ///   - byteCount: how many bytes there will be.
    /// - Returns: the record that they make, its header to be filled in; valid until the next call.
    func merged(into record: PackedBins, byteCount: Int) -> RecordImage {
        let image = scratch(byteCount: max(record.byteCount, byteCount))
        unsafe _ = memcpy(image.bins.base, record.base, record.byteCount)
        unsafe _ = PackedBins.merge(bins, into: image.bins.base, byteCount: record.byteCount)
        return unsafe RecordImage(base: image.base, packedByteCount: byteCount)
    }

    private func scratch(byteCount: Int) -> RecordImage {
        if let scratch = unsafe state.pointee.scratch,
            unsafe byteCount <= state.pointee.scratchCapacity
        {
            return unsafe RecordImage(base: scratch, packedByteCount: byteCount)
        }
        unsafe state.pointee.scratch?.deallocate()
        let room = max(1024, byteCount + byteCount / 2)
        let larger = unsafe Self.allocate(capacity: room)
        unsafe state.pointee.scratch = larger
        unsafe state.pointee.scratchCapacity = room
        return unsafe RecordImage(base: larger, packedByteCount: byteCount)
    }
}
