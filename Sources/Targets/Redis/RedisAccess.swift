internal import Platform
internal import Verification
internal import Workload

/// What a worker's session needs to know of a Redis server or cluster.
struct RedisAccess: Sendable {
    /// How the plan's records lie there, a keyspace each.
    let keyspaces: [RedisKeyspace]
    /// What is said first on each connection.
    let greeting: RedisGreeting
    /// The server, or the cluster's node that was asked for the others.
    let seed: SocketAddress
    /// The cluster's nodes by slot; nil for a single server.
    let cluster: RedisClusterMap?
    /// Whether requests are kept until they are done: in a cluster, and where a write follows a
    /// read.
    let keepsRequests: Bool
    /// Where the first error goes.
    let errors = FirstErrorText()

    /// The access to the records of `plan`.
    init(
        plan: Plan, greeting: RedisGreeting, seed: SocketAddress, cluster: RedisClusterMap?
    ) {
        keyspaces = plan.keyspaces.map { RedisKeyspace($0, of: plan) }
        self.seed = seed
        self.cluster = cluster
        let kinds = plan.allKinds
        var greeting = greeting
        greeting.needsScript = kinds.contains(.add) && keyspaces.contains { !$0.isString }
        self.greeting = greeting
        keepsRequests =
            cluster != nil || kinds.contains(.readModifyWrite)
            || kinds.contains(.conditionalUpdate)
    }
}

extension Plan {
    /// The kinds of operation that any of its phases may have.
    var allKinds: Set<OperationKind> {
        Set(phases.indices.flatMap { operationKinds(phaseIndex: $0) })
    }
}
