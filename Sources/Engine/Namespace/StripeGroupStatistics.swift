/// What the locks of some neighbouring stripes have seen since the namespace was created.
public struct StripeGroupStatistics: Hashable, Sendable {
    /// How many stripes the group has.
    public var stripeCount = 0
    /// How often they were taken; reads under ``LockKind/optimistic`` take nothing.
    public var acquisitionCount = 0
    /// How often one was taken by another thread, so that somebody had to wait.
    public var contendedCount = 0
    /// Unlocked reads that met a write and began again.
    public var repeatedReadCount = 0
    /// Nanoseconds of all waits together.
    public var waitNanoseconds: UInt64 = 0
    /// Nanoseconds of the longest wait.
    public var longestWaitNanoseconds: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Nanoseconds that a wait took on average; 0 when there was none.
    public var meanWaitNanoseconds: Double {
        contendedCount > 0 ? Double(waitNanoseconds) / Double(contendedCount) : 0
    }

    /// Contended acquisitions as a share of all, from 0 to 1; 0 when there was none.
    public var contendedShare: Double {
        acquisitionCount > 0 ? Double(contendedCount) / Double(acquisitionCount) : 0
    }
}
