internal import Engine
internal import Platform
internal import Synchronization

/// A server as its clients see it: its name, its namespaces and its place in the cluster.
///
/// Thread safety: any thread may call any method.
final class Node: Sendable {
    /// What it was started with.
    let configuration: ServerConfiguration
    /// Its name in the cluster.
    let name: String
    /// Where it listens.
    let address: NodeAddress
    /// Its namespaces.
    let store: Store
    /// What may change while it runs.
    let settings: RuntimeSettings
    /// What its threads have counted.
    let metrics: ServerMetrics
    /// Its background jobs.
    let jobs: JobTable
    private let clock: MonotonicClock
    private let start: Instant
    private let mapChanges = Atomic<Int>(0)

    /// A node that has just started.
    init(
        _ configuration: ServerConfiguration, address: NodeAddress, store: Store, jobs: JobTable,
        settings: RuntimeSettings, metrics: ServerMetrics, clock: MonotonicClock
    ) {
        self.configuration = configuration
        self.address = address
        name = configuration.nodeName(port: address.port)
        self.store = store
        self.jobs = jobs
        self.settings = settings
        self.metrics = metrics
        self.clock = clock
        start = clock.now()
    }

    /// The time, by the clock that requests are executed with.
    var now: Instant { clock.now() }

    /// How long it has run.
    var uptime: Nanoseconds { now - start }

    /// Changes when the partition map does; 0 at first.
    var partitionGeneration: Int { mapChanges.load(ordering: .relaxed) }

    /// A number for the cluster that all its nodes agree on.
    ///
    /// FNV-1a over the names of cluster and nodes, in their order, so that each computes the same.
    var clusterKey: UInt64 {
        let names = ([name] + configuration.cluster.peers.map(\.name)).sorted()
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in ([configuration.clusterName] + names).joined(separator: ",").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }

    // MARK: Namespaces

    /// The namespace called `name`, if there is one.
    func namespace(_ name: String) -> Namespace? { try? store.namespace(name) }

    /// All namespaces, by name.
    var namespaces: [Namespace] { store.namespaceNames.compactMap { namespace($0) } }

    /// Adds a namespace with the partitions that the node has.
    ///
    /// - Throws: `EngineError` for a bad or taken name, or no memory.
    func createNamespace(
        _ name: String, _ engine: EngineConfiguration
    ) throws(EngineError) {
        try store.createNamespace(name, configuration: engine, of: configuration.cluster)
        mapChanges.wrappingAdd(1, ordering: .relaxed)
    }

    /// Removes a namespace with its records.
    ///
    /// - Throws: `EngineError` when there is none.
    func dropNamespace(_ name: String) throws(EngineError) {
        try store.dropNamespace(name)
        mapChanges.wrappingAdd(1, ordering: .relaxed)
    }
}

extension Store {
    /// Adds a namespace that has the partitions that `cluster` gives to this node.
    ///
    /// - Throws: `EngineError` for a bad or taken name, or no memory.
    func createNamespace(
        _ name: String, configuration: EngineConfiguration, of cluster: ClusterMap
    ) throws(EngineError) {
        let namespace = try createNamespace(name, configuration: configuration)
        for partition in cluster.foreignPartitions { try namespace.dropPartition(partition) }
    }
}

/// Where a node listens.
struct NodeAddress: Hashable, Sendable {
    /// A name or a number, as configured.
    var host: String
    /// The port, which the system chose where 0 was configured.
    var port: UInt16

    /// Whether it is every address of the machine, which is no address to connect to.
    var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// `host:port`, with brackets around an address of IPv6.
    var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
