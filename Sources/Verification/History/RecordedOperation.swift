public import Platform

/// One operation of a history: who did what to which record, when, and how it ended.
public struct RecordedOperation: Hashable, Sendable {
    /// The number of the thread or connection, which does one operation after the other.
    public var thread: Int
    /// The number of the record.
    public var key: UInt64
    /// Read before the operation was asked for.
    public var invoked: Instant
    /// Read after its answer came; of no meaning when the outcome is unknown.
    public var returned: Instant
    /// What was asked.
    public var action: RecordAction
    /// What was answered.
    public var outcome: RecordOutcome

    /// One operation.
    ///
    /// A return before the invocation, as two processors' counters may show it, counts as one at
    /// the same moment.
    ///
    /// - Parameters:
    ///   - thread: the number of the thread or connection.
    ///   - key: the number of the record.
    ///   - invoked: read before the operation was asked for.
    ///   - returned: read after its answer came.
    ///   - action: what was asked.
    ///   - outcome: what was answered.
    public init(
        thread: Int, key: UInt64, invoked: Instant, returned: Instant, action: RecordAction,
        outcome: RecordOutcome
    ) {
        self.thread = thread
        self.key = key
        self.invoked = invoked
        self.returned = max(invoked, returned)
        self.action = action
        self.outcome = outcome
    }

    /// Whether it may still take effect when everything else is over.
    var isOpen: Bool { outcome == .unknown }
}
