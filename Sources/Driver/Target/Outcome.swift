/// How one operation ended, as a target sees it.
@frozen
public enum Outcome: UInt8, CaseIterable, Sendable {
    /// Done; a read found its record.
    case ok
    /// The store answered that there is no such record.
    case miss
    /// A write of a new record found one there already.
    case exists
    /// A conditional write found that another write had come between.
    case conflict
    /// The store has no room left.
    case outOfMemory
    /// The store refused it: a value too large, a wrong type.
    case refused
    /// No answer within the time allowed.
    case timeout
    /// The connection ended before the answer.
    case connectionLost
    /// Any other failure that the store reported.
    case serverError

    /// Verification: what was read is not what was written.
    case corrupt

    /// Whether the store did what was asked, or truthfully said why there was nothing to do: `ok`,
    /// `miss`, `exists`, `conflict`.
    @inlinable
    public var isAnswer: Bool { rawValue <= Outcome.conflict.rawValue }

    /// The word for it in tables and CSV.
    public var name: String { String(describing: self) }
}
