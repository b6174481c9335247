import Glibc
import Synchronization

@testable import Verification

/// A store that is wrong as a store with a forgotten lock is: each operation reads the record and
/// writes it back, and others come between.
final class ForgetfulSubject: HistorySubject {
    /// Locks each access by itself, so that only the order is wrong.
    ///
    /// An atomic flag, which the thread sanitizer understands; it does not see into `Mutex`.
    private let isLocked = Atomic(false)
    nonisolated(unsafe) private var records: [UInt64: RecordState] = [:]

    func makeSession() -> any HistorySession { ForgetfulSession(subject: self) }

    fileprivate func perform(_ action: RecordAction, key: UInt64) -> RecordOutcome {
        let before = locked { unsafe records[key] ?? .absent }
        let result = before.applying(action)
        if result.state != before {
            sched_yield()
            locked { unsafe records[key] = result.state }
        }
        return result.outcome
    }

    private func locked<Result>(_ access: () -> Result) -> Result {
        while isLocked.exchange(true, ordering: .acquiring) { sched_yield() }
        defer { isLocked.store(false, ordering: .releasing) }
        return access()
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
