/// The percentiles that every report shows.
public enum Percentiles {
    /// 50, 90, 99, 99.9, 99.99, 99.999 and 100, which is the maximum.
    public static let standard: [Double] = [50, 90, 99, 99.9, 99.99, 99.999, 100]

    /// Which of `count` ascending values stands at a percentile, from 1; 0 for the lowest of all.
    ///
    /// The product is rounded down by one bit first, so that 99.9 % of 1,000 is rank 999.
    static func rank(of percentile: Double, among count: UInt64) -> UInt64 {
        UInt64((percentile * Double(count) / 100).nextDown.rounded(.up).magnitude)
    }
}
