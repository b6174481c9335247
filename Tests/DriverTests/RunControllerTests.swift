import Measurement
import Platform
import Targets
import TestSupport
import Testing
import Workload

@testable import Driver

@Suite("Run controller")
struct RunControllerTests {
    /// A plan of 1,000 small records, changed by overrides.
    private func plan(_ overrides: [String]) throws -> Plan {
        try Plan.named("ycsb-c", overrides: ["keys.count=1k", "workers=1"] + overrides)
    }

    private func simulate(
        _ plan: Plan, serviceTime: Nanoseconds, stall: SimulatedTarget.Stall? = nil,
        stop: StopSignal = StopSignal(), progress: (ProgressReport) -> Void = { _ in }
    ) throws -> RunResult {
        let times = (0..<plan.workerCount).map { _ in VirtualTime() }
        let target = SimulatedTarget(times: times, serviceTime: serviceTime, stall: stall)
        return try RunController(plan: plan, target: target, virtualTimes: times, stop: stop)
            .run(progress: progress)
    }

    @Test("an hour's run on virtual time has an hour's intervals and operations")
    func hour() throws {
        let result = try simulate(
            plan(["phases.load=none", "phases.warmUp=none", "phases.measure.duration=1h"]),
            serviceTime: .milliseconds(10))
        let measured = try #require(result.measured)
        #expect(measured.intervals.count == 3_600)
        #expect(measured.kinds[0].completedCount == 360_000)
        // What ends at an interval's very end belongs to the next, but for the last.
        #expect(measured.intervals.dropFirst().dropLast().allSatisfy { $0.completedCount == 100 })
        #expect(measured.intervals.first?.completedCount == 99)
        #expect(measured.intervals.last?.completedCount == 101)
        #expect(measured.kinds[0].latencies.service.maximum == .milliseconds(10))
        #expect(result.clockSource == "virtual")
    }

    @Test("phases run in order and their figures stay apart")
    func phases() throws {
        let result = try simulate(
            plan(["phases.warmUp.duration=1s", "phases.measure.duration=2s"]),
            serviceTime: .milliseconds(1))
        #expect(result.phases.map(\.plan.kind) == [.load, .warmUp, .measure])
        #expect(result.phases[0].kinds.map(\.kind) == [.insert])
        #expect(result.phases[0].kinds[0].completedCount == 1_000)
        #expect(result.phases[1].kinds[0].completedCount == 1_000)
        #expect(result.phases[2].kinds[0].completedCount == 2_000)
    }

    @Test("intervals add up to the phase, whatever the number of workers", arguments: [1, 2, 3])
    func intervalsAddUp(workers: Int) throws {
        let result = try simulate(
            plan(["workers=\(workers)", "phases.measure.duration=5s"]),
            serviceTime: .microseconds(300))
        for phase in result.phases {
            let byInterval = phase.intervals.reduce(0) { $0 + $1.completedCount }
            let byKind = phase.kinds.reduce(0) { $0 + $1.completedCount }
            let byWorker = phase.workers.reduce(0) { $0 + $1.completedCount }
            #expect(byInterval == byKind)
            #expect(byWorker == byKind)
        }
    }

    @Test("a constant rate is met to the operation on virtual time")
    func constantRate() throws {
        let result = try simulate(
            plan(["workers=2", "arrivals.constant=10k/s", "phases.measure.duration=30s"]),
            serviceTime: .microseconds(10))
        let measured = try #require(result.measured)
        #expect(measured.kinds[0].completedCount == 300_000)
        #expect(measured.unsentCount == 0)
        #expect(measured.kinds[0].latencies.queue.maximum == .zero)
    }

    @Test("a stall shows in full in the response time, and in the service time of one operation")
    func stall() throws {
        let plan = try plan([
            "arrivals.constant=10k/s", "phases.load=none", "phases.warmUp=none",
            "phases.measure.duration=10s",
        ])
        let begin = VirtualTime().now + .seconds(4)
        let result = try simulate(
            plan, serviceTime: .microseconds(1),
            stall: SimulatedTarget.Stall(start: begin, length: .seconds(1)))
        let latencies = try #require(result.measured).kinds[0].latencies
        #expect(latencies.response.count == 100_000)

        let model = StallModel(
            ratePerSecond: 10_000, duration: 10, stall: 1, serviceTime: 1e-6)
        for percentile in [91.0, 95, 99, 99.9] {
            let expected = model.responseTime(percentile: percentile)
            let seen = latencies.response.percentile(percentile).seconds
            #expect(abs(seen - expected) <= 0.02 * expected, "p\(percentile): \(seen) s")
        }
        let slow = latencies.service.recordedValues.filter { $0.highest > .microseconds(10) }
        #expect(slow.reduce(0) { $0 + $1.count } == 1)
        #expect(latencies.service.maximum >= .seconds(0.999))
    }

    @Test("a stop signal ends the run, keeps what was measured and skips later phases")
    func interrupted() throws {
        let stop = StopSignal()
        var reports = 0
        let result = try simulate(
            plan(["phases.warmUp.duration=1h", "phases.measure.duration=1h"]),
            serviceTime: .milliseconds(10), stop: stop
        ) { report in
            reports += 1
            if report.phase.kind == .warmUp { stop.request() }
        }
        #expect(reports > 0)
        #expect(result.wasInterrupted)
        #expect(result.phases.map(\.plan.kind) == [.load, .warmUp])
        #expect(result.phases[1].wasInterrupted)
        #expect(result.phases[1].kinds[0].completedCount > 0)
        #expect(result.verdict.reasons.contains { $0.name == "interrupted" })
    }

    @Test("progress is reported once per interval, with a fraction that grows")
    func progress() throws {
        var fractions: [Double] = []
        _ = try simulate(
            plan(["phases.load=none", "phases.warmUp=none", "phases.measure.duration=20s"]),
            serviceTime: .milliseconds(10)
        ) { report in
            fractions.append(report.fractionDone ?? -1)
        }
        #expect(fractions.count == 20)
        #expect(fractions == fractions.sorted())
        #expect(fractions.last == 1)
    }

    @Test("the last interval's rate is over its own length, however short it is")
    func lastInterval() throws {
        var last: ProgressReport?
        _ = try simulate(
            plan(["phases.load=none", "phases.warmUp=none", "phases.measure.duration=2500ms"]),
            serviceTime: .milliseconds(10)
        ) { last = $0 }
        #expect(last?.elapsed == .milliseconds(2_500))
        let rate = try #require(last?.ratePerSecond)
        #expect(abs(rate - 100) < 3)
    }

    @Test(
        "workloads that never miss run on the engine with two workers",
        arguments: ["a", "b", "c", "d", "e", "f"].map { "ycsb-\($0)" } + ["facebook-etc"])
    func engine(name: String) throws {
        let plan = try Plan.named(
            name,
            overrides: [
                "keys.count=2k", "workers=2", "phases.warmUp=none",
                "phases.measure.operations=2k", "phases.measure.duration=60s",
            ])
        let result = try RunController(plan: plan, target: EngineTarget(plan: plan)).run()
        let measured = try #require(result.measured)
        #expect(measured.kinds.reduce(0) { $0 + $1.completedCount } == 2_000)
        #expect(measured.kinds.reduce(0) { $0 + $1.errorCount } == 0)
        #expect(measured.kinds.reduce(0) { $0 + $1.count(of: .miss) } == 0)
        let records = result.targetStatistics.first { $0.name == "recordCount" }
        let inserted = measured.kinds.first { $0.kind == .insert }?.completedCount ?? 0
        #expect(records?.value == Double(2_000 + inserted))
    }
}
