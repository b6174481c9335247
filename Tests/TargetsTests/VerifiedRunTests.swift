import Driver
import Platform
import Targets
import TestSupport
import Testing
import Verification
import Workload

/// Whole verified runs: a store that is right is never accused, and one that is not always is.
@Suite("Verified runs")
struct VerifiedRunTests {
    private func run(_ target: any Target, _ plan: Plan) throws -> RunResult {
        var options = RunOptions()
        options.verifies = true
        return try RunController(plan: plan, target: target, options: options).run()
    }

    private func verified(_ target: any Target, _ plan: Plan) throws -> VerificationReport {
        let result = try run(target, plan)
        return try #require(result.verification)
    }

    /// Few keys, so that workers meet; more operations where code is optimised.
    private func plan(seed: UInt64, _ overrides: [String]) throws -> Plan {
        let count = BuildMode.isDebug ? 2_000 : 400_000
        return try Plan.named(
            "ycsb-a",
            overrides: [
                "seed=\(seed)", "keys.count=24", "keys.distribution=uniform", "record.bins=3",
                "workers=2", "phases.warmUp=none", "phases.measure.duration=60s",
                "phases.measure.operations=\(count)",
            ] + overrides)
    }

    // MARK: Stores that are right

    static let honestCases: [[String]] = [
        ["record.updateBins=one"],
        ["record.updateBins=all", "record.bins=2"],
        ["record.updateBins=all", "record.bins=1", "keys.count=2"],
        ["record.updateBins=one", "record.readBins=one", "pipeline=16"],
        [
            "record.updateBins=all", "operations.delete=10", "operations.insert=10",
            "operations.readModifyWrite=20", "pipeline=16", "engine.lock=mutex",
        ],
        ["record.updateBins=one", "operations.delete=10", "operations.readModifyWrite=20"],
        [
            "record.updateBins=one", "record.values={uniform: {from: 1B, to: 200B}}",
            "operations.exists=5",
        ],
        ["operations.batchRead=10", "operations.batchWrite=10", "batch.size=4"],
        ["operations.add=10", "operations.conditionalUpdate=20", "operations.delete=10"],
        ["record.ttl=1s", "operations.touch=10"],
        ["engine.memoryLimit=64MiB", "engine.eviction=lru", "keys.count=2000"],
        ["engine.lock=readWrite", "operations.scan=2", "scan.length=5"],
    ]

    @Test("the engine is never accused", arguments: honestCases)
    func engine(overrides: [String]) throws {
        try forEachSeed(BuildMode.isDebug ? 1 : 4) { seed in
            let plan = try plan(seed: seed, overrides)
            let report = try verified(EngineTarget(plan: plan), plan)
            #expect(report.faults == [], seedComment(seed))
            #expect(report.faultCount == 0)
            #expect(report.checkedValueCount > 500)
            #expect(report.histories?.verdict != .violation, seedComment(seed))
        }
    }

    @Test("the histories of popular keys are checked")
    func histories() throws {
        let plan = try plan(seed: 1, ["record.updateBins=one"])
        let report = try verified(EngineTarget(plan: plan), plan)
        let histories = try #require(report.histories)
        #expect(histories.valueCount == 24)
        #expect(histories.operationCount > 300)
        #expect(histories.verdict == .linearizable)
        #expect(BuildMode.isDebug || histories.overlappingPairCount > 0)
    }

    @Test("a store that is right is never accused, whatever the operations")
    func honestStore() throws {
        try forEachSeed(2) { seed in
            let plan = try plan(
                seed: seed, ["operations.delete=5", "operations.readModifyWrite=10"])
            let store = FaultyStore(.none, plan: plan, seed: seed)
            let report = try verified(store, plan)
            #expect(report.faults == [], seedComment(seed))
            #expect(report.histories?.verdict == .linearizable)
        }
    }

    // MARK: Stores that are not

