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
    /// How many workers of a closed loop are active when; nil for all of them, always.
    public var clients: ClientSchedule?
    /// What happens to the keys over time.
    public var changes: LoadChanges

    /// A phase; at least one of `duration` and `operationCount` is set, but for a trace.
    public init(
        kind: PhaseKind, duration: Nanoseconds?, operationCount: UInt64?, arrivals: Arrivals,
        clients: ClientSchedule? = nil, changes: LoadChanges = LoadChanges()
    ) {
        self.kind = kind
        self.duration = duration
        self.operationCount = operationCount
        self.arrivals = arrivals
        self.clients = clients
        self.changes = changes
    }
}
