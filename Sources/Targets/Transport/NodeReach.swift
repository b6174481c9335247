internal import Platform

/// Which of a session's nodes can be reached, and since when others cannot.
///
/// No sockets and no clock. An operation for a node that is gone fails once the node has been gone
/// for a while, as long as another node is there: with all of them gone, everything waits. So many
/// fail between two polls at most, that a worker which has nothing else to do neither spins nor
/// forgets to look for the node.
struct NodeReach {
    /// One node.
    private struct Node {
        var readyCount = 0
        /// When its last connection ended, or it was added.
        var goneSince: Instant
    }

    /// How many operations fail between two polls at most.
    static let failureLimit = 16

    private var nodes: [Node] = []
    private var failureCount = 0

    /// There is another node, to which there is no connection yet.
    mutating func addNode(now: Instant) {
        nodes.append(Node(goneSince: now))
    }

    /// One more of its connections is ready.
    mutating func noteReady(_ node: Int) {
        nodes[node].readyCount += 1
    }

    /// One of its connections that was ready has ended.
    mutating func noteBroken(_ node: Int, now: Instant) {
        nodes[node].readyCount -= 1
        if nodes[node].readyCount == 0 { nodes[node].goneSince = now }
    }

    /// The session has polled.
    @inline(__always)
    mutating func didPoll() { failureCount = 0 }

    /// Whether an operation for `node` is to fail now rather than wait.
    mutating func givesUp(_ node: Int, now: Instant, after limit: Nanoseconds) -> Bool {
        guard nodes[node].readyCount == 0, now - nodes[node].goneSince > limit,
            nodes.contains(where: { $0.readyCount > 0 }), failureCount < Self.failureLimit
        else { return false }
        failureCount += 1
        return true
    }
}
