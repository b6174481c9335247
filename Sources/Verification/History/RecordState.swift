/// What a record is at one moment, as far as its clients can tell.
public struct RecordState: Hashable, Sendable {
    /// What it holds, or nil when there is no record.
    ///
    /// An integer stands for itself. Of anything else it is a number that the writer put into the
    /// value and the reader found there whole.
    public var value: Int64?
    /// Its generation, 1…65,535; 0 when there is no record.
    public var generation: UInt16

    /// A record's state.
    ///
    /// - Parameters:
    ///   - value: what it holds, or nil when there is no record.
    ///   - generation: its generation; 0 when there is no record.
    public init(value: Int64?, generation: UInt16) {
        self.value = value
        self.generation = generation
    }

    /// There is no record.
    public static let absent = RecordState(value: nil, generation: 0)
}

extension RecordState {
    /// What an action does to the record, and what it must answer then, generation included.
    ///
    /// This is the sequential specification: the object that every history is held against. Its
    /// rules are Aerospike's: a new record has generation 1, each write adds 1, and 1 follows
    /// 65,535; the generation of no record counts as 0.
    func applying(_ action: RecordAction) -> (state: RecordState, outcome: RecordOutcome) {
        switch action {
        case .read: (self, value.map { .found($0, generation: generation) } ?? .absent)
        case .write(let value): written(value)
        case .create(let new): value == nil ? written(new) : (self, .refused)
        case .update(let new): value == nil ? (self, .refused) : written(new)
        case .writeIfGeneration(let expected, let new):
            generation == expected ? written(new) : (self, .refused)
        case .increment(let amount): incremented(by: amount)
        case .exchange(let new): exchanged(for: new)
        case .delete: (.absent, value == nil ? .absent : .applied(generation: 0))
        }
    }

    private func holding(_ value: Int64) -> RecordState {
        RecordState(value: value, generation: generation == .max ? 1 : generation + 1)
    }

    private func written(_ value: Int64) -> (RecordState, RecordOutcome) {
        let state = holding(value)
        return (state, .applied(generation: state.generation))
    }

    private func incremented(by amount: Int64) -> (RecordState, RecordOutcome) {
        let sum = (value ?? 0) &+ amount
        let state = holding(sum)
        return (state, .found(sum, generation: state.generation))
    }

    private func exchanged(for new: Int64) -> (RecordState, RecordOutcome) {
        let state = holding(new)
        return (state, value.map { .found($0, generation: state.generation) } ?? .absent)
    }

    /// The state after `action`, or nil when from here it cannot have ended with `outcome`.
    func after(_ action: RecordAction, _ outcome: RecordOutcome) -> RecordState? {
        let expected = applying(action)
        return outcome.agrees(with: expected.outcome) ? expected.state : nil
    }
}
