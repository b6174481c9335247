public import Platform

/// One line of an interval log: what one tag recorded in one stretch of time.
public struct LogInterval: Sendable {
    /// What was recorded, `kind.measure` such as `read.service`; without commas or white space.
    public var tag: String
    /// From the log's base time to the interval's start, to a millisecond.
    public var start: Nanoseconds
    /// How long it was, to a millisecond.
    public var length: Nanoseconds
    /// The latencies; owned by whoever holds the line.
    public var histogram: LatencyHistogram

    /// A line of a log.
    ///
    /// - Parameters:
    ///   - tag: what was recorded.
    ///   - start: from the log's base time to the interval's start.
    ///   - length: how long it was.
    ///   - histogram: the latencies.
    public init(
        tag: String, start: Nanoseconds, length: Nanoseconds, histogram: LatencyHistogram
    ) {
        self.tag = tag
        self.start = start
        self.length = length
        self.histogram = histogram
    }
}
