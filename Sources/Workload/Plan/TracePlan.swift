public import Platform

/// A trace to replay: requests that a real system recorded, read whole before the run.
///
/// Thread safety: immutable; workers share its rows.
public struct TracePlan: Sendable {
    /// The file.
    public let path: String
    let trace: Trace

    init(path: String, trace: Trace) {
        self.path = path
        self.trace = trace
    }

    /// How many operations it has, repetitions included.
    public var operationCount: UInt64 { trace.operationCount }
    /// How many different keys it has.
    public var keyCount: Int { trace.keys.count }
    /// From its first to its last second, the last one included.
    public var duration: Nanoseconds { Nanoseconds(trace.secondCount * 1_000_000_000) }
    /// How many operations of kinds that are not replayed it has, by their names.
    public var ignoredOperationCounts: [String: UInt64] { trace.ignoredOperationCounts }
}
