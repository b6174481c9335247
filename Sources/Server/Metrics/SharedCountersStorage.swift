internal import Synchronization

/// Numbers that one thread counts up and any thread reads.
///
/// Thread safety: one thread adds; any thread reads, each number at a moment of its own.
///
/// Safety: `base` points to `count` initialised numbers from `init` until `deinit`; every index is
/// checked.
@safe
final class SharedCounters: @unchecked Sendable {
    /// How many numbers there are.
    let count: Int
    private let base: UnsafeMutablePointer<Atomic<UInt64>>

    /// `count` numbers, all zero.
    init(count: Int) {
        self.count = count
        unsafe base = .allocate(capacity: count)
        for index in 0..<count { unsafe (base + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe base.deallocate()
    }

    /// Adds to a number; for the one thread that counts.
    @inline(__always)
    func add(_ amount: UInt64, at index: Int) {
        precondition(index >= 0 && index < count, "there is no counter \(index)")
        let old = unsafe base[index].load(ordering: .relaxed)
        unsafe base[index].store(old &+ amount, ordering: .relaxed)
    }

    /// A number.
    @inline(__always)
    subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "there is no counter \(index)")
        return unsafe base[index].load(ordering: .relaxed)
    }
}
