/// How one operation ended, as a target sees it.
@frozen
public enum Outcome: UInt8, CaseIterable, Sendable {
    /// Done; a read found its record.
    case ok
    /// The store answered that there is no such record.
    case miss
    /// An insert found the record there already.
    case exists
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

    /// Whether the store did what was asked or truthfully said that there is nothing: `ok`, `miss`.
    @inlinable
    public var isAnswer: Bool { self == .ok || self == .miss }

    /// The word for it in tables and CSV.
    public var name: String { String(describing: self) }
}
