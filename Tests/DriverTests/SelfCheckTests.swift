import Platform
import Targets
import TestSupport
import Testing
import Workload

@testable import Driver

@Suite("Self-check")
struct SelfCheckTests {
    /// A plan without load and warm-up, changed by overrides.
    private func plan(_ name: String, _ overrides: [String] = []) throws -> Plan {
        try Plan.named(
            name,
            overrides: ["phases.load=none", "phases.warmUp=none", "keys.count=20k"] + overrides)
    }

    /// What observers see of the first batches of every worker of `plan`.
    private func sample(_ plan: Plan, batchCount: Int) throws -> ObservedSample {
        let phaseIndex = plan.phases.count - 1
        let pool = plan.makeValuePool()
        return ObservedSample(
            try (0..<plan.workerCount).map { worker in
                let source = try plan.makeSource(phaseIndex: phaseIndex, worker: worker)
                let batch = plan.makeBatch(capacity: 32, pool: pool)
                let observer = OperationObserver(plan, batch)
                for _ in 0..<batchCount {
                    source.fill(batch)
                    observer.observe(batch, count: batch.count)
                }
                return (worker, observer)
            })
    }

    /// The tests of what `sent` sends against what `specified` says.
    private func tests(
        _ specified: Plan, sent: Plan, batchCount: Int = 400
    ) throws -> [DistributionTest] {
        let sample = try sample(sent, batchCount: batchCount)
        return SelfCheck(specified, phaseIndex: specified.phases.count - 1, sample).tests()
    }

    @Test("named workloads send what they say, whatever the seed")
    func goodRuns() throws {
        for workload in NamedWorkloads.all {
            try forEachSeed(BuildMode.isDebug ? 1 : 50) { seed in
                var plan = try Plan.named(
                    workload.name, overrides: ["seed=\(seed)", "workers=\(1 + seed % 2)"])
                plan.phases = plan.phases.filter { $0.kind == .measure }
                // Set-up is in proportion to the keys.
                for index in plan.keyspaces.indices {
                    plan.keyspaces[index].count = min(plan.keyspaces[index].count, 20_000)
                }
                let failed = try tests(plan, sent: plan, batchCount: 200).filter { !$0.passed }
                #expect(failed.isEmpty, "\(workload.name), repeat with SPIKEBENCH_SEED=\(seed)")
            }
        }
    }

    /// What the file says, what is sent in its place, and what has to fail.
    @Test(
        "what is not as specified fails, and nothing else does",
        arguments: [
            ("facebook-etc", "keys.distribution=uniform", .popularity),
            ("facebook-etc", "keys.distribution.zipf.exponent=0.7", .popularity),
            ("facebook-etc", "keys.distribution.zipf.scrambled=false", .popularity),
            ("ycsb-b", "keys.distribution=zipf", .popularity),
            ("ycsb-d", "keys.distribution.latest.exponent=0.7", .popularity),
            ("ycsb-c", "keys.distribution=sequential", .popularity),
            ("facebook-etc", "operations.update=2", .mix),
            ("ycsb-a", "operations.delete=1", .mix),
            ("ycsb-a", "record.values=101B", .valueSizes),
            ("ycsb-e", "scan.length.uniform.to=101", .scanLengths),
        ] as [(String, String, DistributionTest.Subject)])
    func faults(name: String, fault: String, subject: DistributionTest.Subject) throws {
        let plan = try plan(name)
        let failed = try tests(plan, sent: self.plan(name, [fault])).filter { !$0.passed }
        #expect(failed.map(\.subject) == [subject])
        #expect(failed.first?.reason?.level == .invalid)
    }

    @Test("keys that should come in turn and do not are found")
    func outOfTurn() throws {
        let plan = try plan("ycsb-c", ["keys.distribution=sequential"])
        let good = try tests(plan, sent: plan)
        let goodCount = good.count { $0.passed }
        #expect(goodCount == good.count)
        let failed = try tests(plan, sent: self.plan("ycsb-c")).filter { !$0.passed }
        #expect(failed.map(\.subject) == [.popularity])
    }

