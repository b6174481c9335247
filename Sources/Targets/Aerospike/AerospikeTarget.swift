internal import Client
public import Driver
internal import Platform
public import Verification
public import Workload

/// An Aerospike cluster over its own protocol: the real server, or ours.
///
/// Each keyspace of the plan is a set of the namespace. All nodes of the cluster are driven, each
/// with its records.
///
/// Thread safety: sessions of several workers share what is known of the cluster, which a thread
/// keeps up to date.
public struct AerospikeTarget: VerifiableTarget {
    private let address: TargetAddress.Aerospike
    private let plan: Plan
    private let client: AerospikeClient
    private let facts: AerospikeServerFacts
    private let routes: AerospikeRoutes
    private let keyspaces: [AerospikeKeyspace]
    private let faults = WireFaults()

    /// A cluster that answers, and has the namespace.
    ///
    /// - Parameters:
    ///   - plan: what it will be asked for.
    ///   - address: where it is.
    /// - Throws: `TargetError` when nobody answers there, the namespace is unknown, or it cannot do
    ///   what the plan asks.
    public init(plan: Plan, address: TargetAddress.Aerospike) throws(TargetError) {
        self.plan = plan
        self.address = address
        do throws(ClientError) {
            client = try AerospikeClient.connect(to: address.endpoints.map(NodeAddress.init))
        } catch {
            throw AerospikeServerFacts.targetError(error, address)
        }
        facts = try AerospikeServerFacts(client, address)
        try facts.check(plan)
        routes = AerospikeRoutes(client, namespace: address.namespace)
        keyspaces = plan.keyspaces.map { AerospikeKeyspace($0, namespace: address.namespace) }
    }

    /// `aerospike`.
    public var name: String { "aerospike" }

    /// The server's version and how the namespace is set up, then how it is driven.
    public var settings: [(name: String, value: String)] {
        [
            ("address", address.places),
            ("build", facts.build),
            ("edition", facts.edition),
            ("nodes", "\(facts.nodeCount)"),
            ("namespace", address.namespace),
            ("set", plan.keyspaces.map(\.name).joined(separator: ", ")),
        ] + facts.settings + [
            ("connections", "\(plan.madeConnectionCount)"),
            ("pipeline", "\(plan.pipelineDepth)"),
        ]
    }

    /// A session with the worker's share of the connections, to each node.
    ///
    /// - Throws: `TargetError` when they cannot be made.
    public func makeSession(worker: Int) throws(TargetError) -> any TargetSession {
        try makeSession(worker, verifier: nil)
    }

    /// The same, with a verifier that is shown what is read.
    ///
    /// - Throws: `TargetError` when the connections cannot be made.
    public func makeSession(
        worker: Int, verification: WorkerVerification
    ) throws(TargetError) -> any TargetSession {
        for (index, keyspace) in keyspaces.enumerated() {
            verification.numberBins(
                ofKeyspace: index, (0..<keyspace.binCount).map { UInt16($0) })
        }
        return try makeSession(worker, verifier: verification.verifier)
    }

    private func makeSession(
        _ worker: Int, verifier: WorkerVerifier?
    ) throws(TargetError) -> any TargetSession {
        let dialect = AerospikeDialect(keyspaces: keyspaces, routes: routes, verifier: verifier)
        let settings = WireSettings(
            targetName: name, connectionCount: plan.connectionCount(ofWorker: worker),
            pipelineDepth: plan.pipelineDepth, faults: faults)
        return AerospikeSession(wire: try WireSession(dialect, settings))
    }

    /// Whether records may be evicted, or expire by the namespace's default.
    public var mayDropRecords: Bool { facts.mayDropRecords }

    /// Faults of connections, and what all nodes together say of the namespace.
    public func statistics() -> [TargetStatistic] {
        faults.statistics + namespaceStatistics
    }

    /// Figures of the namespace, by the names that the server has for them.
    private static let figures: [(name: String, server: String, kind: TargetStatistic.Kind)] = [
        ("recordCount", "master_objects", .gauge),
        ("usedByteCount", "data_used_bytes", .gauge),
        ("expiredCount", "expired_objects", .counter),
        ("evictedCount", "evicted_objects", .counter),
    ]

    private var namespaceStatistics: [TargetStatistic] {
        // A cluster that does not answer now says nothing now; the faults say so.
        guard let answers = try? client.info("namespace/\(address.namespace)") else { return [] }
        let nodes = answers.values.map { AerospikeServerFacts.pairs($0) }
        return Self.figures.compactMap { name, server, kind in
            let values = nodes.compactMap { $0[server].flatMap { Double($0) } }
            guard !values.isEmpty else { return nil }
            return TargetStatistic(name: name, value: values.reduce(0, +), kind: kind)
        }
    }
}

/// One worker's connections to a cluster.
final class AerospikeSession: WireTargetSession {
    let wire: WireSession<AerospikeDialect>

    init(wire: WireSession<AerospikeDialect>) {
        self.wire = wire
    }
}
