internal import Platform
internal import Synchronization

/// A cluster's nodes with the connections to them, and the thread that keeps them up to date.
///
/// Thread safety: any thread may call it. `state` is locked for look-ups and for taking answers;
/// nobody waits for a node with it.
final class Cluster: Sendable {
    private let policy: ClientPolicy
    private let state: Guarded<Members>
    private let rounds = Guarded<Bool>(false)
    let waker: Waker
    /// Of the newest state: what a look costs no lock.
    let generation = Atomic<UInt64>(0)

    fileprivate struct Members {
        var cluster: ClusterState
        var pools: [NodeID: ConnectionPool] = [:]
        var isClosed = false
        /// What the newest failure of a question was.
        var lastError: ClientError?
    }

    /// A cluster of which only addresses are known.
    init(seeds: [NodeAddress], policy: ClientPolicy) throws(PlatformError) {
        self.policy = policy
        waker = try Waker()
        state = Guarded(
            Members(cluster: ClusterState(seeds: seeds, clusterName: policy.clusterName)))
    }

    // MARK: Look-ups

    /// The connections to the node that has a partition.
    ///
    /// - Parameters:
    ///   - namespace: the namespace's name.
    ///   - partition: the partition.
    /// - Returns: the master's connections.
    /// - Throws: `ClientError` when nobody has it.
    func pool(namespace: String, partition: Int) throws(ClientError) -> ConnectionPool {
        let found: Result<ConnectionPool, ClientError> = state.withLock { members in
            if members.isClosed { return .failure(ClientError(.closed)) }
            guard let node = members.cluster.maps[namespace]?.node(ofPartition: partition),
                let pool = members.pools[node]
            else {
                return .failure(
                    members.cluster.nodes.isEmpty
                        ? members.unreachable
                        : ClientError(.noNode(namespace: namespace, partition: partition)))
            }
            return .success(pool)
        }
        return try found.get()
    }

    /// The connections to all nodes, in the order in which they were found.
    func pools() throws(ClientError) -> [ConnectionPool] {
        let found: Result<[ConnectionPool], ClientError> = state.withLock { members in
            if members.isClosed { return .failure(ClientError(.closed)) }
            if members.pools.isEmpty { return .failure(members.unreachable) }
            let order = members.pools.keys.sorted { $0.rawValue < $1.rawValue }
            return .success(order.compactMap { members.pools[$0] })
        }
        return try found.get()
    }

    /// What is known now.
    var snapshot: ClusterState { state.withLock { $0.cluster } }

    // MARK: Rounds

    /// Asks all nodes for news; does nothing but wait while another thread does.
    ///
    /// - Returns: the newest failure, if any question failed.
    @discardableResult
    func tend() -> ClientError? {
        rounds.withLock { _ in
            var questions = state.withLock { members in
                members.lastError = nil
                return members.isClosed ? [] : members.cluster.beginRound()
            }
            while let question = questions.popLast() { questions += ask(question) }
            endRound()
            return state.withLock { $0.lastError }
        }
    }

    private func ask(_ question: ClusterQuestion) -> [ClusterQuestion] {
        do throws(ClientError) {
            let deadline = MonotonicClock.system.now() + policy.infoTimeout
            let pool = self.pool(for: question)
            let connection = try connection(to: question.address, pool, until: deadline)
            let body = try connection.info(question.commands, until: deadline)
            let next: Result<[ClusterQuestion], ClientError> = state.withLock { members in
                Result { () throws(ClientError) in
                    let next = unsafe try members.cluster.receive(body.span.bytes, to: question)
                    members.addPools(policy)
                    publish(members)
                    return next
                }
            }
            let questions = try next.get()
            (pool ?? self.pool(at: question.address))?.give(connection)
            return questions
        } catch {
            return state.withLock { members in
                members.lastError = error
                return members.cluster.fail(question)
            }
        }
    }

    private func connection(
        to address: NodeAddress, _ pool: ConnectionPool?, until deadline: Instant
    ) throws(ClientError) -> Connection {
        if let pool { return try pool.take(until: deadline) }
        let limit = MonotonicClock.system.now() + policy.connectTimeout
        return try Connection.open(address, until: min(deadline, limit))
    }

    private func pool(for question: ClusterQuestion) -> ConnectionPool? {
        guard let name = question.node else { return nil }
        return state.withLock { members in
            members.cluster.nodes[name].flatMap { members.pools[$0.id] }
        }
    }

    private func pool(at address: NodeAddress) -> ConnectionPool? {
        state.withLock { members in members.pools.values.first { $0.address == address } }
    }

    private func endRound() {
        let (gone, others) = state.withLock { members in
            _ = members.cluster.endRound()
            publish(members)
            return members.removePools()
        }
        for pool in gone { pool.close() }
        for pool in others { pool.closeIdle() }
    }

    private func publish(_ members: Members) {
        generation.store(members.cluster.generation, ordering: .releasing)
    }

    /// Closes all connections; calls from now on fail.
    func close() {
        let pools = state.withLock { members in
            members.isClosed = true
            defer { members.pools = [:] }
            return Array(members.pools.values)
        }
        for pool in pools { pool.close() }
        waker.wake()
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }
}

extension Cluster.Members {
    fileprivate var unreachable: ClientError {
        ClientError(.unreachable(lastError.map { "\($0)" } ?? "it was not asked yet"))
    }

    /// Makes pools for nodes that are new.
    fileprivate mutating func addPools(_ policy: ClientPolicy) {
        for node in cluster.nodes.values where pools[node.id] == nil {
            pools[node.id] = ConnectionPool(node: node.name, address: node.address, policy: policy)
        }
    }

    /// Takes out the pools of nodes that are gone.
    fileprivate mutating func removePools() -> (gone: [ConnectionPool], others: [ConnectionPool]) {
        let present = Set(cluster.nodes.values.map(\.id))
        let gone = pools.filter { !present.contains($0.key) }
        for id in gone.keys { pools[id] = nil }
        return (Array(gone.values), Array(pools.values))
    }
}
