/// How many records a scan reads: from the lower to the upper bound, equally likely.
public struct ScanLength: Hashable, Sendable {
    /// The bounds, both included; at least 1.
    public var range: ClosedRange<UInt32>

    /// A scan length within `range`.
    public init(_ range: ClosedRange<UInt32>) {
        self.range = range
    }

    /// The next length.
    @inline(__always)
    func next(using random: inout Xoshiro256) -> UInt32 {
        let span = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + UInt32(truncatingIfNeeded: random.below(span))
    }
}
