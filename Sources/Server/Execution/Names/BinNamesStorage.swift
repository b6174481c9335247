/// The bytes of bins' names by the bins' numbers, for answers.
///
/// Thread safety: owned by one thread.
///
/// Safety: `state` points to one initialised `State` from `init` to `deinit`, and `State.entries`
/// to `capacity` initialised entries. Spans borrow the object, whose owner must not keep them
/// across a call of `set`.
@safe
final class BinNames {
    @unsafe private struct State {
        /// Fifteen bytes each, and how many of them are the name; 255 while it is not known.
        var entries: UnsafeMutablePointer<InlineArray<16, UInt8>>
        var capacity: Int
    }

    // Behind a pointer, so that a class property costs no exclusivity check per bin.
    private let state: UnsafeMutablePointer<State>
    private static var unknown: InlineArray<16, UInt8> { InlineArray(repeating: 255) }

    init() {
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State(entries: Self.allocate(64), capacity: 64))
    }

    deinit {
        unsafe state.pointee.entries.deallocate()
        unsafe state.deallocate()
    }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<InlineArray<16, UInt8>> {
        let entries = UnsafeMutablePointer<InlineArray<16, UInt8>>.allocate(capacity: count)
        unsafe entries.initialize(repeating: unknown, count: count)
        return unsafe entries
    }

    /// The name of the bin with this number; nil when it was not set.
    @inline(__always)
    @_lifetime(borrow self)
    func name(of number: UInt16) -> RawSpan? {
        guard unsafe Int(number) < state.pointee.capacity else { return nil }
        let entry = unsafe state.pointee.entries + Int(number)
        let byteCount = unsafe entry.pointee[15]
        guard byteCount != 255 else { return nil }
        let span = unsafe RawSpan(
            _unsafeStart: UnsafeRawPointer(entry), byteCount: Int(byteCount))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Sets the name, at most 15 bytes, of the bin with this number.
    func set(_ number: UInt16, name: String) {
        precondition(name.utf8.count <= 15, "a bin's name has at most 15 bytes")
        while unsafe Int(number) >= state.pointee.capacity { grow() }
        var entry = InlineArray<16, UInt8>(repeating: 0)
        var count = 0
        for byte in name.utf8 {
            entry[count] = byte
            count += 1
        }
        entry[15] = UInt8(count)
        unsafe state.pointee.entries[Int(number)] = entry
    }

    private func grow() {
        let count = unsafe state.pointee.capacity
        let larger = unsafe Self.allocate(2 * count)
        unsafe larger.update(from: state.pointee.entries, count: count)
        unsafe state.pointee.entries.deallocate()
        unsafe state.pointee.entries = larger
        unsafe state.pointee.capacity = 2 * count
    }
}
