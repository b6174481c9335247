import Driver
import Platform
import TestSupport
import Testing
import Verification
import Workload

@testable import Targets

/// Whole runs against a real Memcached, which `scripts/test` installs.
@Suite(
    "Memcached target", .enabled(if: MemcachedProcess.isInstalled, "no memcached is installed"),
    .timeLimit(.minutes(10)))
struct MemcachedTargetTests {
    private static func run(
        _ plan: Plan, on server: MemcachedProcess, verifies: Bool = false
    ) throws -> RunResult {
        let target = try MemcachedTarget(plan: plan, addresses: [server.address])
        var options = RunOptions()
        options.verifies = verifies
        return try RunController(plan: plan, target: target, options: options).run()
    }

    // MARK: Named workloads

    /// Why the target refuses a workload; nil when it takes it.
    private static func refusal(_ name: String, on address: SocketAddress) throws -> String? {
        do {
            _ = try MemcachedTarget(plan: smallNamedPlan(name), addresses: [address])
            return nil
        } catch let error as TargetError {
            return error.description
        }
    }

    @Test("which named workloads are refused, and why, is known")
    func refusals() throws {
        let server = try MemcachedProcess(["-I", "1m"])
        var lines: [String] = []
        for workload in NamedWorkloads.all {
            let refusal = try Self.refusal(workload.name, on: server.address)
            lines.append("\(workload.name): \(refusal ?? "runs")\n")
        }
        try expectGolden(lines.joined(), "memcached-workloads.txt")
    }

    @Test(
        "every named workload that it can express is answered",
        arguments: zip([1, 16], [false, true]))
    func namedRuns(pipeline: Int, verifies: Bool) throws {
        for workload in NamedWorkloads.all {
            let server = try MemcachedProcess(["-I", "64m", "-m", "256"])
            if try Self.refusal(workload.name, on: server.address) != nil { continue }
            let plan = try smallNamedPlan(workload.name, ["pipeline=\(pipeline)"])
            let result = try Self.run(plan, on: server, verifies: verifies)
            #expect((result.verification != nil) == verifies)
            try expectAnswered(result, operations: 2_000, of: workload.name)
        }
    }

    // MARK: Semantics

