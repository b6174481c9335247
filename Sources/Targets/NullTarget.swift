public import Driver
internal import Workload

/// Answers everything at once: what a run against it costs is the harness's own floor.
///
/// Thread safety: stateless.
public struct NullTarget: Target {
    /// A target that does nothing.
    public init() {}

    /// `null`.
    public var name: String { "null" }

    /// There is nothing to set.
    public var settings: [(name: String, value: String)] { [] }

    /// A session that answers `ok`.
    public func makeSession(worker: Int) -> any TargetSession { NullSession() }

    /// There is nothing to say.
    public func statistics() -> [TargetStatistic] { [] }
}

private final class NullSession: TargetSession {
    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        .completed(.ok)
    }
}