    @Test("keys in turn are checked for each worker's own part too", arguments: [1, 3])
    func ownTurns(workers: Int) throws {
        var plan = try plan("ycsb-b", ["workers=\(workers)"])
        plan.keyspaces[0].distribution = .sequentialPerWorker
        let test = try #require(tests(plan, sent: plan).first { $0.subject == .popularity })
        #expect(test.passed && test.method == "exact" && test.sampleCount > 10_000)
        var shared = plan
        shared.keyspaces[0].distribution = .sequential
        let failed = try tests(plan, sent: shared).filter { !$0.passed }
        #expect(failed.map(\.subject) == (workers == 1 ? [] : [.popularity]))
    }

    /// The arrivals of a plan, those that another has sent, and whether the two pass as one.
    @Test(
        "arrivals are held against their process",
        arguments: [
            (.poisson(ratePerSecond: 1e5), .poisson(ratePerSecond: 1e5), true),
            (.poisson(ratePerSecond: 1e7), .poisson(ratePerSecond: 1e7), true),
            (.constant(ratePerSecond: 1e5), .constant(ratePerSecond: 1e5), true),
            (.constant(ratePerSecond: 3e7), .constant(ratePerSecond: 3e7), true),
            (Self.pareto, Self.pareto, true), (Self.ramp, Self.ramp, true),
            (.poisson(ratePerSecond: 1e5), .constant(ratePerSecond: 1e5), false),
            (.constant(ratePerSecond: 1e5), .poisson(ratePerSecond: 1e5), false),
            (.poisson(ratePerSecond: 1e5), .poisson(ratePerSecond: 1.3e5), false),
            (.constant(ratePerSecond: 1e5), .constant(ratePerSecond: 1.001e5), false),
            (.poisson(ratePerSecond: 1e5), Self.pareto, false), (Self.ramp, Self.pareto, false),
        ] as [(Arrivals, Arrivals, Bool)], [1, 3])
    func arrivals(_ pair: (Arrivals, Arrivals, Bool), workers: Int) throws {
        var plan = try plan("ycsb-b", ["workers=\(workers)"])
        plan.phases[0].arrivals = pair.0
        var sent = plan
        sent.phases[0].arrivals = pair.1
        let tests = try tests(plan, sent: sent, batchCount: 150)
        let test = try #require(tests.first { $0.subject == .arrivals })
        #expect(test.passed == pair.2)
        #expect(test.sampleCount > 4_000)
    }

    private static let pareto = Arrivals.scheduled(
        .generalizedPareto(shape: 0.3), .constant(1e5))
    private static let ramp = Arrivals.scheduled(
        .poisson, .ramp(from: 1e4, to: 2e5, over: .milliseconds(100)))

    /// Counts of a phase of 10 s at 10,000 operations per second, and whether they can be that.
    @Test(
        "the number of operations due is held against the rate",
        arguments: [
            ("constant", 100_000, true), ("constant", 100_001, true), ("constant", 100_010, false),
            ("poisson", 100_000, true), ("poisson", 101_200, true), ("poisson", 102_000, false),
            ("poisson", 98_000, false),
        ])
    func rate(process: String, count: UInt64, passes: Bool) throws {
        let plan = try plan("ycsb-c", ["arrivals.\(process)=10k/s"])
        let check = SelfCheck(plan, phaseIndex: 0, ObservedSample(rows: []))
        let counts = PhaseCounts(dueCount: count, hitCount: 0, missCount: 0)
        let found = check.tests(counts)
        #expect(found.map { $0.passed } == [passes])
        let unknown = check.tests(PhaseCounts(dueCount: nil, hitCount: 0, missCount: 0))
        #expect(unknown.isEmpty)
    }

