/// How large a bin's value is, in bytes.
public enum ValueSize: Hashable, Sendable {
    /// The largest value a plan may have: 64 MiB.
    public static let byteLimit = 64 << 20

    /// Always the same.
    case constant(Int)
    /// From the lower to the upper bound, both included, equally likely.
    case uniform(ClosedRange<Int>)
    /// As in Facebook's ETC pool, cut at 1 MiB; mean about 194 bytes.
    case facebookETC

    /// The largest that can come.
    public var largestByteCount: Int {
        switch self {
        case .constant(let size): size
        case .uniform(let range): range.upperBound
        case .facebookETC: FacebookETC.valueBounds.upperBound
        }
    }

    /// The size to expect on average.
    public var meanByteCount: Double {
        switch self {
        case .constant(let size): Double(size)
        case .uniform(let range): (Double(range.lowerBound) + Double(range.upperBound)) / 2
        case .facebookETC: FacebookETC.meanValueByteCount
        }
    }

    /// Whether all are of one size.
    var isConstant: Bool {
        if case .constant = self { true } else { false }
    }

    /// The next size.
    @inline(__always)
    func next(using random: inout DrawStream) -> Int {
        switch self {
        case .constant(let size): size
        case .uniform(let range):
            range.lowerBound
                + Int(random.below(UInt64(range.upperBound - range.lowerBound) + 1))
        case .facebookETC: SizeDistribution.facebookETC.next(using: &random)
        }
    }
}
