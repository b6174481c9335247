internal import Glibc

/// What a read copied out of a record; reused from one read to the next.
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`, and `State.base` to
/// `capacity` bytes: a record's header, then `byteCount` bytes of packed bins. Spans borrow the
/// copy, and every call that changes it is a read into it by its owner, who must not keep spans
/// across one.
@safe
public final class RecordCopy {
    @unsafe fileprivate struct State {
        var base: UnsafeMutableRawPointer
        var capacity: Int
        var byteCount = 0
        var set = SetID.none
    }

    // Behind a pointer, so that a class property costs no exclusivity check per read.
    private let state: UnsafeMutablePointer<State>

    /// An empty copy with room for `capacity` bytes; it grows as needed.
    public init(capacity: Int = 1024) {
        precondition(capacity >= 0, "a copy cannot have room for \(capacity) bytes")
        let room = max(capacity, 64)
        unsafe state = .allocateOnOwnLines()
        unsafe state.initialize(
            to: State(base: Self.allocate(capacity: room), capacity: room))
    }

    /// Room for a header, all zeros, and `capacity` bytes of bins.
    fileprivate static func allocate(capacity: Int) -> UnsafeMutableRawPointer {
        let byteCount = RecordImage.byteCount(packedByteCount: capacity)
        let base = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        unsafe _ = memset(base, 0, min(byteCount, 2 * Record.headerByteCount))
        return unsafe base
    }

    deinit {
        unsafe state.pointee.base.deallocate()
        unsafe state.deallocate()
    }

    /// How many bins were copied.
    public var binCount: Int { bins.count }

    /// Bytes of the copied bins with their headers.
    public var byteCount: Int { unsafe state.pointee.byteCount }

    /// The record's set.
    public var set: SetID { unsafe state.pointee.set }

    /// The record's generation and void time.
    public var metadata: RecordMetadata { header.metadata }

    /// When the record was written last, in seconds since 2010-01-01 UTC.
    public var lastUpdateTime: UInt32 { header.attributes.lastUpdateTime }

    /// The record's header, which was copied with its bins.
    private var header: Record { unsafe Record(base: state.pointee.base) }

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
            start: start + found.valueOffset, count: found.valueByteCount)
        return unsafe String(validating: bytes, as: UTF8.self)
    }

    /// The stored bytes of `bin`, of whatever type, or nil when the bin is absent.
    @inline(__always)
    @_lifetime(borrow self)
    public func bytes(_ bin: BinID) -> RawSpan? {
        guard let found = bins.find(bin) else { return nil }
        let span = unsafe RawSpan(
            _unsafeStart: start + found.valueOffset, byteCount: found.valueByteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// What is in `bin`, or nil when the copy lacks it.
    @inline(__always)
    @_lifetime(borrow self)
    public func bin(_ bin: BinID) -> StoredBin? {
        guard let found = bins.find(bin) else { return nil }
        let span = unsafe RawSpan(
            _unsafeStart: start + found.valueOffset, byteCount: found.valueByteCount)
        return StoredBin(
            typeNumber: found.type, bytes: unsafe _overrideLifetime(span, borrowing: self))
    }

    /// The key that the record was stored with, a byte of type before its bytes; nil for none.
    public var userKey: RawSpan? {
        @_lifetime(borrow self)
        get { bytes(.userKey) }
    }

    /// Whether the record was stored with another key than `key`, a byte of type before its bytes.
    public func hasOtherKey(than key: RawSpan) -> Bool { bins.hasOtherKey(than: key) }

    /// Calls `body` with every bin in stored order: its number, its type, its bytes.
    public func forEachBin(_ body: (BinID, BinType, RawSpan) -> Void) {
        bins.forEach(body)
    }

    /// The copied bins with their headers, for `forEachPackedBin`.
    @_lifetime(borrow self)
    public func packedBins() -> RawSpan {
        let span = unsafe RawSpan(_unsafeStart: start, byteCount: byteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    private func find(_ bin: BinID, _ type: BinType) -> PackedBin? {
        bins.find(bin).flatMap { $0.type == type.rawValue ? $0 : nil }
    }

    var bins: PackedBins {
        unsafe PackedBins(base: start, byteCount: state.pointee.byteCount)
    }

    /// Where the bins begin.
    private var start: UnsafeMutableRawPointer {
        unsafe state.pointee.base + Record.headerByteCount
    }

    // MARK: Filling

    /// What a read fills the copy by.
    @inline(__always)
    var filler: Filler { unsafe Filler(state) }

    /// Keeps only the bins that are wanted.
    @inline(__always)
    func keep(_ isWanted: (BinID) -> Bool) {
        let all = bins
        var total = 0
        var offset = 0
        while offset < all.byteCount {
            let found = all.bin(at: offset)
            offset = found.end
            guard isWanted(found.id) else { continue }
            if total != found.offset {
                unsafe _ = memmove(start + total, start + found.offset, found.byteCount)
            }
            total += found.byteCount
        }
        unsafe state.pointee.byteCount = total
    }

    /// Keeps only the bins that `wanted` names.
    @inline(__always)
    func keep(_ wanted: Span<BinID>) {
        keep { id in
            for index in wanted.indices where wanted[index] == id { return true }
            return false
        }
    }
}

extension RecordCopy {
    /// The copy as a read sees it: without a count of references, whose atomic changes would hold
    /// up the reads that follow.
    ///
    /// Safety: `state` is the copy's, which the caller of the read keeps until it returns.
    @safe
    struct Filler {
        private let state: UnsafeMutablePointer<State>

        @inline(__always)
        fileprivate init(_ state: UnsafeMutablePointer<State>) {
            unsafe self.state = state
        }

        /// Takes the bytes of `record`, which `accept` then has to be called for.
        ///
        /// The record may change meanwhile; `attributes` are what it had when it was whole.
        ///
        /// - Returns: false, with nothing changed, when there is no room: call `reserve`, repeat.
        @inline(__always)
        func takeBytes(of record: Record, _ attributes: RecordAttributes) -> Bool {
            guard unsafe attributes.packedByteCount <= state.pointee.capacity else {
                return false
            }
            unsafe record.copy(
                packedByteCount: attributes.packedByteCount, to: state.pointee.base)
            return true
        }

        /// Declares the bytes taken before a whole record.
        @inline(__always)
        func accept(_ packedByteCount: Int, set: SetID) {
            unsafe state.pointee.byteCount = packedByteCount
            unsafe state.pointee.set = set
        }

        /// Forgets the bins: an attempt without the lock may have written over them.
        func removeAll() {
            unsafe state.pointee.byteCount = 0
        }

        /// Makes room for `byteCount` bytes of bins; what was copied before is lost.
        @inline(never)
        func reserve(_ byteCount: Int) {
            unsafe state.pointee.byteCount = 0
            unsafe state.pointee.base.deallocate()
            unsafe state.pointee.base = RecordCopy.allocate(capacity: byteCount)
            unsafe state.pointee.capacity = byteCount
        }
    }
}

/// The type of a bin's value and its stored bytes, where they lie.
public struct StoredBin: ~Escapable {
    /// The raw value of its ``BinType``.
    public let typeNumber: UInt8
    /// Its bytes; numbers have the least significant byte first.
    public let bytes: RawSpan

    @inline(__always)
    @_lifetime(copy bytes)
    init(typeNumber: UInt8, bytes: RawSpan) {
        self.typeNumber = typeNumber
        self.bytes = bytes
    }
}
