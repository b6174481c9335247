internal import Platform

/// How a worker reaches its store over a wire.
struct WireSettings: Sendable {
    /// The target's name, for errors.
    var targetName: String
    /// Connections of this worker to each node, at least 1.
    var connectionCount: Int
    /// Requests in flight on each connection, at least 1.
    var pipelineDepth: Int
    /// The longest wait for a connection and its greeting.
    var connectTimeout = Nanoseconds.seconds(5)
    /// After so long without any connection, the store counts as lost.
    var lostAfter = Nanoseconds.seconds(10)
    /// After so long without a connection to one of several nodes, operations for it fail.
    var nodeGoneAfter = Nanoseconds.seconds(1)
    /// Where faults are counted.
    var faults: WireFaults
    /// The worker's time.
    var clock = MonotonicClock.calibrated

    /// How many operations a session has in flight at most, with so many nodes.
    func slotCount(nodeCount: Int) -> Int {
        min(connectionCount * pipelineDepth * nodeCount, Self.inFlightLimit)
    }

    /// Connections that are made at the same time: fewer than servers let wait (Redis: 511).
    static let connectingLimit = 128
    /// The most operations that a session may have in flight: tickets have no more slots.
    static let inFlightLimit = 65_536
}
