/// A namespace's figures at one moment.
public struct NamespaceStatistics: Hashable, Sendable {
    /// Records, those included whose time is over but which nobody has met since.
    public var recordCount = 0
    /// Records removed because their time was over, since the namespace was created.
    public var expiredCount = 0
    /// Records removed to make room, since the namespace was created.
    public var evictedCount = 0
    /// Writes refused above the stop-writes mark.
    public var stoppedWriteCount = 0
    /// Nanoseconds that expiry has held a stripe at most, being put aside by the system included.
    public var longestExpiryHoldNanoseconds: UInt64 = 0
    /// Nanoseconds that eviction has held a stripe at most, being put aside by the system included.
    public var longestEvictionHoldNanoseconds: UInt64 = 0
    /// Times that expiry or eviction held a stripe for more than 50 µs.
    public var longHoldCount = 0
    /// Bytes of bins: values, and 4 or 7 bytes of header each.
    public var payloadByteCount = 0
    /// Bytes of record headers and digests.
    public var headerByteCount = 0
    /// Bytes by which size classes exceed headers and bins.
    public var slackByteCount = 0
    /// Bytes of index tables.
    public var indexByteCount = 0
    /// Bytes of records and tables as the namespace counts them, rounded to size classes.
    public var recordAndIndexByteCount: Int {
        payloadByteCount + headerByteCount + slackByteCount + indexByteCount
    }
    /// Bytes of records and tables as jemalloc counts them.
    public var allocatedByteCount = 0
    /// Bytes in pages that hold any of them.
    public var activeByteCount = 0
    /// Bytes of physical memory held for them.
    public var residentByteCount = 0
}
