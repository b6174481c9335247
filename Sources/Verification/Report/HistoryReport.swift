/// What checking a history found.
public struct HistoryReport: Hashable, Sendable {
    /// Operations checked.
    public var operationCount: Int
    /// Keys they were about.
    public var keyCount: Int
    /// Pairs of operations on one key that overlapped in time.
    ///
    /// Without any, every store that works by itself passes.
    public var overlappingPairCount = 0
    /// Configurations that the search looked at.
    public var configurationCount = 0
    /// One violation for each key that has any, by key.
    public var violations: [LinearizabilityViolation] = []
    /// The keys whose search met its limit, ascending.
    public var undecidedKeys: [UInt64] = []

    init(operationCount: Int, keyCount: Int) {
        self.operationCount = operationCount
        self.keyCount = keyCount
    }

    /// The answer in one word.
    public var verdict: HistoryVerdict {
        if !violations.isEmpty { return .violation }
        return undecidedKeys.isEmpty ? .linearizable : .unknown
    }
}

/// The answer in one word.
public enum HistoryVerdict: String, Hashable, Sendable {
    /// Every outcome is explained by an order of the operations.
    case linearizable
    /// At least one key's outcomes are explained by no order.
    case violation
    /// No violation was found, but some key's search met its limit.
    case unknown
}

enum Overlaps {
    /// Pairs of `operations`, all on one key, that overlapped in time.
    static func count(_ operations: [RecordedOperation]) -> Int {
        let starts = operations.map(\.invoked).sorted()
        let ends = operations.filter { !$0.isOpen }.map(\.returned).sorted()
        var (pairs, ended) = (0, 0)
        for (started, start) in starts.enumerated() {
            while ended < ends.count && ends[ended] < start { ended += 1 }
            pairs += started - ended
        }
        return pairs
    }
}
