import Measurement
import Platform
import Targets
import TestSupport
import Testing
import Workload

@testable import Driver

@Suite("Load over time")
struct LoadOverTimeTests {
    /// What the measured phase of a plan leaves behind on virtual time.
    private func run(
        _ overrides: [String], serviceTime: Nanoseconds = .microseconds(10),
        progress: (ProgressReport) -> Void = { _ in }
    ) throws -> PhaseResult {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: ["keys.count=1k", "phases.load=none", "phases.warmUp=none"] + overrides)
        let times = (0..<plan.workerCount).map { _ in VirtualTime() }
        let target = SimulatedTarget(times: times, serviceTime: serviceTime)
        let result = try RunController(plan: plan, target: target, virtualTimes: times)
            .run(progress: progress)
        return try #require(result.measured)
    }

    private func counts(_ phase: PhaseResult) -> [UInt64] { phase.intervals.map(\.completedCount) }

    @Test("the intervals follow the offered rate and carry its marks", arguments: [1, 3])
    func profile(workers: Int) throws {
        var reported: [[String]] = []
        let phase = try run(
            [
                "workers=\(workers)", "phases.measure.duration=8s",
                "arrivals={constant: {sequence: [{constant: {rate: 1k/s, for: 2s}}, {pause: 1s}, "
                    + "{ramp: {from: 0/s, to: 2k/s, over: 2s}}, {spike: {base: 2k/s, peak: 5k/s, "
                    + "at: 1s, length: 1s}}]}}",
            ], progress: { reported.append($0.marks) })
        let expected: [UInt64] = [1_000, 1_000, 0, 500, 1_500, 2_000, 5_000, 2_000]
        for (found, expected) in zip(counts(phase), expected) {
            // What ends at an interval's very end belongs to the next.
            #expect(abs(Int(found) - Int(expected)) <= 3)
        }
        #expect(phase.kinds[0].completedCount == 13_000)
        #expect(phase.unsentCount == 0)
        let ramp = "ramp 0/s → 2k/s"
        let marks: [[String]] = [
            ["1k/s"], ["1k/s"], ["pause"], [ramp], [ramp], [], ["spike 5k/s"], [],
        ]
        #expect(phase.intervals.map(\.marks) == marks)
        #expect(reported == marks)
    }

    @Test("a Poisson process follows a wave within its own noise")
    func wave() throws {
        let phase = try run([
            "workers=2", "phases.measure.duration=20s",
            "arrivals={poisson: {sine: {mean: 1k/s, amplitude: 800/s, period: 10s}}}",
        ])
        let rate = try #require(phase.plan.arrivals.rate)
        for interval in phase.intervals {
            let end = interval.start + interval.length
            let expected = rate.count(at: end) - rate.count(at: interval.start)
            let off = Double(interval.completedCount) - expected
            #expect(abs(off) < 5 * expected.squareRoot())
            #expect(interval.marks == ["sine 1k/s ± 800/s"])
        }
    }

    @Test("clients come one by one, and each does as much as the first")
    func clients() throws {
        let phase = try run(
            [
                "workers=4", "arrivals=closed", "phases.measure.duration=6s",
                "phases.measure.clients={steps: {counts: [1, 2, 4, 0, 3], every: 1s}}",
            ], serviceTime: .milliseconds(1))
        for (found, clients) in zip(counts(phase), [1, 2, 4, 0, 3, 3]) {
            // What ends at an interval's very end belongs to the next.
            #expect(abs(Int(found) - 1_000 * clients) <= 5)
        }
        #expect(
            phase.intervals.map(\.marks) == [
                ["1 client"], ["2 clients"], ["4 clients"], ["pause"], ["3 clients"],
                ["3 clients"],
            ])
        #expect(phase.kinds[0].latencies.service.maximum == .milliseconds(1))
        #expect(phase.workers.map { $0.idle.seconds.rounded() } == [1, 2, 3, 5])
    }

    @Test("think times set a closed loop's pace and no latency")
    func thinkTime() throws {
        let phase = try run(
            [
                "workers=2", "arrivals={closed: {thinkTime: {exponential: 9ms}}}",
                "phases.measure.duration=60s",
            ], serviceTime: .milliseconds(1))
        // Two clients, one operation in 10 ms each; the sum of n think times varies by 9 ms · √n.
        let completed = Double(phase.kinds[0].completedCount)
        #expect(abs(completed - 12_000) < 5 * 0.9 * 12_000.squareRoot())
        #expect(phase.kinds[0].latencies.response.maximum == .milliseconds(1))
        for worker in phase.workers {
            #expect(abs(worker.idle.seconds / worker.elapsed.seconds - 0.9) < 0.02)
        }
    }

    @Test("changes placed by operations are marked in the interval where those are done")
    func changes() throws {
        let phase = try run(
            [
                "workers=2", "arrivals=closed", "phases.measure.operations=10k",
                "phases.measure.changes={storm: {at: 3k, for: 2k, share: 0.5}, shift: {at: 8500}}",
            ], serviceTime: .milliseconds(2))
        let storm = "storm 50 % on 1 key"
        let marks = phase.intervals.map(\.marks)
        #expect(marks[2].isEmpty)
        #expect(marks[3] == [storm] && marks[4] == [storm])
        #expect(marks[6].isEmpty && marks[7].isEmpty)
        #expect(marks[8] == ["working-set shift"])
    }
}