    @Test(
        "the hit ratio is tested where one is specified, and else told",
        arguments: [
            (0.9, 90_000, 10_000, true), (0.9, 89_500, 10_500, true), (0.9, 85_000, 15_000, false),
            (nil, 85_000, 15_000, true), (nil, 100_000, 1, true),
        ] as [(Double?, UInt64, UInt64, Bool)])
    func hitRatio(specified: Double?, hits: UInt64, misses: UInt64, passes: Bool) throws {
        var plan = try plan("ycsb-c")
        plan.keyspaces[0].hitRatio = specified
        let check = SelfCheck(plan, phaseIndex: 0, ObservedSample(rows: []))
        let counts = PhaseCounts(dueCount: nil, hitCount: hits, missCount: misses)
        let test = try #require(check.tests(counts).first { $0.subject == .hitRatio })
        #expect(test.passed == passes)
        #expect((test.pValue == nil) == (specified == nil))
    }

    @Test("a run that sends uniform keys where Zipf's are specified is invalid")
    func uniformForZipf() throws {
        try forEachSeed(BuildMode.isDebug ? 2 : 50) { seed in
            let plan = try plan("facebook-etc", ["phases.measure.operations=20k", "seed=\(seed)"])
            let time = VirtualTime()
            let source = try self.plan(
                "facebook-etc", ["keys.distribution=uniform", "seed=\(seed)"]
            ).makeSource(
                phaseIndex: 0, worker: 0)
            let target = SimulatedTarget(times: [time], serviceTime: .microseconds(1))
            let batch = plan.makeBatch(capacity: 32, pool: plan.makeValuePool())
            let parts = WorkerParts(
                index: 0, processor: nil, session: target.makeSession(worker: 0),
                source: LimitedSource(source, operationCount: 20_000), batch: batch, fills: nil,
                clock: .virtual(time), observer: OperationObserver(plan, batch))
            var run = PhaseRun(
                plan: plan, phaseIndex: 0, target: target, workers: [parts], options: RunOptions(),
                stop: StopSignal())
            let result = try run.run { _ in }
            let verdict = Verdict(
                reasons: VerdictRules(phases: [result], isDebugBuild: false).reasons())
            #expect(verdict.level == .invalid, seedComment(seed))
            let reason = try #require(verdict.reasons.first { $0.name == "distributionMismatch" })
            #expect(
                reason.finding.hasPrefix(
                    "popularity is not as specified: Zipf 0.920 expected, Zipf "))
        }
    }

    @Test("a whole run checks its measured phase and no other")
    func wholeRun() throws {
        let plan = try Plan.named(
            "ycsb-b",
            overrides: [
                "keys.count=5k", "workers=2", "phases.warmUp.duration=1s",
                "phases.measure.duration=10s",
            ])
        let times = [VirtualTime(), VirtualTime()]
        let target = SimulatedTarget(times: times, serviceTime: .milliseconds(1))
        let result = try RunController(plan: plan, target: target, virtualTimes: times).run()
        #expect(result.phases.map(\.selfCheck.isEmpty) == [true, true, false])
        let tests = try #require(result.measured?.selfCheck)
        #expect(tests.map(\.subject) == [.mix, .popularity, .valueSizes])
        let passedCount = tests.count { $0.passed }
        #expect(passedCount == 3)
        #expect(tests[0].sampleCount == 20_000)
        #expect(tests[0].expected == "read 95.00 %, update 5.00 %")
        let mismatches = result.verdict.reasons.filter { $0.name == "distributionMismatch" }
        #expect(mismatches.isEmpty)
    }
}

/// So many operations of another source.
private final class LimitedSource: OperationSource {
    private let source: any OperationSource
    private var remaining: Int

    init(_ source: any OperationSource, operationCount: Int) {
        self.source = source
        remaining = operationCount
    }

    func fill(_ batch: OperationBatch) {
        guard remaining > 0 else { return batch.removeAll() }
        source.fill(batch)
        remaining -= batch.count
    }
}
