import Driver
import Foundation
import Platform
import TestSupport
import Testing
import Verification
import Workload

@testable import Targets

/// Whole runs against a real `redis-server`.
@Suite(
    "Redis runs", .serialized, .enabled(if: RedisServer.isInstalled, "redis-server is not there"))
struct RedisRunTests {
    /// A plan made small: few keys, few operations, no warm-up.
    static func smallPlan(
        _ name: String, operations: UInt64 = 1_500, overrides: [String] = []
    ) throws -> Plan {
        var plan = try Plan.named(
            name, overrides: ["workers=2", "connections=6", "pipeline=3"] + overrides)
        for index in plan.keyspaces.indices {
            plan.keyspaces[index].count = min(plan.keyspaces[index].count, 300)
        }
        plan.phases.removeAll { $0.kind == .warmUp }
        for index in plan.phases.indices where plan.phases[index].kind == .measure {
            plan.phases[index].operationCount = operations
            plan.phases[index].duration = .seconds(5)
        }
        return plan
    }

    static func run(
        _ plan: Plan, _ target: RedisTarget, verifies: Bool
    ) throws -> RunResult {
        var options = RunOptions()
        options.verifies = verifies
        options.processors = []
        return try RunController(plan: plan, target: target, options: options).run()
    }

    static func count(_ result: RunResult, _ outcome: Outcome) -> UInt64 {
        result.phases.flatMap(\.kinds).reduce(0) { $0 + $1.count(of: outcome) }
    }

