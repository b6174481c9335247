import Glibc
import Synchronization

@testable import Verification

/// A store that is wrong as a store with a forgotten lock is: each operation reads the record and
/// writes it back, and others come between.
final class ForgetfulSubject: HistorySubject {
    /// Locked for each access by itself, so that only the order is wrong.
    private let records = Mutex<[UInt64: RecordState]>([:])

    func makeSession() -> any HistorySession { ForgetfulSession(subject: self) }

    fileprivate func perform(_ action: RecordAction, key: UInt64) -> RecordOutcome {
        let before = records.withLock { $0[key] ?? .absent }
        let result = before.applying(action)
        if result.state != before {
            sched_yield()
            records.withLock { $0[key] = result.state }
        }
        return result.outcome
    }
}

private struct ForgetfulSession: HistorySession {
    let subject: ForgetfulSubject

    func actions(_ value: Int64) -> [RecordAction] {
        [.read, .write(value), .create(value), .increment(1), .exchange(value), .delete]
    }

    func perform(_ action: RecordAction, key: UInt64) -> RecordOutcome {
        subject.perform(action, key: key)
    }

    func clear(_ number: Int) {
        for key in 0..<64 { _ = subject.perform(.delete, key: UInt64(key)) }
    }
}