    /// All kinds of operations on all kinds of bins, in several keyspaces.
    private static func mixedPlan(_ overrides: [String] = []) throws -> Plan {
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
                  {read: 4, add: 1, touch: 1, exists: 1, batchWrite: 1, delete: 1}
                setOnMiss: true
              counters:
                keys: {count: 20}
                record: {bins: {n: {integer: {from: 0, to: 9}}}, ttl: 1h}
                operations: {increment: 5, read: 1, delete: 1}
              logs:
                keys: {count: 20}
                record: {bins: {line: {text: 10B}}, ttl: 45d}
                operations: {append: 5, read: 1, delete: 1}
            phases: {measure: {operations: 6000}}
            workers: 2
            connections: 4
            """
        return try Plan(yaml: yaml, file: "a.yaml", name: "a", overrides: overrides)
    }

    @Test("every kind of operation on every kind of bin is answered", arguments: [1, 8])
    func mixed(pipeline: Int) throws {
        let server = try MemcachedProcess(["-M"])
        let plan = try Self.mixedPlan(["pipeline=\(pipeline)"])
        let result = try Self.run(plan, on: server)
        let kinds = try #require(result.measured).kinds
        #expect(kinds.reduce(0) { $0 + $1.errorCount } == 0)
        #expect(kinds.allSatisfy { $0.count(of: .ok) > 0 })
        let counts = Dictionary(uniqueKeysWithValues: kinds.map { ($0.kind, $0) })
        // Reads of other keyspaces miss, too, and are not filled.
        #expect(counts[.fill]?.completedCount ?? 0 < counts[.read]?.count(of: .miss) ?? 0)
        #expect(counts[.add]?.count(of: .exists) ?? 0 > 0)
    }

    /// Few keys, so that workers meet.
    private static func verifiedPlan(_ overrides: [String], seed: UInt64 = 1) throws -> Plan {
        try Plan.named(
            "ycsb-a",
            overrides: [
                "seed=\(seed)", "keys.count=24", "keys.distribution=uniform", "record.bins=3",
                "workers=2", "connections=8", "phases.warmUp=none",
                "phases.measure.duration=60s",
                "phases.measure.operations=\(BuildMode.isDebug ? 4_000 : 100_000)",
            ] + overrides)
    }

    static let honestCases: [[String]] = [
        ["record.updateBins=one"],
        ["record.updateBins=all", "record.bins=2"],
        ["record.updateBins=all", "record.bins=1", "keys.count=2"],
        ["record.updateBins=one", "record.readBins=one", "pipeline=16"],
        [
            "record.updateBins=all", "operations.delete=10", "operations.insert=10",
            "operations.readModifyWrite=20", "pipeline=16",
        ],
        ["record.updateBins=one", "operations.delete=10", "operations.readModifyWrite=20"],
        [
            "record.updateBins=one", "record.values={uniform: {from: 1B, to: 200B}}",
            "operations.exists=5",
        ],
        ["operations.batchRead=10", "operations.batchWrite=10", "batch.size=4"],
        [
            "operations.add=10", "operations.conditionalUpdate=20", "operations.delete=10",
            "pipeline=4",
        ],
        ["record.ttl=30s", "operations.touch=10"],
    ]

    @Test("Memcached is never accused", arguments: honestCases)
    func verified(overrides: [String]) throws {
        let server = try MemcachedProcess(["-M"])
        let result = try Self.run(Self.verifiedPlan(overrides), on: server, verifies: true)
        let report = try #require(result.verification)
        #expect(report.faults == [])
        #expect(report.checkedValueCount > 500)
        #expect(report.histories?.verdict != .violation)
        let kinds = try #require(result.measured).kinds
        #expect(kinds.reduce(0) { $0 + $1.errorCount } == 0)
    }

    @Test("what another program has changed is found out")
    func accused() throws {
        let server = try MemcachedProcess(["-M"])
        var plan = try Self.verifiedPlan(["record.updateBins=all", "operations.update=0"])
        let target = try MemcachedTarget(plan: plan, addresses: [server.address])
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

    // MARK: Limits

    @Test("a write that finds no room is counted, and the run goes on")
    func outOfMemory() throws {
        let server = try MemcachedProcess(["-M", "-m", "2"])
        let plan = try smallNamedPlan(
            "ycsb-a", ["record.bins=1", "record.values=20kB", "operations.read=10"])
        let target = try MemcachedTarget(plan: plan, addresses: [server.address])
        let result = try RunController(plan: plan, target: target).run()
        #expect(
            target.firstErrorText == "SERVER_ERROR out of memory storing object")
        let load = try #require(result.phases.first)
        let full = load.kinds.reduce(0) { $0 + $1.count(of: .outOfMemory) }
        #expect(full > 100)
        #expect(load.kinds.reduce(0) { $0 + $1.completedCount } == 300)
    }

    @Test("an item of exactly the server's limit is written, and a larger one refused before")
    func itemLimit() throws {
        let server = try MemcachedProcess()
        // Keys of format ycsb are reckoned with 24 bytes.
        let limit = (1 << 20) - 48 - 8 - 1 - 2 - 24
        let change = ["record.bins=1", "keys.format=ycsbOrdered", "keys.count=2"]
        var plan = try Plan.named(
            "ycsb-c",
            overrides: change + [
                "record.values=\(limit)B", "phases.warmUp=none", "phases.measure.operations=10",
                "workers=1", "connections=1",
            ])
        let result = try Self.run(plan, on: server)
        #expect(result.phases.flatMap(\.kinds).reduce(0) { $0 + $1.errorCount } == 0)
        #expect(result.phases[0].kinds.reduce(0) { $0 + $1.count(of: .ok) } == 2)
        plan = try Plan.named("ycsb-c", overrides: change + ["record.values=\(limit + 1)B"])
        let error = #expect(throws: TargetError.self) {
            try MemcachedTarget(plan: plan, addresses: [server.address])
        }
        #expect(
            error?.description == "target 'memcached': records of keyspace 'records' take up to "
                + "1048577 bytes as items, and the server's item_size_max is 1048576; start it "
                + "with -I and a larger size, up to 1g, or make values smaller with --set")
    }

    @Test("more connections than the server takes are refused before the run")
    func connectionLimit() throws {
        let server = try MemcachedProcess(["-c", "20"])
        let plan = try smallNamedPlan("ycsb-c", ["connections=20"])
        let error = #expect(throws: TargetError.self) {
            try MemcachedTarget(plan: plan, addresses: [server.address])
        }
        #expect(error?.description.contains("maxconns of 20") == true)
    }

    // MARK: The server

    @Test("the server's version and settings are those of the target")
    func settings() throws {
        let server = try MemcachedProcess(["-M", "-I", "2m", "-c", "200"])
        let target = try MemcachedTarget(
            plan: smallNamedPlan("ycsb-c", ["pipeline=4"]), addresses: [server.address])
        let settings = Dictionary(uniqueKeysWithValues: target.settings)
        #expect(target.name == "memcached")
        #expect(settings["address"] == server.address.description)
        #expect(settings["version"]?.hasPrefix("1.") == true)
        #expect(settings["maxbytes"] == "67108864")
        #expect(settings["evictions"] == "off")
        #expect(settings["item_size_max"] == "2097152")
        #expect(settings["maxconns"] == "200")
        #expect(settings["num_threads"] == "1")
        #expect(settings["connections"] == "4")
        #expect(settings["pipeline"] == "4")
        #expect(!target.mayDropRecords)
        let evicting = try MemcachedProcess()
        #expect(
            try MemcachedTarget(plan: smallNamedPlan("ycsb-c"), addresses: [evicting.address])
                .mayDropRecords)
    }

    @Test("its statistics count what was inserted, and stay when the server is gone")
    func statistics() throws {
        let server = try MemcachedProcess()
        let plan = try smallNamedPlan("ycsb-c", ["phases.measure.operations=10"])
        let target = try MemcachedTarget(plan: plan, addresses: [server.address])
        _ = try RunController(plan: plan, target: target).run()
        for _ in 0..<2 {
            let figures = target.statistics()
            #expect(figures.first { $0.name == "recordCount" }?.value == 300)
            #expect(figures.first { $0.name == "evictedCount" }?.value == 0)
            #expect(figures.first { $0.name == "reconnectCount" }?.value == 0)
            server.end()
        }
    }

    @Test("a server that is not there is one line")
    func absent() throws {
        let server = try MemcachedProcess()
        server.end()
        let error = #expect(throws: TargetError.self) {
            try MemcachedTarget(plan: smallNamedPlan("ycsb-c"), addresses: [server.address])
        }
        // Of several addresses the first that answers is taken.
        let other = try MemcachedProcess()
        let target = try MemcachedTarget(
            plan: smallNamedPlan("ycsb-c"), addresses: [server.address, other.address])
        #expect(target.settings[0].value == other.address.description)
        #expect(
            error?.description == "target 'memcached': nothing answers at \(server.address): "
                + "connect: Connection refused; see that memcached runs there and lets this "
                + "client in")
    }

    @Test("a server that goes away and comes back costs the operations in between")
    func restart() throws {
        var server: MemcachedProcess? = try MemcachedProcess()
        let address = try #require(server).address
        var plan = try smallNamedPlan("ycsb-a", ["arrivals.constant=2k/s"])
        plan.phases[plan.phases.count - 1].operationCount = nil
        plan.phases[plan.phases.count - 1].duration = .seconds(5)
        let target = try MemcachedTarget(plan: plan, addresses: [address])
        var options = RunOptions()
        options.interval = .milliseconds(100)
        options.processors = []
        var isBack = false
        let result = try RunController(plan: plan, target: target, options: options).run {
            guard $0.phase.kind == .measure, !isBack else { return }
            if $0.errorCount > 0 {
                server = try? MemcachedProcess(port: address.port)
                isBack = true
            } else if $0.completedCount > 1_000 {
                server?.end()
            }
        }
        let measured = try #require(result.measured)
        let total = measured.kinds.reduce(0) { sum, kind in
            sum + Outcome.allCases.reduce(0) { $0 + kind.count(of: $1) }
        }
        #expect(total + measured.unsentCount == 10_000)
        #expect(measured.kinds.reduce(0) { $0 + $1.count(of: .connectionLost) } > 0)
        #expect(measured.kinds.reduce(0) { $0 + $1.count(of: .ok) } > 1_500)
        let reasons = Set(result.verdict.reasons.map(\.name))
        #expect(reasons.contains("connectionFaults"))
        withExtendedLifetime(server) {}
    }
}
