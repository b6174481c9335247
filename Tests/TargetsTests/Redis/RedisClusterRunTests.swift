import Driver
import Foundation
import Platform
import TestSupport
import Testing
import Wire
import Workload

@testable import Targets

/// Whole runs against a real cluster of three nodes.
@Suite(
    "Redis Cluster runs", .serialized,
    .enabled(if: RedisServer.isInstalled, "redis-server is not there"))
struct RedisClusterRunTests {
    private func target(_ plan: Plan, _ cluster: RedisClusterServers) throws -> RedisTarget {
        try RedisTarget(
            plan: plan,
            address: RedisAddress(
                name: "redis-cluster", servers: [cluster.nodes[1].address], isCluster: true))
    }

    private static let mix =
        "operations={read: 10, update: 10, insert: 3, readModifyWrite: 10, delete: 5, touch: 3,"
        + " exists: 3, add: 5, conditionalUpdate: 10, batchRead: 5, batchWrite: 5, scan: 1}"

    @Test(
        "every kind of operation finds its node",
        arguments: [
            ["record.bins=1"], ["record.bins=3", "record.ttl={5m: 1, none: 1}"],
            ["record.bins=3", "record.updateBins=one"],
        ])
    func everything(overrides: [String]) throws {
        let cluster = try RedisClusterServers()
        var plan = try RedisRunTests.smallPlan(
            "ycsb-a", operations: 3_000,
            overrides: overrides + [
                Self.mix, "scan.length=7", "batch.size=6", "phases.measure.operations=3k",
            ])
        plan.keyspaces[0].count = 60
        let target = try target(plan, cluster)
        #expect(target.name == "redis-cluster")
        let result = try RedisRunTests.run(plan, target, verifies: true)
        RedisRunTests.expectClean(result, target)
        for kind in try #require(result.phases.last).kinds {
            #expect(kind.count(of: .ok) > 0, "\(kind.kind)")
        }
        #expect(try cluster.redirectCounts() == (0, 0))
        let records = target.statistics().first { $0.name == "recordCount" }
        #expect(try records?.value == Double(cluster.recordCount()))
    }

    @Test("a slot that moves while a run goes on is followed, and nothing is lost")
    func moving() throws {
        let cluster = try RedisClusterServers()
        // The keys of one keyspace are in one slot, so that all of them are concerned.
        var plan = try RedisRunTests.smallPlan(
            "ycsb-a", operations: 100_000_000,
            overrides: [
                "record.bins=3", "record.updateBins=one", Self.mix, "scan.length=5",
                "batch.size=4", "phases.measure.operations=1M",
                "arrivals.constant=4k/s", "keys.distribution=uniform",
            ])
        plan.keyspaces[0].count = 80
        plan.keyspaces[0].name = "{one}"
        var other = plan.keyspaces[0]
        (other.name, other.weight) = ("other", 0.1)
        plan.keyspaces.append(other)
        plan.phases[plan.phases.count - 1].duration = .seconds(60)
        let target = try target(plan, cluster)
        let slot = unsafe RESPKeySlot.slot(of: Array("{one}".utf8).span.bytes)
        let source = cluster.owner(ofSlot: slot)
        var options = RunOptions()
        options.verifies = true
        options.processors = []
        options.interval = .milliseconds(100)
        let stop = StopSignal()
        var move = Move(slot: slot, source: source, target: (source + 1) % 3, cluster: cluster)
        var failure: (any Error)?
        let controller = RunController(
            plan: plan, target: target, options: options, stop: stop)
        let result = try controller.run { report in
            guard report.phase.kind == .measure else { return }
            do {
                try move.advance()
            } catch {
                failure = error
            }
            if failure != nil || move.isOver { stop.request() }
        }
        #expect(failure == nil)
        RedisRunTests.expectClean(result, target)
        let counts = try cluster.redirectCounts()
        #expect(counts.asked > 0 && counts.moved > 0)
    }

    /// Half of a slot's keys, and the other half when the run has met that.
    private struct Move {
        let slot: Int
        let source: Int
        let target: Int
        let cluster: RedisClusterServers
        private(set) var isOver = false
        private var step = 0

        init(slot: Int, source: Int, target: Int, cluster: RedisClusterServers) {
            (self.slot, self.source, self.target) = (slot, source, target)
            self.cluster = cluster
        }

        mutating func advance() throws {
            switch step {
            case 0:
                try cluster.beginMove(ofSlot: slot, from: source, to: target)
                _ = try cluster.moveKeys(ofSlot: slot, from: source, to: target, limit: 40)
                step = 1
            case 1:
                guard try cluster.redirectCounts().asked > 100 else { return }
                try cluster.endMove(ofSlot: slot, from: source, to: target)
                step = 2
            default: isOver = try cluster.redirectCounts().moved > 0
            }
        }
    }

    @Test("a node that dies costs the operations on its records, until another takes its place")
    func failover() throws {
        let cluster = try RedisClusterServers(replicaCount: 1)
        var plan = try RedisRunTests.smallPlan(
            "ycsb-a", operations: 100_000_000,
            overrides: [
                "record.bins=2", "operations={read: 5, update: 5, batchRead: 1}", "batch.size=3",
                "arrivals.constant=2k/s",
            ])
        plan.phases[plan.phases.count - 1].duration = .seconds(60)
        let target = try target(plan, cluster)
        #expect(target.settings.contains { $0.name == "address" && !$0.value.isEmpty })
        var options = RunOptions()
        options.processors = []
        options.interval = .milliseconds(100)
        let stop = StopSignal()
        var (isDead, errorCount, calmCount) = (false, UInt64(0), 0)
        let controller = RunController(
            plan: plan, target: target, options: options, stop: stop)
        let result = try controller.run { report in
            guard report.phase.kind == .measure else { return }
            if !isDead && report.completedCount > 500 {
                cluster.nodes[2].program.stop()
                isDead = true
            }
            calmCount = report.errorCount > errorCount ? 0 : calmCount + 1
            errorCount = report.errorCount
            if errorCount > 0 && calmCount > 20 { stop.request() }
        }
        let faults = try #require(result.phases.last).kinds.reduce(0) { sum, kind in
            sum + kind.count(of: .connectionLost) + kind.count(of: .serverError)
        }
        #expect(faults > 0)
        #expect(result.phases.last?.elapsed ?? .zero < .seconds(59))
        // The replica answers for the records of the node that is gone.
        let info = try cluster.nodes[3].ask(["INFO", "replication"])
        #expect(info.contains("role:master"))
        let commands = try cluster.nodes[3].ask(["INFO", "commandstats"])
        #expect(commands.contains("cmdstat_hgetall"))
    }

    @Test("a single server is no cluster, and a cluster's node alone is no server for all keys")
    func mistaken() throws {
        let plan = try RedisRunTests.smallPlan("ycsb-c", operations: 100)
        let server = try RedisServer()
        #expect {
            _ = try RedisTarget(
                plan: plan,
                address: RedisAddress(servers: [server.address], isCluster: true))
        } throws: { error in
            "\(error)".contains("it is no cluster: ERR This instance has cluster support disabled")
                && "\(error)".hasSuffix("use redis:// for a single server")
        }
        let cluster = try RedisClusterServers()
        let target = try RedisTarget(
            plan: plan, address: RedisAddress(servers: [cluster.nodes[0].address]))
        let result = try RedisRunTests.run(plan, target, verifies: false)
        #expect(RedisRunTests.count(result, .serverError) > 50)
        #expect(target.firstErrorText?.hasPrefix("MOVED ") == true)
    }
}
