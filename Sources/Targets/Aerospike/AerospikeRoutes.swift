internal import Client
internal import Driver
internal import Platform
internal import Wire

/// Which node has which partition of the run's namespace, in the numbers of sessions: nodes are
/// numbered as they are found, and keep their numbers.
///
/// Thread safety: any thread may call it; one lock guards what is known. Sessions look at
/// `generation`, without a lock, to see whether to copy it anew.
final class AerospikeRoutes: Sendable {
    /// What a session copies.
    struct Map {
        /// Where the nodes are, by their numbers.
        var addresses: [SocketAddress]
        /// For each of the 4,096 partitions, the number of its master.
        var masters: [UInt16]
        /// Of what generation this is.
        var generation: UInt64
    }

    private struct State {
        var map: Map
        var numbers: [String: UInt16]
    }

    private let client: AerospikeClient?
    private let namespace: String
    private let state: Guarded<State>

    /// The routes of a cluster.
    init(_ client: AerospikeClient, namespace: String) {
        self.client = client
        self.namespace = namespace
        let masters = [UInt16](repeating: 0, count: AerospikeLimits.partitionCount)
        state = Guarded(
            State(map: Map(addresses: [], masters: masters, generation: .max), numbers: [:]))
        refresh()
    }

    /// Routes that never change.
    init(_ map: Map) {
        client = nil
        namespace = ""
        state = Guarded(State(map: map, numbers: [:]))
    }

    /// Changes when the routes may have.
    @inline(__always)
    var generation: UInt64? { client?.clusterGeneration }

    /// The newest routes.
    func current() -> Map {
        refresh()
        return state.withLock { $0.map }
    }

    /// Asks the nodes for news soon, in a thread that does so.
    func askForNews() { client?.tendSoon() }

    private func refresh() {
        guard let client else { return }
        let cluster = client.clusterState
        guard state.withLock({ $0.map.generation != cluster.generation }) else { return }
        // Looked up before the lock is taken: a name may take its time.
        let nodes = cluster.nodes.values.sorted { $0.id.rawValue < $1.id.rawValue }
            .compactMap { node in (try? node.address.resolve().first).map { (node, $0) } }
        let owners = cluster.maps[namespace] ?? PartitionMap()
        state.withLock { state in
            for (node, address) in nodes where state.numbers[node.name] == nil {
                state.numbers[node.name] = UInt16(state.map.addresses.count)
                state.map.addresses.append(address)
            }
            var numbers: [NodeID: UInt16] = [:]
            for (node, _) in nodes { numbers[node.id] = state.numbers[node.name] }
            for partition in state.map.masters.indices {
                // A partition that nobody claims stays where it was: its requests fail there.
                guard let owner = owners.node(ofPartition: partition), let number = numbers[owner]
                else { continue }
                state.map.masters[partition] = number
            }
            state.map.generation = cluster.generation
        }
    }
}
