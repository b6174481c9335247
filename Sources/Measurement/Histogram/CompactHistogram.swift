public import Platform

/// A histogram that is finished: only its buckets that are not empty, a few kilobytes.
///
/// What intervals keep: a thousand of them fit where four full histograms would.
///
/// Thread safety: a value.
public struct CompactHistogram: Hashable, Sendable {
    /// The buckets that are not empty, ascending.
    public private(set) var values: [RecordedValue] = []
    /// How many latencies were above `LatencyHistogram.highestTrackable`.
    public private(set) var overflowCount: UInt64 = 0
    /// The longest latency, exact, overflows included; 0 when there is none.
    public private(set) var maximum = Nanoseconds.zero
    /// How many latencies were recorded, overflows included.
    public private(set) var count: UInt64 = 0

    /// Nothing recorded.
    public init() {}

    /// What `histogram` has recorded so far.
    public init(_ histogram: LatencyHistogram) {
        guard histogram.count > 0 else { return }
        values = histogram.recordedValues
        overflowCount = histogram.overflowCount
        maximum = histogram.maximum
        count = histogram.count
    }

    /// The latencies at several percentiles, found in one pass; as `LatencyHistogram` finds them.
    ///
    /// - Parameter wanted: percentiles from 0 to 100, ascending.
    /// - Returns: as many latencies; zeros when nothing was recorded.
    public func percentiles(_ wanted: [Double]) -> [Nanoseconds] {
        var remaining = values.makeIterator()
        var seen: UInt64 = 0
        var reached = values.first?.lowest ?? maximum
        return wanted.map { percentile in
            let rank = Percentiles.rank(of: percentile, among: count)
            while seen < rank {
                guard let value = remaining.next() else { return maximum }
                seen += value.count
                reached = value.highest
            }
            return min(reached, maximum)
        }
    }

    /// Adds what `other` recorded.
    public mutating func add(_ other: CompactHistogram) {
        guard other.count > 0 else { return }
        values = Self.merge(values, other.values)
        overflowCount += other.overflowCount
        maximum = max(maximum, other.maximum)
        count += other.count
    }

    /// The same contents as a full histogram, for whoever needs its layout.
    public func expanded() -> LatencyHistogram {
        let histogram = LatencyHistogram()
        for value in values { histogram.record(value.highest, count: value.count) }
        if overflowCount > 0 { histogram.record(maximum, count: overflowCount) }
        return histogram
    }

    private static func merge(_ left: [RecordedValue], _ right: [RecordedValue]) -> [RecordedValue]
    {
        var merged: [RecordedValue] = []
        merged.reserveCapacity(left.count + right.count)
        var leftIndex = 0
        var rightIndex = 0
        while leftIndex < left.count && rightIndex < right.count {
            if left[leftIndex].highest == right[rightIndex].highest {
                var value = left[leftIndex]
                value.count += right[rightIndex].count
                merged.append(value)
                leftIndex += 1
                rightIndex += 1
            } else if left[leftIndex].highest < right[rightIndex].highest {
                merged.append(left[leftIndex])
                leftIndex += 1
            } else {
                merged.append(right[rightIndex])
                rightIndex += 1
            }
        }
        return merged + left[leftIndex...] + right[rightIndex...]
    }
}
