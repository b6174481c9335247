import Driver
import Engine
import Platform
import Server
import Synchronization
import TestSupport
import Testing
import Verification
import Workload

@testable import Targets

/// Whole runs against servers in this process, over loopback.
@Suite("Aerospike target", .timeLimit(.minutes(10)))
struct AerospikeServedTests {
    private static func address(_ text: String) throws -> TargetAddress.Aerospike {
        guard case .aerospike(let address) = try TargetAddress("aerospike://\(text)") else {
            throw TargetAddressError(shown: text, reason: .unknownName)
        }
        return address
    }

    private static func target(
        _ plan: Plan, _ cluster: ServedCluster, node: Int = 0
    ) throws -> AerospikeTarget {
        try AerospikeTarget(
            plan: plan, address: Self.address("\(cluster.address(node))/test"))
    }

    private static func run(
        _ plan: Plan, on cluster: ServedCluster, verifies: Bool = false
    ) throws -> RunResult {
        var options = RunOptions()
        options.verifies = verifies
        let target = try target(plan, cluster)
        return try RunController(plan: plan, target: target, options: options).run()
    }

    // MARK: Runs

    @Test(
        "every named workload is answered, by one node or two",
        arguments: [(1, 16, false), (2, 4, true)])
    func namedRuns(shape: (nodes: Int, pipeline: Int, verifies: Bool)) throws {
        for workload in NamedWorkloads.all {
            let cluster = try ServedCluster(shape.nodes) {
                $0.namespaces[0].engine.recordByteLimit = 4 << 20
            }
            let plan = try smallNamedPlan(
                workload.name,
                ["pipeline=\(shape.pipeline)", "phases.measure.operations=1k"])
            let result = try Self.run(plan, on: cluster, verifies: shape.verifies)
            #expect((result.verification != nil) == shape.verifies)
            try expectAnswered(result, operations: 1_000, of: workload.name)
        }
    }

    /// All kinds of operations on all kinds of bins, in two keyspaces.
    private static func mixedPlan(_ overrides: [String]) throws -> Plan {
        let yaml = """
            keyspaces:
              \(usersOfEveryType)
                operations:
                  {read: 4, update: 4, increment: 2, append: 1, conditionalUpdate: 1,
                   batchRead: 1, readModifyWrite: 1}
              pages:
                keys: {count: 100, hitRatio: 0.5}
                record: {bins: 3, values: 20B, readBins: one, ttl: 1h}
                operations:
                  {read: 4, add: 1, touch: 1, exists: 1, batchWrite: 1, scan: 1, delete: 1}
                scan: {length: partition}
                setOnMiss: true
            phases: {measure: {operations: 4000}}
            workers: 2
            connections: 4
            """
        return try Plan(yaml: yaml, file: "a.yaml", name: "a", overrides: overrides)
    }

    @Test(
        "every kind of operation on every kind of bin is answered", arguments: [1, 2], [1, 8])
    func mixed(nodes: Int, pipeline: Int) throws {
        let cluster = try ServedCluster(nodes)
        let plan = try Self.mixedPlan(["pipeline=\(pipeline)"])
        let result = try Self.run(plan, on: cluster)
        let kinds = try #require(result.measured).kinds
        for kind in kinds {
            #expect(kind.errorCount == 0, "\(kind.kind)")
            #expect(kind.count(of: .ok) > 0, "\(kind.kind)")
        }
        let counts = Dictionary(uniqueKeysWithValues: kinds.map { ($0.kind, $0) })
        #expect(counts[.fill]?.completedCount == counts[.read]?.count(of: .miss))
        #expect(counts[.add]?.count(of: .exists) ?? 0 > 0)
    }

    // MARK: Verification

    /// Few keys, so that workers meet.
    private static func verifiedPlan(_ overrides: [String]) throws -> Plan {
        try Plan.named(
            "ycsb-a",
            overrides: [
                "seed=1", "keys.count=24", "keys.distribution=uniform", "record.bins=3",
                "workers=2", "connections=8", "phases.warmUp=none",
                "phases.measure.duration=60s",
                "phases.measure.operations=\(BuildMode.isDebug ? 3_000 : 100_000)",
            ] + overrides)
    }

    static let honestCases: [[String]] = [
        ["record.updateBins=one"],
        ["record.updateBins=all", "record.bins=1", "keys.count=2"],
        ["record.updateBins=one", "record.readBins=one", "pipeline=16"],
        [
            "record.updateBins=all", "operations.delete=10", "operations.insert=10",
            "operations.readModifyWrite=20", "pipeline=16",
        ],
        [
            "record.updateBins=one", "record.values={uniform: {from: 1B, to: 200B}}",
            "operations.exists=5",
        ],
        ["operations.batchRead=10", "operations.batchWrite=10", "batch.size=4"],
        ["operations.add=10", "operations.conditionalUpdate=20", "operations.delete=10"],
        ["record.ttl=30s", "operations.touch=10"],
    ]

    @Test("a cluster is never accused", arguments: honestCases)
    func verified(overrides: [String]) throws {
        let cluster = try ServedCluster(2)
        let result = try Self.run(Self.verifiedPlan(overrides), on: cluster, verifies: true)
        let report = try #require(result.verification)
        #expect(report.faults == [])
        #expect(report.checkedValueCount > 500)
        #expect(report.histories?.verdict != .violation)
        let kinds = try #require(result.measured).kinds
        #expect(kinds.reduce(0) { $0 + $1.errorCount } == 0)
    }

