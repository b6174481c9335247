/// A point of monotonic time, in nanoseconds since an origin that is the same for one process.
@frozen
public struct Instant: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's origin.
    public var nanoseconds: UInt64

    /// The point `nanoseconds` after the clock's origin.
    @inlinable
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Orders points by time.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The point `span` later.
    @inlinable
    public static func + (start: Instant, span: Nanoseconds) -> Instant {
        Instant(nanoseconds: start.nanoseconds + span.count)
    }

    /// The span from `earlier` to `later`; zero when the two are the other way round.
    ///
    /// Two cores' counters may differ by a few ticks, so a reversal of that size is no bug.
    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Nanoseconds {
        later.nanoseconds > earlier.nanoseconds
            ? Nanoseconds(later.nanoseconds - earlier.nanoseconds) : Nanoseconds(0)
    }
}
