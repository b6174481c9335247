internal import Glibc

/// What a read copied out of a record; reused from one read to the next.
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`, and `State.base` to
/// `capacity` bytes of which the first `byteCount` are packed bins. Spans borrow the copy, and
/// every call that changes it is a read into it by its owner, who must not keep spans across one.
@safe
public final class RecordCopy {
    @unsafe private struct State {
        var base: UnsafeMutableRawPointer
        var capacity: Int
        var byteCount = 0
        var attributes = RecordAttributes(rawValue: 0)
        var voidTime: UInt32 = 0
    }

    // Behind a pointer, so that a class property costs no exclusivity check per read.
    private let state: UnsafeMutablePointer<State>

    /// An empty copy with room for `capacity` bytes; it grows as needed.
    public init(capacity: Int = 1024) {
        precondition(capacity >= 0, "a copy cannot have room for \(capacity) bytes")
        let room = max(capacity, 64)
        unsafe state = .allocateOnOwnLines()
        unsafe state.initialize(
            to: State(base: .allocate(byteCount: room, alignment: 16), capacity: room))
    }

    deinit {
        unsafe state.pointee.base.deallocate()
        unsafe state.deallocate()
    }

    /// How many bins were copied.
    public var binCount: Int { unsafe state.pointee.attributes.binCount }

    /// Bytes of the copied bins with their headers.
    public var byteCount: Int { unsafe state.pointee.byteCount }

    /// The record's set.
    public var set: SetID { unsafe state.pointee.attributes.set }

    /// The record's generation and void time.
    public var metadata: RecordMetadata {
        unsafe RecordMetadata(
            generation: state.pointee.attributes.generation, voidTime: state.pointee.voidTime)
    }

    // MARK: Values

    /// The type of `bin`, or nil when the copy lacks it.
    public func type(of bin: BinID) -> BinType? {
        bins.find(bin).flatMap { BinType(rawValue: $0.type) }
    }

    /// The integer in `bin`, or nil when the bin is absent or of another type.
    public func integer(_ bin: BinID) -> Int64? {
        guard let found = find(bin, .integer) else { return nil }
        return unsafe Int64(
            littleEndian: bins.base.loadUnaligned(
                fromByteOffset: found.valueOffset, as: Int64.self))
    }

    /// The double in `bin`, or nil when the bin is absent or of another type.
    public func double(_ bin: BinID) -> Double? {
        guard let found = find(bin, .double) else { return nil }
        return unsafe Double(
            bitPattern: UInt64(
                littleEndian: bins.base.loadUnaligned(
                    fromByteOffset: found.valueOffset, as: UInt64.self)))
    }

    /// The boolean in `bin`, or nil when the bin is absent or of another type.
    public func boolean(_ bin: BinID) -> Bool? {
        guard let found = find(bin, .boolean) else { return nil }
        return unsafe bins.base.load(fromByteOffset: found.valueOffset, as: UInt8.self) != 0
    }

    /// The text in `bin`, or nil when the bin is absent, of another type or not UTF-8.
    public func string(_ bin: BinID) -> String? {
        guard let found = find(bin, .string) else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: bins.base + found.valueOffset, count: found.valueByteCount)
        return unsafe String(validating: bytes, as: UTF8.self)
    }

    /// The stored bytes of `bin`, of whatever type, or nil when the bin is absent.
    @_lifetime(borrow self)
    public func bytes(_ bin: BinID) -> RawSpan? {
        guard let found = bins.find(bin) else { return nil }
        let span = unsafe RawSpan(
            _unsafeStart: bins.base + found.valueOffset, byteCount: found.valueByteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Calls `body` with every bin in stored order: its number, its type, its bytes.
    public func forEachBin(_ body: (BinID, BinType, RawSpan) -> Void) {
        bins.forEach(body)
    }

    private func find(_ bin: BinID, _ type: BinType) -> PackedBin? {
        bins.find(bin).flatMap { $0.type == type.rawValue ? $0 : nil }
    }

    private var bins: PackedBins {
        unsafe PackedBins(base: state.pointee.base, byteCount: state.pointee.byteCount)
    }

    // MARK: Filling

    /// Takes all bins of `record`.
    ///
    /// - Returns: false, with nothing changed, when there is no room; call `reserve` and repeat.
    @inline(__always)
    func take(_ record: Record, voidTime: UInt32) -> Bool {
        let attributes = record.attributes
        let count = attributes.packedByteCount
        guard unsafe count <= state.pointee.capacity else { return false }
        unsafe _ = memcpy(state.pointee.base, record.base + Record.headerByteCount, count)
        unsafe state.pointee.byteCount = count
        unsafe state.pointee.attributes = attributes
        unsafe state.pointee.voidTime = voidTime
        return true
    }

    /// Takes those bins of `record` that `wanted` names, in its order.
    ///
    /// - Returns: false when there is no room; call `reserve` and repeat.
    @inline(__always)
    func take(_ record: Record, voidTime: UInt32, wanted: Span<BinID>) -> Bool {
        let attributes = record.attributes
        guard unsafe attributes.packedByteCount <= state.pointee.capacity else { return false }
        let source = record.bins
        var total = 0
        var count = 0
        for index in wanted.indices {
            guard let found = source.find(wanted[index]) else { continue }
            // A bin that is asked for twice comes once: this also bounds what is copied.
            if unsafe PackedBins(base: state.pointee.base, byteCount: total)
                .find(found.id) != nil
            {
                continue
            }
            unsafe _ = memcpy(
                state.pointee.base + total, source.base + found.offset, found.byteCount)
            total += found.byteCount
            count += 1
        }
        unsafe state.pointee.byteCount = total
        unsafe state.pointee.attributes = RecordAttributes(
            generation: attributes.generation, binCount: count, set: attributes.set,
            packedByteCount: total)
        unsafe state.pointee.voidTime = voidTime
        return true
    }

    /// Makes room for `byteCount` bytes; what was copied before is lost.
    @inline(never)
    func reserve(_ byteCount: Int) {
        unsafe state.pointee.byteCount = 0
        unsafe state.pointee.base.deallocate()
        unsafe state.pointee.base = .allocate(byteCount: byteCount, alignment: 16)
        unsafe state.pointee.capacity = byteCount
    }
}
