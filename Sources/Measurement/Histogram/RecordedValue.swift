public import Platform

/// One bucket of a histogram that is not empty.
public struct RecordedValue: Hashable, Sendable {
    /// The shortest latency that falls into the bucket.
    public var lowest: Nanoseconds
    /// The longest latency that falls into the bucket; what percentiles report.
    public var highest: Nanoseconds
    /// How many latencies fell into it; above zero.
    public var count: UInt64

    /// A bucket from `lowest` to `highest` that `count` latencies fell into.
    public init(lowest: Nanoseconds, highest: Nanoseconds, count: UInt64) {
        self.lowest = lowest
        self.highest = highest
        self.count = count
    }
}
