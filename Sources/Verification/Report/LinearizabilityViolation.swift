/// A key's history that no order of its operations explains.
public struct LinearizabilityViolation: Hashable, Sendable {
    /// The key.
    public var key: UInt64
    /// What happened to the key up to the violation, by invocation.
    ///
    /// Linearizability holds for every beginning of a history for which it holds, so what was
    /// invoked later has no part in it. What had not returned by then counts as unknown.
    public var history: [RecordedOperation]
    /// The operation whose return was the first that no order explains.
    public var culprit: RecordedOperation
    /// What the record could be when the culprit returned, had it not taken effect.
    public var possibleStates: Set<RecordState>

    init(_ operations: [RecordedOperation], _ point: KeySearch.StuckPoint) {
        key = point.operation.key
        culprit = point.operation
        possibleStates = point.states
        let end = culprit.returned
        history = operations.filter { $0.invoked <= end }.map { operation in
            var seen = operation
            if operation.returned > end { seen.outcome = .unknown }
            return seen
        }.sorted { $0.invoked < $1.invoked }
    }
}

extension LinearizabilityViolation: CustomStringConvertible {
    /// The last operations as a picture with a lane per thread, and what does not fit.
    ///
    /// ```
    /// key 1: not linearizable
    ///   thread 0  |- write 1 g1 -| |- write 2 g2 -|
    ///   thread 1                                     |= read 1 g1 =|
    /// No order explains 'read 1 g1' of thread 1, drawn with '='.
    /// When it returned, the record could be: 2 g2.
    /// ```
    ///
    /// A `g` stands before a generation. An operation that was not seen to end has no right border.
    public var description: String {
        let picture = HistoryPicture.largest(of: self, columnLimit: 96)
        let hidden = history.count - picture.operationCount
        return """
            key \(key): not linearizable
            \(picture.lines.joined(separator: "\n"))
            No order explains '\(culprit.label)' of thread \(culprit.thread), drawn with '='.
            When it returned, the record could be: \(statesText).
            """ + (hidden == 0 ? "" : "\nEarlier operations that are not drawn: \(hidden).")
    }

    private var statesText: String {
        let states = possibleStates.sorted {
            ($0.value ?? .min, $0.generation) < ($1.value ?? .min, $1.generation)
        }
        let shown = states.prefix(4).map { state in
            state.value.map { "\($0) g\(state.generation)" } ?? "absent"
        }.joined(separator: "; ")
        return states.count > 4 ? "\(shown); \(states.count - 4) more" : shown
    }
}
