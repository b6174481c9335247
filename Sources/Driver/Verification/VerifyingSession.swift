internal import Platform
internal import Verification
internal import Workload

/// A session whose writes are stamped and whose reads are checked.
///
/// It stands between the worker loop and the target's own session, so that runs which are not
/// verified have nothing of it. Checking counts into the service time: an operation is over when
/// its answer is known to be right.
final class VerifyingSession: TargetSession {
    private let inner: any TargetSession
    private let verifier: WorkerVerifier
    /// What the verifier's memory belongs to.
    private let owner: WorkerVerification

    /// A session over `inner`, which hands what it reads to the verifier of `owner`.
    init(_ inner: any TargetSession, _ owner: WorkerVerification) {
        self.inner = inner
        self.owner = owner
        owner.reserve(slotCount: max(inner.inFlightLimit, 1))
        verifier = owner.verifier
    }

    var inFlightLimit: Int { inner.inFlightLimit }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        // As many operations are in flight as the target takes.
        if ticket == .max { return .busy }
        verifier.begin(index, of: batch, ticket: ticket)
        switch inner.submit(index, of: batch, ticket: ticket) {
        case .completed(let outcome): return .completed(checked(outcome, ticket))
        case .pending: return .pending
        case .busy:
            // It was never sent; when it is submitted again it begins anew.
            _ = verifier.end(ticket, .withoutEffect)
            return .busy
        }
    }

    func poll(into completions: inout CompletionList) {
        poll(into: &completions, atMost: .zero)
    }

    func poll(into completions: inout CompletionList, atMost limit: Nanoseconds) {
        let first = completions.entries.count
        inner.poll(into: &completions, atMost: limit)
        for index in first..<completions.entries.count {
            let entry = completions.entries[index]
            completions.setOutcome(checked(entry.outcome, entry.ticket), at: index)
        }
    }

    func abandon(ticket: UInt32) {
        // Whether it was done nobody knows.
        _ = verifier.end(ticket, .unknown)
        inner.abandon(ticket: ticket)
    }

    var timesItself: Bool { inner.timesItself }

    var isLost: Bool { inner.isLost }

    @inline(__always)
    private func checked(_ outcome: Outcome, _ ticket: UInt32) -> Outcome {
        verifier.end(ticket, outcome.verifiedEnding) ? outcome : .corrupt
    }
}

extension Outcome {
    /// What it says of the operation's effect.
    @inline(__always)
    fileprivate var verifiedEnding: VerifiedEnding {
        switch self {
        case .ok: .done
        case .miss: .absent
        case .exists, .conflict, .outOfMemory, .refused: .withoutEffect
        case .timeout, .connectionLost, .serverError, .corrupt: .unknown
        }
    }
}