    /// Each fault, and what it may be called.
    static let faults: [(FaultyStore.Fault, Set<VerificationFault.Kind>, [String])] = [
        (.flippedBit, [.wrong], []),
        (.olderValue, [.stale], ["record.updateBins=one"]),
        (.olderValue, [.stale], ["record.updateBins=all"]),
        (.tornRecord, [.stale], ["record.updateBins=one"]),
        (.tornRecord, [.torn, .stale], ["record.updateBins=all"]),
        (.tornValue, [.torn], []),
        (.forgottenWrite, [.stale], []),
        (.lostRecord, [.lost], []),
        (.repeatedWrite, [.stale], []),
        // Few reads meet a removed record: more of them, so that one is surely served.
        (.resurrection, [.stale], ["operations.delete=30", "phases.measure.operations=12k"]),
        (.otherKey, [.wrong], []),
    ]

    @Test("a store with a fault is always found out", arguments: faults)
    func faulty(
        fault: FaultyStore.Fault, kinds: Set<VerificationFault.Kind>, overrides: [String]
    ) throws {
        try forEachSeed(BuildMode.isDebug ? 2 : 20) { seed in
            let plan = try plan(seed: seed, ["phases.measure.operations=3k"] + overrides)
            let store = FaultyStore(fault, plan: plan, seed: seed)
            let result = try run(store, plan)
            let report = try #require(result.verification)
            try #require(store.faultCount > 0, seedComment(seed))
            #expect(report.faultCount > 0, seedComment(seed))
            #expect(Set(report.faultCounts.keys).isSubset(of: kinds), seedComment(seed))
            #expect(result.verdict.level == .invalid)
            #expect(result.verdict.reasons.contains { $0.name == "verificationFailed" })
            let corrupt = result.phases.flatMap(\.kinds).reduce(0) { $0 + $1.count(of: .corrupt) }
            #expect(corrupt > 0 && corrupt <= report.faultCount)
        }
    }

    @Test("every changed bit is found, once each", arguments: [0, 1, 2])
    func everyBit(seed: UInt64) throws {
        let plan = try plan(seed: seed, ["phases.measure.operations=4k"])
        let store = FaultyStore(.flippedBit, plan: plan, seed: seed, rarity: 20)
        let report = try verified(store, plan)
        #expect(report.faultCounts == [.wrong: UInt64(store.faultCount)])
        #expect(store.faultCount > 30)
        #expect(report.faults.count == min(store.faultCount, VerificationReport.keptFaultLimit))
    }

    @Test("a record that is served long after its time to live is found")
    func expired() throws {
        let plan = try plan(
            seed: 1, ["record.ttl=1s", "operations.update=0", "workers=1"])
        let time = VirtualTime()
        let store = FaultyStore(.expiredRecord, plan: plan, seed: 1, time: time)
        var options = RunOptions()
        options.verifies = true
        let controller = RunController(
            plan: plan, target: store, options: options, virtualTimes: [time])
        let report = try #require(try controller.run().verification)
        #expect(store.faultCount > 0)
        #expect(report.faultCounts == [.expired: UInt64(store.faultCount)])
    }

    @Test(
        "the engine's expiry is right to the second",
        .enabled(if: !BuildMode.isDebug, "it takes some seconds of real time"))
    func expiry() throws {
        let plan = try plan(
            seed: 1,
            [
                // Two updates of each key per second: one in seven finds its record expired.
                "record.ttl=1s", "operations={read: 9, update: 1}", "arrivals.constant=40k/s",
                "phases.measure.operations=1G",
                "phases.measure.duration=6s", "keys.count=2000",
            ])
        let report = try verified(EngineTarget(plan: plan), plan)
        #expect(report.faults == [])
        #expect(report.checkedMissCount > 1_000)
    }

    @Test("a target that keeps nothing cannot be verified")
    func null() throws {
        let plan = try plan(seed: 1, [])
        #expect {
            _ = try run(NullTarget(), plan)
        } throws: { error in
            "\(error)" == "target 'null': it keeps no values that could be verified; "
                + "leave out --verify, or choose another target, such as engine"
        }
    }
}
