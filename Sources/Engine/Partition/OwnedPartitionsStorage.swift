internal import Synchronization

/// Which of the 4,096 partitions a namespace has; one bit each, all of them at first.
///
/// Asked only where an operation found no record or no room, so that partitions cost nothing
/// otherwise: a dropped partition has neither.
///
/// Thread safety: any thread may ask; changes are made by the holder of `Namespace.maintenance`.
/// A bit is cleared before the partition's tables are emptied, so that whoever has the stripe after
/// that finds no room in them and sees the bit.
///
/// Safety: `words` holds 64 words from `init` to `deinit`; a partition is below 4,096.
@safe
struct OwnedPartitions: ~Copyable, @unchecked Sendable {
    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    init() {
        unsafe words = .allocate(capacity: 64)
        for index in 0..<64 { unsafe (words + index).initialize(to: Atomic(.max)) }
    }

    deinit {
        unsafe words.deallocate()
    }

    @inline(__always)
    func contains(_ partition: Int) -> Bool {
        let word = unsafe words[(partition & 4095) &>> 6].load(ordering: .relaxed)
        return word &>> UInt64(truncatingIfNeeded: partition & 63) & 1 != 0
    }

    func insert(_ partition: Int) {
        unsafe words[partition >> 6].bitwiseOr(1 << UInt64(partition & 63), ordering: .relaxed)
    }

    func remove(_ partition: Int) {
        unsafe words[partition >> 6].bitwiseAnd(~(1 << UInt64(partition & 63)), ordering: .relaxed)
    }

    /// How many of `partitions` there are.
    func count(in partitions: ClosedRange<Int>) -> Int {
        partitions.reduce(0) { $0 + (contains($1) ? 1 : 0) }
    }
}