    /// Checks that nothing went wrong.
    static func expectClean(
        _ result: RunResult, _ target: RedisTarget, location: SourceLocation = #_sourceLocation
    ) {
        for outcome in Outcome.allCases where !outcome.isAnswer {
            let count = count(result, outcome)
            #expect(
                count == 0, "\(count) \(outcome): \(target.firstErrorText ?? "no error")",
                sourceLocation: location)
        }
        #expect(count(result, .ok) > 100, sourceLocation: location)
        if let report = result.verification {
            #expect(report.faults == [], sourceLocation: location)
            #expect(report.histories?.verdict != .violation, sourceLocation: location)
        }
    }

    @Test("every named workload runs, and what is read is what was written")
    func named() throws {
        let server = try RedisServer()
        for workload in NamedWorkloads.all {
            // Code that is not optimised takes a second for each run.
            let isBoth = !BuildMode.isDebug || workload.name.hasPrefix("ycsb")
            for verifies in isBoth ? [false, true] : [true] {
                try server.ask(["FLUSHALL"])
                let plan = try Self.smallPlan(workload.name, operations: 800)
                let target = try RedisTarget(
                    plan: plan, address: RedisAddress(servers: [server.address]))
                let result = try Self.run(plan, target, verifies: verifies)
                Self.expectClean(result, target)
                #expect(result.phases.last?.kinds.isEmpty == false, "\(workload.name)")
            }
        }
    }

    static let mixes: [(String, [String])] = [
        ("strings", ["record.bins=1"]),
        ("expiring strings", ["record.bins=1", "record.ttl={5m: 1, none: 1}"]),
        ("hashes", ["record.bins=4", "record.updateBins=one", "record.readBins=one"]),
        ("expiring hashes", ["record.bins=4", "record.ttl={5m: 1, none: 1}"]),
    ]

    @Test("all kinds of operation together, on few keys", arguments: mixes)
    func everything(name: String, overrides: [String]) throws {
        let server = try RedisServer()
        let isString = overrides.contains("record.bins=1")
        var plan = try Self.smallPlan(
            "ycsb-a", operations: 4_000,
            overrides: overrides + [
                "operations={read: 10, update: 10, insert: 3, readModifyWrite: 10, delete: 5,"
                    + " touch: 3, exists: 3, add: 5, conditionalUpdate: 10, batchRead: 5,"
                    + " batchWrite: 5, scan: 2}",
                "scan.length=7", "batch.size=4", "phases.measure.operations=4k",
            ])
        plan.keyspaces[0].count = 20
        let target = try RedisTarget(
            plan: plan, address: RedisAddress(servers: [server.address]))
        let result = try Self.run(plan, target, verifies: true)
        Self.expectClean(result, target)
        let kinds = try #require(result.phases.last).kinds
        for kind in kinds {
            #expect(kind.count(of: .ok) > 0, "\(kind.kind) of \(name), strings: \(isString)")
        }
        let updates = try #require(kinds.first { $0.kind == .conditionalUpdate })
        #expect(updates.count(of: .conflict) > 0)
        #expect(kinds.first { $0.kind == .add }?.count(of: .exists) ?? 0 > 0)
        #expect(kinds.first { $0.kind == .delete }?.count(of: .miss) ?? 0 > 0)
    }

    @Test("times to live are those of the plan, and a write without one takes it away")
    func lifetimes() throws {
        let server = try RedisServer()
        for bins in [1, 3] {
            try server.ask(["FLUSHALL"])
            let plan = try Self.smallPlan(
                "ycsb-a", operations: 10,
                overrides: ["record.bins=\(bins)", "record.ttl=5m", "operations={update: 1}"])
            let target = try RedisTarget(
                plan: plan, address: RedisAddress(servers: [server.address]))
            _ = try Self.run(plan, target, verifies: false)
            let key = try server.ask(["RANDOMKEY"])
            let seconds = try #require(Int(server.ask(["TTL", key])))
            #expect((200...300).contains(seconds))
            #expect(try server.ask(["TYPE", key]) == (bins == 1 ? "string" : "hash"))
        }
    }

    @Test("the script's digest is the server's")
    func script() throws {
        let server = try RedisServer()
        let digest = try server.ask(["SCRIPT", "LOAD", "\(RedisAddScript.text)"])
        #expect(digest == "\(RedisAddScript.digest)")
    }

    // MARK: Servers that are not as they should be

    @Test("a server that is full answers so, and may drop nothing")
    func full() throws {
        let server = try RedisServer(["--maxmemory", "2mb"])
        let plan = try Self.smallPlan("ycsb-a", overrides: ["record.values=4KiB"])
        let target = try RedisTarget(
            plan: plan, address: RedisAddress(servers: [server.address]))
        #expect(!target.mayDropRecords)
        let result = try Self.run(plan, target, verifies: false)
        #expect(Self.count(result, .outOfMemory) > 100)
        #expect(target.firstErrorText?.hasPrefix("OOM ") == true)
    }

    @Test("a server that evicts may drop records, and is not accused of it")
    func evicting() throws {
        let server = try RedisServer(
            ["--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru"])
        let plan = try Self.smallPlan("ycsb-a", overrides: ["record.values=4KiB"])
        let target = try RedisTarget(
            plan: plan, address: RedisAddress(servers: [server.address]))
        #expect(target.mayDropRecords)
        let result = try Self.run(plan, target, verifies: true)
        Self.expectClean(result, target)
        let evicted = target.statistics().first { $0.name == "evictedCount" }
        #expect(evicted?.value ?? 0 > 0)
    }

    @Test("records of another type are refused, and nothing else happens")
    func wrongType() throws {
        let server = try RedisServer()
        let strings = try Self.smallPlan("ycsb-c", overrides: ["record.bins=1"])
        let address = RedisAddress(servers: [server.address])
        _ = try Self.run(
            strings, RedisTarget(plan: strings, address: address), verifies: false)
        let hashes = try Self.smallPlan("ycsb-c", overrides: ["phases.load=none"])
        let target = try RedisTarget(plan: hashes, address: address)
        let result = try Self.run(hashes, target, verifies: false)
        #expect(Self.count(result, .refused) > 1_000)
        #expect(target.firstErrorText?.hasPrefix("WRONGTYPE ") == true)
    }

    @Test("passwords, users and databases are given and asked for")
    func access() throws {
        let server = try RedisServer(password: "open sesame")
        let plan = try Self.smallPlan("ycsb-c", operations: 200)
        func error(_ address: RedisAddress) -> String {
            do throws(TargetError) {
                _ = try RedisTarget(plan: plan, address: address)
                return "none"
            } catch {
                return error.problem
            }
        }
        let servers = [server.address]
        #expect(
            error(RedisAddress(servers: servers)).hasSuffix(
                "the server wants a password: NOAUTH Authentication required."))
        #expect(
            error(RedisAddress(servers: servers, password: "x")).contains(
                "the server refuses the password: WRONGPASS"))
        #expect(
            error(RedisAddress(servers: servers, password: "open sesame", database: 99))
                .contains("the server has no database 99"))
        let target = try RedisTarget(
            plan: plan,
            address: RedisAddress(
                servers: servers, user: "default", password: "open sesame", database: 3))
        Self.expectClean(try Self.run(plan, target, verifies: false), target)
        #expect(target.statistics().first { $0.name == "recordCount" }?.value == 300)
    }

    @Test("the manifest shows what the server is and how it is set")
    func settings() throws {
        let server = try RedisServer(["--maxmemory", "64mb"])
        let plan = try Self.smallPlan("ycsb-c")
        let target = try RedisTarget(
            plan: plan, address: RedisAddress(servers: [server.address]))
        let settings = Dictionary(uniqueKeysWithValues: target.settings)
        #expect(settings["server"]?.hasPrefix("redis ") == true)
        #expect(settings["address"] == "127.0.0.1:\(server.port)")
        #expect(settings["maxmemory"] == "67108864")
        #expect(settings["maxmemory-policy"] == "noeviction")
        #expect(settings["save"] == "none" && settings["appendonly"] == "no")
        #expect(settings["connections"] == "6" && settings["pipeline"] == "3")
        let names = Set(target.statistics().map(\.name))
        #expect(names.isSuperset(of: ["recordCount", "allocatedByteCount", "resetCount"]))
    }

    @Test("every worker has a connection, and the manifest says how many there are in all")
    func fewConnections() throws {
        let server = try RedisServer()
        let plan = try Self.smallPlan("ycsb-c", overrides: ["workers=4", "connections=3"])
        let target = try RedisTarget(
            plan: plan, address: RedisAddress(servers: [server.address]))
        #expect(Dictionary(uniqueKeysWithValues: target.settings)["connections"] == "4")
        let sessions = try (0..<4).map { try target.makeSession(worker: $0) }
        let statistics = Dictionary(
            uniqueKeysWithValues: target.statistics().map { ($0.name, $0.value) })
        // One more asks.
        #expect(statistics["serverConnectionCount"] == 5)
        withExtendedLifetime(sessions) {}
    }

    @Test("a server that goes away and comes back costs the operations in between")
    func restart() throws {
        let port = try RedisServer.freePort()
        var server: RedisServer? = try RedisServer(port: port)
        let address = RedisAddress(servers: [try #require(server).address])
        var plan = try Self.smallPlan(
            "ycsb-a", operations: 100_000_000, overrides: ["arrivals.constant=2k/s"])
        plan.phases[plan.phases.count - 1].duration = .seconds(5)
        let target = try RedisTarget(plan: plan, address: address)
        var options = RunOptions()
        options.interval = .milliseconds(100)
        options.processors = []
        var isBack = false
        let result = try RunController(plan: plan, target: target, options: options).run {
            guard $0.phase.kind == .measure, !isBack else { return }
            if $0.errorCount > 0 {
                server = try? RedisServer(port: port)
                isBack = true
            } else if $0.completedCount > 1_000 {
                server?.program.stop()
                server = nil
            }
        }
        let measured = try #require(result.phases.last)
        let total = measured.kinds.reduce(0) { sum, kind in
            sum + Outcome.allCases.reduce(0) { $0 + kind.count(of: $1) }
        }
        #expect(total + measured.unsentCount == 10_000)
        #expect(Self.count(result, .connectionLost) > 0)
        #expect(Self.count(result, .ok) > 2_000)
        let faults = Dictionary(
            uniqueKeysWithValues: target.statistics().map { ($0.name, $0.value) })
        #expect(faults["reconnectCount"] ?? 0 > 0)
    }
}