    @Test("what another program has changed is found out")
    func accused() throws {
        let cluster = try ServedCluster()
        var plan = try Self.verifiedPlan(["record.updateBins=all", "operations.update=0"])
        let target = try Self.target(plan, cluster)
        _ = try RunController(plan: plan, target: target).run()
        // The same records without their stamps, and nobody writes them again.
        plan.phases.removeFirst()
        var options = RunOptions()
        options.verifies = true
        let result = try RunController(plan: plan, target: target, options: options).run()
        let report = try #require(result.verification)
        #expect(report.faultCount > 0)
        #expect(result.verdict.level == .invalid)
    }

    // MARK: Faults

    @Test("a node that stops costs its own operations only, and one that comes back is used again")
    func nodeStops() throws {
        let cluster = try ServedCluster(2)
        let plan = try Plan.named(
            "ycsb-b",
            overrides: [
                "workers=2", "connections=4", "pipeline=4", "keys.count=300",
                "keys.distribution=uniform", "phases.warmUp=none", "phases.measure.duration=4s",
            ])
        let target = try Self.target(plan, cluster)
        let changes = NodeChanges(cluster)
        try changes.start(stopAfter: .milliseconds(1_000), startAfter: .milliseconds(1_800))
        let result = try RunController(plan: plan, target: target).run()
        changes.wait()
        let kinds = try #require(result.measured).kinds
        let ok = kinds.reduce(0) { $0 + $1.count(of: .ok) }
        let lost = kinds.reduce(0) { $0 + $1.count(of: .connectionLost) }
        let asked = kinds.reduce(0) { $0 + $1.completedCount }
        let misses = kinds.reduce(0) { $0 + $1.count(of: .miss) }
        #expect(ok > 0 && lost > 0 && ok + lost + misses == asked)
        // It came back empty: that reads miss shows that it is asked again.
        #expect(misses > 0)
        let reconnections = target.statistics().first { $0.name == "reconnectCount" }
        #expect(reconnections?.value ?? 0 > 0)
    }

    // MARK: The server

    @Test("settings say which server, and how it is driven")
    func settings() throws {
        let cluster = try ServedCluster(2)
        let target = try Self.target(smallNamedPlan("ycsb-a"), cluster)
        let settings = Dictionary(uniqueKeysWithValues: target.settings)
        #expect(settings["nodes"] == "2" && settings["namespace"] == "test")
        #expect(settings["address"] == cluster.address())
        #expect(settings["build"]?.isEmpty == false && settings["edition"]?.isEmpty == false)
        #expect(settings["connections"] == "4" && settings["pipeline"] == "1")
        #expect(target.name == "aerospike" && !target.mayDropRecords)
    }

    @Test("a server that may drop records says so", arguments: [true, false])
    func mayDrop(byLifetime: Bool) throws {
        let cluster = try ServedCluster { configuration in
            if byLifetime {
                configuration.namespaces[0].engine.defaultTTLSeconds = 60
            } else {
                configuration.namespaces[0].engine.memoryLimit = 64 << 20
            }
        }
        #expect(try Self.target(smallNamedPlan("ycsb-c"), cluster).mayDropRecords)
    }

    @Test("its statistics count the records of all nodes, and survive them")
    func statistics() throws {
        let cluster = try ServedCluster(2)
        let plan = try smallNamedPlan("ycsb-c", ["phases.measure.operations=10"])
        let target = try Self.target(plan, cluster)
        _ = try RunController(plan: plan, target: target).run()
        let figures = target.statistics()
        #expect(figures.first { $0.name == "recordCount" }?.value == 300)
        #expect(figures.first { $0.name == "reconnectCount" }?.value == 0)
        cluster.stop(0)
        cluster.stop(1)
        #expect(target.statistics().contains { $0.name == "reconnectCount" })
    }

    @Test("nobody there, or an unknown namespace, is one clear line")
    func absent() throws {
        let cluster = try ServedCluster()
        let address = cluster.address()
        let plan = try smallNamedPlan("ycsb-c")
        let unknown = #expect(throws: TargetError.self) {
            try AerospikeTarget(
                plan: plan, address: Self.address("\(address)/tset"))
        }
        #expect(
            unknown?.description
                == "target 'aerospike': the cluster has no namespace 'tset'; "
                + "name one of those that it has: test")
        cluster.stop(0)
        let nobody = #expect(throws: TargetError.self) { try Self.target(plan, cluster) }
        #expect(nobody?.problem.hasPrefix("\(address): ") == true)
        #expect(nobody?.problem.contains("Connection refused") == true)
        #expect(nobody?.remedy == "see that an Aerospike server listens there")
    }

    @Test("records that the namespace does not take are refused before the run")
    func tooLarge() throws {
        let cluster = try ServedCluster()
        let plan = try Plan.named(
            "ycsb-c", overrides: ["record.bins=1", "record.values=2MiB", "keys.count=10"])
        let error = #expect(throws: TargetError.self) { try Self.target(plan, cluster) }
        #expect(error?.problem.contains("max-record-size") == true)
    }
}

/// Stops the second node of a cluster while a run goes on, and starts it again.
private final class NodeChanges: @unchecked Sendable {
    // Used by the thread below only, from `start` until it has ended.
    private let cluster: ServedCluster
    private let isDone = Atomic<Bool>(false)

    init(_ cluster: ServedCluster) { self.cluster = cluster }

    func start(stopAfter: Nanoseconds, startAfter: Nanoseconds) throws {
        try PinnedThread(name: "changes", processor: nil) { [self] in
            pauseThread(stopAfter)
            cluster.stop(1)
            pauseThread(startAfter)
            do { try cluster.start(1) } catch { Issue.record("\(error)") }
            isDone.store(true, ordering: .releasing)
        }.detach()
    }

    func wait() {
        while !isDone.load(ordering: .acquiring) { pauseThread(.milliseconds(5)) }
    }
}
