internal import Measurement
internal import Platform

/// One histogram in a few figures, all in nanoseconds; zeros when nothing was recorded.
public struct LatencySummary: Codable, Hashable, Sendable {
    /// How many latencies, overflows included.
    public var count: UInt64
    /// How many were above the histogram's range of an hour.
    public var overflowCount: UInt64
    /// The shortest.
    public var minimumNanoseconds: UInt64
    /// The mean of those within the range.
    public var meanNanoseconds: Double
    /// The standard deviation of those within the range.
    public var standardDeviationNanoseconds: Double
    /// The median.
    public var p50Nanoseconds: UInt64
    /// The 90th percentile.
    public var p90Nanoseconds: UInt64
    /// The 99th percentile.
    public var p99Nanoseconds: UInt64
    /// The 99.9th percentile.
    public var p999Nanoseconds: UInt64
    /// The 99.99th percentile.
    public var p9999Nanoseconds: UInt64
    /// The longest.
    public var maximumNanoseconds: UInt64

    /// The percentiles that have a property, in its order.
    static let percentiles: [Double] = [50, 90, 99, 99.9, 99.99]

    /// The values at `percentiles`, in nanoseconds.
    var percentileValues: [UInt64] {
        [p50Nanoseconds, p90Nanoseconds, p99Nanoseconds, p999Nanoseconds, p9999Nanoseconds]
    }

    init(_ histogram: LatencyHistogram) {
        let values = histogram.percentiles(Self.percentiles).map(\.count)
        count = histogram.count
        overflowCount = histogram.overflowCount
        minimumNanoseconds = histogram.minimum.count
        let isInRange = histogram.count > histogram.overflowCount
        meanNanoseconds = isInRange ? histogram.mean : 0
        standardDeviationNanoseconds = isInRange ? histogram.standardDeviation : 0
        p50Nanoseconds = values[0]
        p90Nanoseconds = values[1]
        p99Nanoseconds = values[2]
        p999Nanoseconds = values[3]
        p9999Nanoseconds = values[4]
        maximumNanoseconds = histogram.maximum.count
    }

    /// Whether at least ten latencies lie above `percentile`, fewer of which say little about it.
    func supports(_ percentile: Double) -> Bool {
        Double(count) * (100 - percentile) / 100 >= 10 - 1e-6
    }
}
