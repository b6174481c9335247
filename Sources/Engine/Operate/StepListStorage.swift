internal import Glibc

/// Steps one after the other: kind (1 byte), type (1), bin (2), bytes of the value (4), the value.
///
/// Safety: `base` points to `byteCount` bytes that hold whole steps, written by a ``StepList``; the
/// value must not outlive them.
@safe
struct PackedSteps {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
    let facts: StepFacts

    static var headerByteCount: Int { 8 }

    @inline(__always)
    init(base: UnsafeMutableRawPointer, byteCount: Int, facts: StepFacts) {
        unsafe self.base = base
        self.byteCount = byteCount
        self.facts = facts
    }

    /// The step at `offset`, which is a step's start and before the end.
    @inline(__always)
    func step(at offset: Int) -> PackedStep {
        let word = unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let start = unsafe UnsafeRawPointer(base) + (offset &+ Self.headerByteCount)
        return unsafe PackedStep(
            kind: StepKind(rawValue: UInt8(truncatingIfNeeded: word)) ?? .touch,
            type: BinType(rawValue: UInt8(truncatingIfNeeded: word >> 8)) ?? .blob,
            bin: BinID(rawValue: UInt16(truncatingIfNeeded: word >> 16)),
            value: UnsafeRawBufferPointer(
                start: start, count: Int(truncatingIfNeeded: word >> 32)))
    }
}

/// One step.
///
/// Safety: `value` points into the packed steps that it came from and is valid as long as they are.
@unsafe
struct PackedStep {
    let kind: StepKind
    /// The type of the value; without meaning where there is none.
    let type: BinType
    let bin: BinID
    let value: UnsafeRawBufferPointer

    /// Bytes of the step within packed steps.
    @inline(__always)
    var byteCount: Int { unsafe PackedSteps.headerByteCount &+ value.count }
}

/// The steps of an operate, packed ahead of it; reused from one operate to the next.
///
/// ```swift
/// let steps = StepList()
/// steps.add(visits, integer: 1)
/// steps.read(visits)
/// namespace.operate(key, steps, with: buffer)
/// ```
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`, and `State.base` to
/// `capacity` bytes of which the first `byteCount` are packed steps; neither leaves the module.
@safe
public final class StepList {
    @unsafe private struct State {
        var base: UnsafeMutableRawPointer
        var capacity: Int
        var byteCount = 0
        var facts = StepFacts()
    }

    // Behind a pointer, so that a class property costs no exclusivity check per step.
    private let state: UnsafeMutablePointer<State>

    /// An empty list with room for `capacity` bytes; it grows as needed.
    public init(capacity: Int = 256) {
        precondition(capacity >= 0, "steps cannot have room for \(capacity) bytes")
        let room = max(capacity, 64)
        unsafe state = .allocateOnOwnLines()
        unsafe state.initialize(
            to: State(base: .allocate(byteCount: room, alignment: 16), capacity: room))
    }

    deinit {
        unsafe state.pointee.base.deallocate()
        unsafe state.deallocate()
    }

    /// How many steps there may be in one operate.
    public static var stepLimit: Int { 32_768 }

    /// How many steps it has.
    public var count: Int { unsafe state.pointee.facts.count }

    var packed: PackedSteps {
        @inline(__always)
        get {
            unsafe PackedSteps(
                base: state.pointee.base, byteCount: state.pointee.byteCount,
                facts: state.pointee.facts)
        }
    }

    /// Forgets all steps and keeps the room.
    @inline(__always)
    public func removeAll() {
        unsafe state.pointee.byteCount = 0
        unsafe state.pointee.facts = StepFacts()
    }

    /// Adds a step without a value.
    @inline(__always)
    func pack(_ kind: StepKind, _ bin: BinID = BinID(rawValue: 0)) {
        unsafe _ = reserve(kind, typeNumber: 0, bin, valueByteCount: 0)
    }

    /// Adds a step with the bytes of a value.
    @inline(__always)
    func pack(_ kind: StepKind, _ bin: BinID, _ type: BinType, _ value: RawSpan) {
        let start = unsafe reserve(
            kind, typeNumber: type.rawValue, bin, valueByteCount: value.byteCount)
        unsafe value.withUnsafeBytes { source in
            guard let first = source.baseAddress else { return }
            unsafe _ = memcpy(start, first, source.count)
        }
    }

    /// Adds a step with eight bytes of a number.
    @inline(__always)
    func pack(_ kind: StepKind, _ bin: BinID, _ type: BinType, bits: UInt64) {
        let start = unsafe reserve(kind, typeNumber: type.rawValue, bin, valueByteCount: 8)
        unsafe start.storeBytes(of: bits.littleEndian, as: UInt64.self)
    }

    /// Writes a step's header and returns where its value goes.
    @inline(__always)
    private func reserve(
        _ kind: StepKind, typeNumber: UInt8, _ bin: BinID, valueByteCount: Int
    ) -> UnsafeMutableRawPointer {
        precondition(valueByteCount <= UInt32.max, "a value has at most 4 GiB")
        let offset = unsafe state.pointee.byteCount
        let needed = offset &+ PackedSteps.headerByteCount &+ valueByteCount
        if unsafe needed > state.pointee.capacity { grow(to: needed) }
        unsafe state.pointee.byteCount = needed
        unsafe state.pointee.facts.note(kind, valueByteCount: valueByteCount)
        let word =
            UInt64(kind.rawValue) | UInt64(typeNumber) << 8 | UInt64(bin.rawValue) << 16
            | UInt64(truncatingIfNeeded: valueByteCount) << 32
        let start = unsafe state.pointee.base + offset
        unsafe start.storeBytes(of: word, as: UInt64.self)
        return unsafe start + PackedSteps.headerByteCount
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

    /// Adds a step that sets each bin of `draft`.
    public func write(_ draft: RecordDraft) {
        draft.bins.forEach { bin, type, bytes in pack(.write, bin, type, bytes) }
    }
}
