/// Decides whether a history is linearizable: whether each operation can have taken effect at one
/// moment between its invocation and its return.
///
/// Source: Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent Objects"
/// (1990). A history is linearizable exactly when that of each key is (their theorem 1), so keys
/// are searched one by one (Horn and Kroening, "Faster linearizability checking via
/// P-compositionality", 2015).
///
/// Complexity: exponential in the number of operations that overlap, at worst, as the problem is
/// NP-complete; close to linear for histories of a store that is right.
///
/// ```swift
/// let report = LinearizabilityChecker().check(history)
/// for violation in report.violations { log(violation.description) }
/// ```
public struct LinearizabilityChecker: Sendable {
    /// After so many configurations of one key, its verdict is `unknown`.
    ///
    /// Each takes some hundred bytes.
    public var configurationLimit: Int

    /// A checker.
    ///
    /// - Parameter configurationLimit: how many configurations of one key it looks at; at least 1.
    public init(configurationLimit: Int = 1_000_000) {
        precondition(
            configurationLimit > 0, "a search of \(configurationLimit) configurations is none")
        self.configurationLimit = configurationLimit
    }

    /// Checks a history of any number of keys.
    ///
    /// - Parameters:
    ///   - history: all operations that may have changed the records, in any order.
    ///   - initially: the records that were there before; all others were absent.
    /// - Returns: what was found, per key.
    public func check(
        _ history: [RecordedOperation], initially: [UInt64: RecordState] = [:]
    ) -> HistoryReport {
        let histories = Dictionary(grouping: history, by: \.key)
        var report = HistoryReport(operationCount: history.count, keyCount: histories.count)
        for key in histories.keys.sorted() {
            let operations = histories[key] ?? []
            var search = KeySearch(
                operations, initially: initially[key] ?? .absent,
                configurationLimit: configurationLimit)
            switch search.run() {
            case .explained: break
            case .undecided: report.undecidedKeys.append(key)
            case .impossible(let point):
                report.violations.append(LinearizabilityViolation(operations, point))
            }
            report.configurationCount += search.configurationCount
            report.overlappingPairCount += Overlaps.count(operations)
        }
        return report
    }
}
