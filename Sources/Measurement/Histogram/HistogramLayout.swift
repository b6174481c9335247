/// Which bucket holds which values: HdrHistogram's layout for 1 ns … 1 h at three digits.
///
/// Values up to 2,047 have a bucket each. Above, each doubling of the value has 1,024 buckets, so a
/// bucket is never wider than 1/1,024 of its values. The layout (unit magnitude 0, 2,048
/// sub-buckets, 33,792 counters) is that of every HdrHistogram with these bounds: logs of either
/// side hold the same indices. Source: G. Tene, HdrHistogram, "AbstractHistogram", its notes on
/// sub-buckets.
enum HistogramLayout {
    /// The significant decimal digits that the layout keeps.
    static let significantDigits: UInt32 = 3
    /// The highest value that must have a bucket: one hour, in nanoseconds.
    static let highestTrackable: UInt64 = 3_600_000_000_000
    /// How many buckets there are; the last covers up to 73 minutes.
    static let bucketCount = 33_792

    private static let halfMagnitude = 10
    private static let halfCount = 1 << halfMagnitude

    /// The bucket of `value`, which is at most `highestTrackable`.
    @inline(__always)
    static func index(of value: UInt64) -> Int {
        let doubling = 53 &- (value | 2_047).leadingZeroBitCount
        return doubling << halfMagnitude &+ Int(truncatingIfNeeded: value >> UInt64(doubling))
    }

    /// The lowest value of a bucket.
    static func lowest(at index: Int) -> UInt64 {
        let doubling = max(index >> halfMagnitude - 1, 0)
        return UInt64(index - doubling << halfMagnitude) << UInt64(doubling)
    }

    /// The highest value of a bucket.
    static func highest(at index: Int) -> UInt64 {
        lowest(at: index) + width(at: index) - 1
    }

    /// The value that stands for a bucket in means.
    static func middle(at index: Int) -> UInt64 {
        lowest(at: index) + width(at: index) / 2
    }

    private static func width(at index: Int) -> UInt64 {
        1 << UInt64(max(index >> halfMagnitude - 1, 0))
    }
}
