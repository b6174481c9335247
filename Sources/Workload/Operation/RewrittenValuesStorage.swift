/// Bytes of values that a batch has in place of the pool's.
///
/// Thread safety: owned by one worker.
///
/// Safety: `state` points to one initialised `State` from `init` until `deinit`, and `State.base`
/// to
/// `State.capacity` initialised bytes, which move when there is more room to be made: a place is
/// looked up each time, and checked against `State.byteCount`.
@safe
final class RewrittenValues {
    @unsafe private struct State: BitwiseCopyable {
        var base: UnsafeMutableRawPointer
        var capacity = 0
        var byteCount = 0
    }

    // Behind a pointer, so that it costs no check for exclusive access per value.
    private let state: UnsafeMutablePointer<State>

    init() {
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State(base: .allocate(byteCount: 0, alignment: 16)))
    }

    deinit {
        unsafe state.pointee.base.deallocate()
        unsafe state.deallocate()
    }

    /// Forgets all bytes and keeps the room.
    @inline(__always)
    func removeAll() {
        unsafe state.pointee.byteCount = 0
    }

    /// Adds `byteCount` bytes and returns where they are.
    @inline(__always)
    func append(byteCount: Int) -> Int {
        let offset = unsafe state.pointee.byteCount
        let end = offset &+ byteCount
        if end > (unsafe state.pointee.capacity) { grow(to: end) }
        unsafe state.pointee.byteCount = end
        return offset
    }

    /// Where the `byteCount` bytes at `offset` begin, until the next `append`.
    @inline(__always)
    func start(at offset: Int, byteCount: Int) -> UnsafeRawPointer {
        precondition(
            offset >= 0 && byteCount >= 0
                && offset &+ byteCount <= (unsafe state.pointee.byteCount),
            "a value of \(byteCount) bytes")
        return unsafe UnsafeRawPointer(state.pointee.base + offset)
    }

    @inline(never)
    private func grow(to byteCount: Int) {
        let capacity = max(2 * byteCount, 4_096)
        let base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
        unsafe base.copyMemory(from: state.pointee.base, byteCount: state.pointee.byteCount)
        unsafe state.pointee.base.deallocate()
        unsafe state.pointee.base = unsafe base
        unsafe state.pointee.capacity = capacity
    }
}
