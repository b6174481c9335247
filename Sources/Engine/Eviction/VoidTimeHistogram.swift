/// How many bytes of records expire when, from a lap over all of them.
///
/// Buckets are exact up to 16 seconds ahead, then 16 to each doubling: a bucket's width is at most
/// 1/16 of the time to live at its beginning.
struct VoidTimeHistogram {
    /// When the lap began, in seconds since 2010-01-01 UTC.
    let start: UInt32
    private var byteCounts = [Int](repeating: 0, count: bucketCount)

    /// Ten years are below 2^29 seconds.
    private static var bucketCount: Int { (29 - 3) * 16 }

    /// Bytes of all records that expire.
    private(set) var byteCount = 0

    init(start: UInt32) {
        self.start = start
    }

    /// Counts a record that expires; those that never do are not counted.
    mutating func add(voidTime: UInt32, byteCount: Int) {
        let ahead = voidTime > start ? voidTime - start : 0
        byteCounts[min(Self.bucket(ahead), Self.bucketCount - 1)] += byteCount
        self.byteCount += byteCount
    }

    /// The void time up to which records hold at least `byteCount` bytes, or else all that expire.
    ///
    /// - Parameters:
    ///   - byteCount: how many bytes of records are to go.
    ///   - moment: records that expire before it do not count.
    /// - Returns: the last second of a bucket; 0 when nothing expires from `moment` on.
    func voidTime(freeing byteCount: Int, from moment: UInt32) -> UInt32 {
        var (sum, last) = (0, UInt32(0))
        for (bucket, count) in byteCounts.enumerated() where count > 0 {
            let end = start &+ Self.lastSecond(of: bucket)
            if end < moment { continue }
            sum += count
            last = end
            if sum >= byteCount { break }
        }
        return last
    }

    static func bucket(_ seconds: UInt32) -> Int {
        if seconds < 16 { return Int(seconds) }
        let exponent = 31 - seconds.leadingZeroBitCount
        return (exponent - 3) * 16 + Int(seconds >> UInt32(exponent - 4) & 15)
    }

    static func lastSecond(of bucket: Int) -> UInt32 {
        if bucket < 16 { return UInt32(bucket) }
        return UInt32(17 + bucket % 16) << UInt32(bucket / 16 - 1) - 1
    }
}
