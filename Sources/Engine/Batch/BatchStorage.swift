internal import Glibc

/// Operations on many records, gathered and then performed together; reused from one to the next.
///
/// ```swift
/// let batch = Batch()
/// let row = batch.read(key)
/// batch.put(otherKey, draft)
/// namespace.execute(batch)
/// let text = batch.value(bin, at: row)
/// ```
///
/// Each row is an operation of its own: atomic by itself, with its own policy and result, and a row
/// that fails leaves the others alone. Rows of one record are performed in their order. What a row
/// writes is copied when it is added, so drafts and steps can be used again at once.
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`. `State.rows` has room
/// for `rowCapacity` rows, the first `count` of them initialised; the input of each is within the
/// first `byteCount` of `State.base`. Spans borrow the batch, whose owner must not keep them across
/// a change or an execution of it.
@safe
public final class Batch {
    enum Kind: UInt8, BitwiseCopyable {
        case read, readSome, readMetadata, put, operate, delete
    }

    struct Row: BitwiseCopyable {
        let digest: Digest
        let kind: Kind
        let policy: WritePolicy
        /// Where what it writes, or which bins it reads, is.
        let offset: Int
        let byteCount: Int
        var result: WriteResult
        /// What it read: packed bins of an entry-less row, entries of an operate.
        var outputStart = 0
        var outputEnd = 0
    }

    @unsafe private struct State {
        var rows: UnsafeMutablePointer<Row>
        var rowCapacity: Int
        var count = 0
        var base: UnsafeMutableRawPointer
        var capacity: Int
        var byteCount = 0
    }

    // Behind a pointer, so that a class property costs no exclusivity check per row.
    private let state: UnsafeMutablePointer<State>
    /// What the steps of operate rows read; see ``entries(at:)``.
    public let buffer: OperateBuffer

    /// An empty batch with room for some rows and bytes; it grows as needed.
    ///
    /// - Parameters:
    ///   - rowCapacity: rows that fit at first.
    ///   - byteCapacity: bytes written, and bytes read, that fit at first.
    public init(rowCapacity: Int = 64, byteCapacity: Int = 16_384) {
        precondition(rowCapacity >= 0 && byteCapacity >= 0, "capacities are not negative")
        let rows = max(rowCapacity, 16)
        let bytes = max(byteCapacity, 64)
        buffer = OperateBuffer(capacity: bytes)
        unsafe state = .allocateOnOwnLines()
        unsafe state.initialize(
            to: State(
                rows: .allocate(capacity: rows), rowCapacity: rows,
                base: .allocate(byteCount: bytes, alignment: 16), capacity: bytes))
    }

    deinit {
        unsafe state.pointee.rows.deallocate()
        unsafe state.pointee.base.deallocate()
        unsafe state.deallocate()
    }

    /// How many rows it has.
    public var count: Int { unsafe state.pointee.count }

    /// Forgets all rows and keeps the room.
    @inline(__always)
    public func removeAll() {
        unsafe state.pointee.count = 0
        unsafe state.pointee.byteCount = 0
        buffer.removeAll()
    }

    // MARK: Rows

    /// Adds a row without input.
    @inline(__always)
    func append(_ kind: Kind, _ digest: Digest, _ policy: WritePolicy) -> Int {
        append(kind, digest, policy, offset: 0, byteCount: 0)
    }

    /// Adds a row with a record to write.
    @inline(__always)
    func append(_ digest: Digest, _ image: RecordImage, _ policy: WritePolicy) -> Int {
        let packedByteCount = image.packedByteCount
        let offset = unsafe copyIn(
            image.base, RecordImage.byteCount(packedByteCount: packedByteCount))
        return append(.put, digest, policy, offset: offset, byteCount: packedByteCount)
    }

    /// Adds a row with those steps, their facts first.
    @inline(__always)
    func append(_ digest: Digest, _ steps: PackedSteps, _ policy: WritePolicy) -> Int {
        var facts = steps.facts
        let size = MemoryLayout<StepFacts>.size
        let offset = unsafe copyIn(&facts, size, and: steps.base, steps.byteCount)
        return append(.operate, digest, policy, offset: offset, byteCount: size + steps.byteCount)
    }

    /// Adds a row that reads those bins.
    func append(_ digest: Digest, _ bins: Span<BinID>, _ policy: WritePolicy) -> Int {
        let byteCount = bins.count * MemoryLayout<BinID>.stride
        let start = unsafe reserve(byteCount)
        for index in bins.indices {
            let place = index * MemoryLayout<BinID>.stride
            unsafe start.storeBytes(of: bins[index], toByteOffset: place, as: BinID.self)
        }
        let offset = unsafe start - state.pointee.base
        return append(.readSome, digest, policy, offset: offset, byteCount: byteCount)
    }

    @inline(__always)
    private func append(
        _ kind: Kind, _ digest: Digest, _ policy: WritePolicy, offset: Int, byteCount: Int
    ) -> Int {
        let index = unsafe state.pointee.count
        if unsafe index == state.pointee.rowCapacity { growRows() }
        unsafe (state.pointee.rows + index).initialize(
            to: Row(
                digest: digest, kind: kind, policy: policy, offset: offset, byteCount: byteCount,
                result: .notFound))
        unsafe state.pointee.count = index &+ 1
        return index
    }

    /// Copies input, two pieces of it, and returns where it is.
    @inline(__always)
    private func copyIn(
        _ source: UnsafeRawPointer, _ byteCount: Int, and more: UnsafeRawPointer? = nil,
        _ moreByteCount: Int = 0
    ) -> Int {
        let start = unsafe reserve(byteCount &+ moreByteCount)
        unsafe _ = memcpy(start, source, byteCount)
        if let more = unsafe more { unsafe _ = memcpy(start + byteCount, more, moreByteCount) }
        return unsafe start - state.pointee.base
    }

    /// Room for so many bytes of input, at a multiple of 16 as images need it.
    @inline(__always)
    private func reserve(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let offset = unsafe (state.pointee.byteCount &+ 15) & ~15
        let end = offset &+ byteCount
        if unsafe end > state.pointee.capacity { grow(to: end) }
        unsafe state.pointee.byteCount = end
        return unsafe state.pointee.base + offset
    }

    @inline(never)
    private func growRows() {
        let room = unsafe 2 * state.pointee.rowCapacity
        let larger = UnsafeMutablePointer<Row>.allocate(capacity: room)
        unsafe larger.initialize(from: state.pointee.rows, count: count)
        unsafe state.pointee.rows.deallocate()
        unsafe state.pointee.rows = larger
        unsafe state.pointee.rowCapacity = room
    }

    @inline(never)
    private func grow(to byteCount: Int) {
        let room = unsafe max(byteCount, 2 * state.pointee.capacity)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
        unsafe larger.copyMemory(from: state.pointee.base, byteCount: state.pointee.byteCount)
        unsafe state.pointee.base.deallocate()
        unsafe state.pointee.base = larger
        unsafe state.pointee.capacity = room
    }

    // MARK: For the execution

    /// The row at `index`, which is below `count`.
    @inline(__always)
    func row(_ index: Int) -> UnsafeMutablePointer<Row> { unsafe state.pointee.rows + index }

    /// The record that a `put` writes.
    @inline(__always)
    func image(of row: borrowing Row) -> RecordImage {
        unsafe RecordImage(
            base: state.pointee.base + row.offset, packedByteCount: row.byteCount)
    }

    /// The steps of an `operate`.
    @inline(__always)
    func steps(of row: borrowing Row) -> PackedSteps {
        let size = MemoryLayout<StepFacts>.size
        let start = unsafe state.pointee.base + row.offset
        return unsafe PackedSteps(
            base: start + size, byteCount: row.byteCount - size,
            facts: start.loadUnaligned(as: StepFacts.self))
    }

    /// Whether a `readSome` asks for `bin`.
    func wants(_ bin: BinID, _ row: borrowing Row) -> Bool {
        let stride = MemoryLayout<BinID>.stride
        for place in Swift.stride(from: row.offset, to: row.offset + row.byteCount, by: stride) {
            let wanted = unsafe state.pointee.base.loadUnaligned(
                fromByteOffset: place, as: BinID.self)
            if wanted == bin { return true }
        }
        return false
    }

    // MARK: Results

    /// How the row at `index` ended; `notFound` before the batch is executed.
    public func result(at index: Int) -> WriteResult { unsafe checked(index).pointee.result }

    /// The stored bytes of a bin that the row at `index` read; nil when it read none.
    @_lifetime(borrow self)
    public func bytes(_ bin: BinID, at index: Int) -> RawSpan? {
        let bins = output(index)
        guard let found = bins.find(bin) else { return nil }
        let span = unsafe RawSpan(
            _unsafeStart: bins.base + found.valueOffset, byteCount: found.valueByteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Calls `body` with every bin that the row at `index` read: its number, type and bytes.
    ///
    /// What an operate read is in ``entries(at:)`` instead.
    public func forEachBin(at index: Int, _ body: (BinID, BinType, RawSpan) -> Void) {
        output(index).forEach(body)
    }

    /// Which entries of ``buffer`` the steps of the row at `index` left; empty for other rows.
    public func entries(at index: Int) -> Range<Int> {
        let row = unsafe checked(index).pointee
        return row.kind == .operate ? row.outputStart..<row.outputEnd : 0..<0
    }

    private func output(_ index: Int) -> PackedBins {
        let row = unsafe checked(index).pointee
        return buffer.bins(row.kind == .operate ? 0..<0 : row.outputStart..<row.outputEnd)
    }

    private func checked(_ index: Int) -> UnsafeMutablePointer<Row> {
        precondition(index >= 0 && index < count, "the batch has no row \(index)")
        return unsafe row(index)
    }
}
