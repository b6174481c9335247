internal import Histogram
public import Platform

/// How often each latency occurred, from 0 ns to 1 h, to three significant digits.
///
/// Nothing is dropped: a latency above an hour counts as an overflow. It is part of `count`, of
/// `maximum` and of the percentiles, where it stands above every bucket.
///
/// Thread safety: one thread at a time.
public final class LatencyHistogram {
    private var counts: Histogram<UInt64>
    private var longest: UInt64 = 0

    /// How many latencies were above `highestTrackable`.
    public private(set) var overflowCount: UInt64 = 0

    /// The longest latency with a bucket of its own: one hour.
    public static let highestTrackable = Nanoseconds(3_600_000_000_000)

    /// An empty histogram of 270 KB.
    public init() {
        counts = Self.emptyCounts()
    }

    private static func emptyCounts() -> Histogram<UInt64> {
        Histogram(
            lowestDiscernibleValue: 1,
            highestTrackableValue: highestTrackable.count,
            numberOfSignificantValueDigits: .three)
    }

    /// How many latencies were recorded, overflows included.
    public var count: UInt64 { counts.totalCount + overflowCount }

    /// Counts one latency.
    @inline(__always)
    public func record(_ latency: Nanoseconds) {
        record(latency, count: 1)
    }

    /// Counts one latency `count` times.
    @inline(__always)
    public func record(_ latency: Nanoseconds, count: UInt64) {
        longest = max(longest, latency.count)
        if latency.count > 3_600_000_000_000 {
            overflowCount += count
        } else {
            counts.record(latency.count, count: count)
        }
    }

    /// The shortest latency, exact; 0 when there is none.
    public var minimum: Nanoseconds { Nanoseconds(counts.totalCount == 0 ? longest : counts.min) }

    /// The longest latency, exact, overflows included; 0 when there is none.
    public var maximum: Nanoseconds { Nanoseconds(longest) }

    /// The mean of the latencies that have a bucket, in nanoseconds; 0 when there is none.
    public var mean: Double { counts.mean }

    /// The standard deviation of the latencies that have a bucket, in nanoseconds.
    public var standardDeviation: Double { counts.stdDeviation }

    /// The latencies at several percentiles, found in one pass.
    ///
    /// - Parameter wanted: percentiles from 0 to 100, ascending.
    /// - Returns: as many latencies, each the longest of its bucket; zeros when nothing was recorded.
    public func percentiles(_ wanted: [Double]) -> [Nanoseconds] {
        Self.percentiles(wanted, of: recordedValues, count: count, maximum: maximum)
    }

    static func percentiles(
        _ wanted: [Double], of values: [RecordedValue], count: UInt64, maximum: Nanoseconds
    ) -> [Nanoseconds] {
        var seen: UInt64 = 0
        var remaining = values.makeIterator()
        var highest = Nanoseconds.zero
        return wanted.map { percentile in
            let rank = max(1, UInt64((percentile / 100 * Double(count)).rounded(.up)))
            while seen < rank {
                if let value = remaining.next() {
                    seen += value.count
                    highest = value.highest
                } else {
                    seen = .max
                    highest = maximum
                }
            }
            return min(highest, maximum)
        }
    }

    /// The latency at one percentile from 0 to 100.
    public func percentile(_ wanted: Double) -> Nanoseconds {
        percentiles([wanted])[0]
    }

    /// Adds what `other` recorded.
    public func add(_ other: LatencyHistogram) {
        counts.add(other.counts)
        overflowCount += other.overflowCount
        longest = max(longest, other.longest)
    }

    /// Forgets everything.
    public func reset() {
        counts = Self.emptyCounts()
        overflowCount = 0
        longest = 0
    }

    /// The buckets that are not empty, ascending; overflows have none.
    public var recordedValues: [RecordedValue] {
        counts.recordedValues().map {
            RecordedValue(
                lowest: Nanoseconds(counts.lowestEquivalentForValue($0.value)),
                highest: Nanoseconds($0.value), count: $0.count)
        }
    }
}
