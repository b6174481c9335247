public import Platform

/// How often each latency occurred, from 0 ns to 1 h, to three significant digits.
///
/// Nothing is dropped or clamped: a latency above an hour counts as an overflow. It is part of
/// `count`, of `maximum` and of the percentiles, where it stands above every bucket.
///
/// Thread safety: one thread at a time.
public final class LatencyHistogram: @unchecked Sendable {
    let counts = LatencyCounts()

    /// The longest latency with a bucket of its own: one hour.
    public static let highestTrackable = Nanoseconds(HistogramLayout.highestTrackable)

    /// An empty histogram of 270 KB.
    public init() {}

    deinit {
        counts.deallocate()
    }

    // MARK: Recording

    /// Counts one latency; about 2 ns.
    @inline(__always)
    public func record(_ latency: Nanoseconds) {
        counts.record(latency.count, count: 1)
    }

    /// Counts one latency `count` times.
    @inline(__always)
    public func record(_ latency: Nanoseconds, count: UInt64) {
        if count > 0 { counts.record(latency.count, count: count) }
    }

    /// Adds what `other` recorded.
    public func add(_ other: LatencyHistogram) {
        counts.add(other.counts)
    }

    /// Forgets everything.
    public func reset() {
        counts.reset()
    }

    // MARK: Figures

    /// How many latencies were recorded, overflows included.
    public var count: UInt64 { counts.bucketedCount + counts.overflowCount }

    /// How many latencies were above `highestTrackable`.
    public var overflowCount: UInt64 { counts.overflowCount }

    /// The shortest latency, exact unless it was read from a log; 0 when there is none.
    public var minimum: Nanoseconds { Nanoseconds(count == 0 ? 0 : counts.minimum) }

    /// The longest latency, exact unless it was read from a log; 0 when there is none.
    ///
    /// Overflows are part of it.
    public var maximum: Nanoseconds { Nanoseconds(counts.maximum) }

    /// The mean, in nanoseconds, of the latencies that have a bucket; 0 when there is none.
    ///
    /// Each counts as the middle of its bucket, as in HdrHistogram.
    public var mean: Double {
        guard counts.bucketedCount > 0 else { return 0 }
        var sum = 0.0
        for index in counts.usedIndices where counts[index] > 0 {
            sum += Double(HistogramLayout.middle(at: index)) * Double(counts[index])
        }
        return sum / Double(counts.bucketedCount)
    }

    /// The standard deviation, in nanoseconds, of the latencies that have a bucket.
    public var standardDeviation: Double {
        guard counts.bucketedCount > 0 else { return 0 }
        let mean = mean
        var sum = 0.0
        for index in counts.usedIndices where counts[index] > 0 {
            let deviation = Double(HistogramLayout.middle(at: index)) - mean
            sum += deviation * deviation * Double(counts[index])
        }
        return (sum / Double(counts.bucketedCount)).squareRoot()
    }

    /// The latencies at several percentiles, found in one pass.
    ///
    /// The latency at percentile p is the longest of the bucket that holds the value of rank
    /// ⌈p/100 × count⌉, and at most `maximum`; at 0 it is `minimum`.
    ///
    /// - Parameter wanted: percentiles from 0 to 100, ascending.
    /// - Returns: as many latencies; zeros when nothing was recorded.
    public func percentiles(_ wanted: [Double]) -> [Nanoseconds] {
        guard count > 0 else { return wanted.map { _ in .zero } }
        let used = counts.usedIndices
        var results: [Nanoseconds] = []
        var index = used.lowerBound
        var seen: UInt64 = 0
        var last = 0.0
        for percentile in wanted {
            precondition(
                percentile >= last && percentile <= 100,
                "percentiles ascend from 0 to 100, asked for \(percentile) after \(last)")
            last = percentile
            let rank = Percentiles.rank(of: percentile, among: count)
            while seen < rank, index < used.upperBound {
                seen += counts[index]
                index += 1
            }
            let reached =
                rank == 0
                ? counts.minimum
                : seen < rank ? counts.maximum : HistogramLayout.highest(at: index - 1)
            results.append(Nanoseconds(min(reached, counts.maximum)))
        }
        return results
    }

    /// The latency at one percentile from 0 to 100; see `percentiles`.
    public func percentile(_ wanted: Double) -> Nanoseconds {
        percentiles([wanted])[0]
    }

    /// The buckets that are not empty, ascending; overflows have none.
    public var recordedValues: [RecordedValue] {
        counts.usedIndices.filter { counts[$0] > 0 }.map {
            RecordedValue(
                lowest: Nanoseconds(HistogramLayout.lowest(at: $0)),
                highest: Nanoseconds(HistogramLayout.highest(at: $0)), count: counts[$0])
        }
    }
}
