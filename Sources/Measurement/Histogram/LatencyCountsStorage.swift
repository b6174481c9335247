internal import Platform

/// The counters of one histogram, in memory that never moves.
///
/// It is a plain address, so that a recorder can keep a table of them: a reference to an object
/// would cost a retain and a release, and an array a uniqueness check, on every latency.
///
/// Safety: `header` and `buckets` point into one initialised block of `headerCount` and
/// `HistogramLayout.bucketCount` words from `init` until `deallocate`. `LatencyHistogram` owns the
/// block; who copies the address keeps that histogram alive. The words below `lowestUsed` and above
/// `highestUsed` are zero.
@safe
struct LatencyCounts {
    private let header: UnsafeMutablePointer<UInt64>
    private let buckets: UnsafeMutablePointer<UInt64>

    // The words of the header, which fill one cache line.
    private static var headerCount: Int { 8 }
    private static var bucketed: Int { 0 }
    private static var overflow: Int { 1 }
    private static var least: Int { 2 }
    private static var most: Int { 3 }

    /// New counters, all zero; `deallocate` ends them.
    init() {
        let wordCount = Self.headerCount + HistogramLayout.bucketCount
        let block = UnsafeMutableRawPointer.allocate(byteCount: wordCount * 8, alignment: 64)
        let words = unsafe block.initializeMemory(as: UInt64.self, repeating: 0, count: wordCount)
        unsafe header = words
        unsafe buckets = words + Self.headerCount
        unsafe header[Self.least] = .max
    }

    /// Frees the block; nobody may use a copy of this address afterwards.
    func deallocate() {
        unsafe header.deallocate()
    }

    /// Latencies that have a bucket.
    var bucketedCount: UInt64 { unsafe header[Self.bucketed] }
    /// Latencies above the layout.
    var overflowCount: UInt64 { unsafe header[Self.overflow] }
    /// The lowest latency; the highest number when there is none.
    var minimum: UInt64 { unsafe header[Self.least] }
    /// The highest latency, overflows included; 0 when there is none.
    var maximum: UInt64 { unsafe header[Self.most] }

    /// The buckets between the lowest and the highest latency; all others are zero.
    var usedIndices: Range<Int> {
        guard bucketedCount > 0 else { return 0..<0 }
        let lowest = HistogramLayout.index(of: minimum)
        guard maximum <= HistogramLayout.highestTrackable else {
            return lowest..<HistogramLayout.bucketCount
        }
        return lowest..<HistogramLayout.index(of: maximum) + 1
    }

    /// The counter of one bucket.
    @inline(__always)
    subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < HistogramLayout.bucketCount, "no bucket has this index")
        return unsafe buckets[index]
    }

    /// Counts one latency `count` times.
    @inline(__always)
    func record(_ value: UInt64, count: UInt64) {
        if value < minimum { unsafe header[Self.least] = value }
        if value > maximum { unsafe header[Self.most] = value }
        guard value <= HistogramLayout.highestTrackable else {
            unsafe header[Self.overflow] &+= count
            return
        }
        // The index of a trackable value is always inside the layout.
        unsafe buckets[HistogramLayout.index(of: value)] &+= count
        unsafe header[Self.bucketed] &+= count
    }

    /// Adds `count` to one bucket, as if its highest value had been recorded.
    ///
    /// The last buckets reach beyond an hour; a log of another program may use them.
    func add(_ count: UInt64, toBucket index: Int) {
        precondition(index >= 0 && index < HistogramLayout.bucketCount, "no bucket has this index")
        unsafe buckets[index] &+= count
        unsafe header[Self.bucketed] &+= count
        unsafe header[Self.least] = min(minimum, HistogramLayout.lowest(at: index))
        unsafe header[Self.most] = max(maximum, HistogramLayout.highest(at: index))
    }

    /// Adds overflows, above zero, of which `longest` is the longest; the others are not known.
    func addOverflow(_ count: UInt64, longest: UInt64) {
        unsafe header[Self.overflow] &+= count
        unsafe header[Self.least] = min(minimum, longest)
        unsafe header[Self.most] = max(maximum, longest)
    }

    /// Adds everything that `other` counted.
    func add(_ other: LatencyCounts) {
        for index in other.usedIndices {
            unsafe buckets[index] &+= other.buckets[index]
        }
        unsafe header[Self.bucketed] &+= other.bucketedCount
        unsafe header[Self.least] = min(minimum, other.minimum)
        unsafe header[Self.overflow] &+= other.overflowCount
        unsafe header[Self.most] = max(maximum, other.maximum)
    }

    /// Back to zero.
    func reset() {
        let used = usedIndices
        unsafe (buckets + used.lowerBound).update(repeating: 0, count: used.count)
        unsafe header.update(repeating: 0, count: Self.headerCount)
        unsafe header[Self.least] = .max
    }
}
