internal import Platform
internal import Synchronization

/// A client of an Aerospike cluster, whose calls wait for their answers.
///
/// ```swift
/// let client = try AerospikeClient.connect(to: "127.0.0.1:3000")
/// let ann = RecordKey("ann", namespace: "test", set: "users")
/// try client.put(ann, ["name": "Ann", "age": 41])
/// let record = try client.get(ann)
/// ```
///
/// It knows all nodes of the cluster and which has which records, keeps connections to them, and
/// asks them for news once a second, in a thread of its own. From `async` code use
/// ``AsyncAerospikeClient``: these calls hold their thread.
///
/// Thread safety: any number of threads may call it at the same time, each call on a connection of
/// its own.
public final class AerospikeClient: Sendable {
    let cluster: Cluster
    let policy: ClientPolicy

    private init(_ cluster: Cluster, _ policy: ClientPolicy) {
        self.cluster = cluster
        self.policy = policy
    }

    deinit {
        cluster.close()
    }

    /// Connects to a cluster.
    ///
    /// - Parameters:
    ///   - seeds: where to find at least one of its nodes; the others are learned from it.
    ///   - policy: how to keep in touch with it.
    /// - Returns: a client that knows all nodes which answered.
    /// - Throws: `ClientError` when none did.
    public static func connect(
        to seeds: [NodeAddress], policy: ClientPolicy = ClientPolicy()
    ) throws(ClientError) -> AerospikeClient {
        let cluster: Cluster
        do throws(PlatformError) {
            cluster = try Cluster(seeds: seeds, policy: policy)
        } catch {
            throw ClientError(.connection(error))
        }
        let client = AerospikeClient(cluster, policy)
        cluster.tend()
        // Throws unless there is a node.
        _ = try cluster.pools()
        try client.startTending()
        return client
    }

    /// Connects to a cluster of which one node's address is given as text.
    ///
    /// - Parameters:
    ///   - seed: `host`, `host:port`, `[IPv6]:port` or a path.
    ///   - policy: how to keep in touch with it.
    /// - Returns: a client that knows all nodes which answered.
    /// - Throws: `ClientError` when the node did not.
    public static func connect(
        to seed: String, policy: ClientPolicy = ClientPolicy()
    ) throws(ClientError) -> AerospikeClient {
        guard let address = NodeAddress(seed) else {
            throw ClientError(.unreachable("'\(seed)' is no address; give host:port"))
        }
        return try connect(to: [address], policy: policy)
    }

    /// Ends the client: idle connections close at once, others with the calls that use them.
    public func close() {
        cluster.close()
    }

    // MARK: The cluster

    /// The nodes that are known now, in the order in which they were found.
    public var nodes: [ClusterNode] {
        cluster.snapshot.nodes.values.sorted { $0.id.rawValue < $1.id.rawValue }
    }

    /// What is known of the cluster now.
    public var clusterState: ClusterState { cluster.snapshot }

    /// Changes when the cluster's nodes or maps do; costs no lock.
    public var clusterGeneration: UInt64 { cluster.generation.load(ordering: .acquiring) }

    /// Asks all nodes for news now, in this thread, instead of waiting for the next time.
    public func tend() {
        cluster.tend()
    }

    /// Asks all nodes for news soon, in the thread that does so.
    public func tendSoon() {
        cluster.waker.wake()
    }

    /// Starts the thread, which holds the cluster and not the client, so that the client may go.
    private func startTending() throws(ClientError) {
        let cluster = cluster
        let interval = policy.tendInterval
        do throws(PlatformError) {
            try PinnedThread(name: "tend", processor: nil) {
                while !cluster.isClosed {
                    cluster.waker.wait(atMost: interval)
                    if !cluster.isClosed { cluster.tend() }
                }
            }.detach()
        } catch {
            throw ClientError(.connection(error))
        }
    }
}
