internal import Histogram
public import Platform

/// How often each latency occurred, from 1 ns to 1 h, to three significant digits.
///
/// Nothing is dropped: a latency above an hour counts as an overflow, and one of 0 ns as 1 ns.
///
/// Thread safety: one thread at a time.
public final class LatencyHistogram {
    private var counts: Histogram<UInt64>

    /// The longest latency with a bucket of its own: one hour.
    public static let highestTrackable = Nanoseconds(3_600_000_000_000)

    /// An empty histogram of 270 KB.
    public init() {
        counts = Histogram(
            lowestDiscernibleValue: 1,
            highestTrackableValue: Self.highestTrackable.count,
            numberOfSignificantValueDigits: .three)
    }

    /// How many latencies have a bucket.
    public var count: UInt64 { counts.totalCount }
}
