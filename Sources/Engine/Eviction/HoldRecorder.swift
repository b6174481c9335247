internal import Platform
internal import Synchronization

/// How long expiry and eviction hold stripes.
///
/// Thread safety: any thread may record.
struct HoldRecorder: ~Copyable {
    /// Nanoseconds of the longest hold of each.
    let longestExpiry = Atomic<UInt64>(0)
    let longestEviction = Atomic<UInt64>(0)
    /// Holds above the bound.
    let longCount = Atomic<Int>(0)

    /// What a hold must stay below: 50 µs.
    private static var bound: UInt64 { 50_000 }

    private let clock: MonotonicClock

    /// A recorder that reads the processor's counter when it is to be used often: to measure the
    /// counter takes 20 ms, once in a process.
    init(isOften: Bool) {
        clock = isOften ? .calibrated : .system
    }

    /// The moment of an acquisition, for `record`.
    @inline(__always)
    func now() -> Instant { clock.now() }

    /// Records that a stripe taken at `start` is free again.
    @inline(__always)
    func record(since start: Instant, isEviction: Bool) {
        let span = (now() - start).count
        // Nearly always a plain load: nobody's line is taken away.
        let longest =
            isEviction
            ? longestEviction.load(ordering: .relaxed) : longestExpiry.load(ordering: .relaxed)
        if span > longest { recordLonger(span, isEviction: isEviction) }
        if span > Self.bound { longCount.wrappingAdd(1, ordering: .relaxed) }
    }

    @inline(never)
    private func recordLonger(_ span: UInt64, isEviction: Bool) {
        if isEviction {
            longestEviction.max(span, ordering: .relaxed)
        } else {
            longestExpiry.max(span, ordering: .relaxed)
        }
    }
}
