public import Platform

/// What a stretch of a run is for.
public enum PhaseKind: String, CaseIterable, Sendable {
    /// Insert the keyspace's records.
    case load
    /// Run the mix without keeping its figures.
    case warmUp
    /// Run the mix and keep its figures.
    case measure
}

/// When operations are meant to start.
public enum Arrivals: Hashable, Sendable {
    /// Each worker begins its next operation when the last one is done.
    case closed
    /// Equally spaced, `ratePerSecond` over all workers.
    case constant(ratePerSecond: Double)
    /// A Poisson process of `ratePerSecond` over all workers: exponential gaps, independent.
    case poisson(ratePerSecond: Double)
    /// At the times that the trace recorded.
    case trace

    /// Whether operations have intended starts.
    public var isOpen: Bool { self != .closed }

    /// The offered rate in operations per second over all workers, where it is known in advance.
    public var offeredRatePerSecond: Double? {
        switch self {
        case .constant(let rate), .poisson(let rate): rate
        case .closed, .trace: nil
        }
    }

    /// The word for it in workload files: `closed`, `constant`, `poisson` or `trace`.
    public var name: String {
        switch self {
        case .closed: "closed"
        case .constant: "constant"
        case .poisson: "poisson"
        case .trace: "trace"
        }
    }
}

/// One phase of a plan.
///
/// It ends at its duration or its operation count, whichever comes first.
public struct PhasePlan: Hashable, Sendable {
    /// What the phase is for.
    public var kind: PhaseKind
    /// How long it lasts, from its common start; nil when only the operation count ends it.
    public var duration: Nanoseconds?
    /// How many operations all workers do together; nil when only the duration ends it.
    public var operationCount: UInt64?
    /// When operations are meant to start.
    public var arrivals: Arrivals
    /// Which keys operations are for, in place of what the keyspaces say; nil for theirs.
    public var distribution: KeyDistribution?

    /// A phase; at least one of `duration` and `operationCount` is set, but for a trace.
    public init(
        kind: PhaseKind, duration: Nanoseconds?, operationCount: UInt64?, arrivals: Arrivals
    ) {
        self.kind = kind
        self.duration = duration
        self.operationCount = operationCount
        self.arrivals = arrivals
    }
}
