import Verification

/// A store whose records several threads work on, each through a session of its own.
protocol HistorySubject: Sendable {
    func makeSession() -> any HistorySession
}

/// One thread's way to the store.
protocol HistorySession {
    /// The actions it can perform, with this value where one is written.
    func actions(_ value: Int64) -> [RecordAction]
    /// Performs one of its actions on the record with this number.
    func perform(_ action: RecordAction, key: UInt64) -> RecordOutcome
    /// Removes all records in one of the ways there are; `number` chooses.
    func clear(_ number: Int)
}
