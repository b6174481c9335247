public import Driver
internal import Engine
internal import Platform
public import Verification
public import Workload

/// The embedded engine, called in the worker's own thread.
///
/// Inserts and updates are upserts, as in every store that YCSB drives; a scan goes on in digest
/// order from the key's digest; a delete or a read of a record that is not there is a miss.
///
/// Where records may expire or memory is limited, the engine's maintenance thread runs beside the
/// workers, on any processor.
///
/// Thread safety: sessions of several workers share the engine, which locks by stripe.
public struct EngineTarget: VerifiableTarget {
    /// The names that the manifest shows.
    private static let namespaceName = "test"

    private let configuration: EngineConfiguration
    /// Has the maintenance thread, which ends with it.
    private let store = Store()
    private let namespace: Namespace
    private let plan: Plan
    private let tenants: [EngineTenant]

    /// An empty engine, set up as the plan says.
    ///
    /// - Parameter plan: its engine parameters and the shape of its records.
    /// - Throws: `TargetError` when the plan asks for something outside the engine's bounds.
    public init(plan: Plan) throws(TargetError) {
        do {
            configuration = try EngineConfiguration(plan)
            let namespace = try store.createNamespace(
                Self.namespaceName, configuration: configuration)
            var tenants: [EngineTenant] = []
            for keyspace in plan.keyspaces {
                tenants.append(try EngineTenant(keyspace, in: namespace))
            }
            self.namespace = namespace
            self.tenants = tenants
            if Self.needsMaintenance(plan, configuration) {
                try store.startMaintenance(
                    MaintenanceConfiguration(share: configuration.maintenanceShare))
            }
        } catch {
            throw TargetError(
                target: "engine", problem: "\(error)",
                remedy: "change the workload's 'engine' or 'record' section, or use --set")
        }
        self.plan = plan
    }

    /// What the plan's records will take in the engine, roughly, in bytes: at most its limit.
    public static func byteCount(for plan: Plan) -> UInt64 {
        let limit = (try? EngineConfiguration(plan))?.memoryLimit ?? 0
        return limit > 0
            ? min(plan.estimatedStoreByteCount, UInt64(limit)) : plan.estimatedStoreByteCount
    }

    /// Whether anything may have to be removed; else a thread would only be in the way.
    private static func needsMaintenance(
        _ plan: Plan, _ configuration: EngineConfiguration
    ) -> Bool {
        plan.keyspaces.contains { !$0.record.ttl.isNone } || plan.trace != nil
            || configuration.defaultTTLSeconds > 0
            || configuration.memoryLimit > 0
    }

    /// `engine`.
    public var name: String { "engine" }

    /// The engine's parameters.
    public var settings: [(name: String, value: String)] {
        [
            ("namespace", Self.namespaceName),
            ("set", plan.keyspaces.map(\.name).joined(separator: ", ")),
        ]
            + EngineParameter.all.map { ($0.name, $0.text(in: configuration)) }
            + [("pipeline", "\(plan.pipelineDepth)")]
    }

    /// A session that calls the engine.
    ///
    /// At a pipeline depth of 1 each operation completes inside `submit`. Above that, operations
    /// are gathered and performed together when the worker polls, so that their waits for memory
    /// overlap; their service time then includes the gathering.
    public func makeSession(worker: Int) -> any TargetSession {
        makeSession(verifier: nil)
    }

    /// The same, with a verifier that is shown what is read.
    public func makeSession(
        worker: Int, verification: WorkerVerification
    ) -> any TargetSession {
        for (keyspace, tenant) in tenants.enumerated() {
            verification.numberBins(ofKeyspace: keyspace, tenant.bins.map(\.rawValue))
        }
        return makeSession(verifier: verification.verifier)
    }

    private func makeSession(verifier: WorkerVerifier?) -> any TargetSession {
        let access = EngineAccess(namespace: namespace, tenants: tenants)
        return plan.pipelineDepth == 1
            ? EngineSession(access, verifier: verifier)
            : PipelinedEngineSession(access, depth: plan.pipelineDepth, verifier: verifier)
    }

    /// Whether records may be evicted, or expire by the namespace's default.
    public var mayDropRecords: Bool {
        configuration.memoryLimit > 0 || configuration.defaultTTLSeconds > 0
    }

    /// Records, memory and locks.
    public func statistics() -> [TargetStatistic] { EngineStatistics.all(of: namespace) }
}
