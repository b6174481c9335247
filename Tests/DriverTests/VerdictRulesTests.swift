import Foundation
import Measurement
import Platform
import Testing
import Workload

@testable import Driver

@Suite("Verdict rules")
struct VerdictRulesTests {
    /// A phase of ten seconds in which nothing is wrong, changed by `change`.
    private func phase(
        _ arrivals: Arrivals = .poisson(ratePerSecond: 10_000),
        _ change: (inout PhaseResult) -> Void = { _ in }
    ) -> PhaseResult {
        let latencies = KindLatencies(
            service: LatencyHistogram(), queue: LatencyHistogram(), response: LatencyHistogram(),
            miss: LatencyHistogram(), error: LatencyHistogram())
        var counts = Array(repeating: UInt64(0), count: Outcome.allCases.count)
        counts[Int(Outcome.ok.rawValue)] = 100_000
        let worker = WorkerResult(
            index: 0, processor: 0, completedCount: 100_000, unsentCount: 0,
            usage: ThreadUsage(
                processorTime: .seconds(9.9), voluntarySwitchCount: 0,
                involuntarySwitchCount: 0),
            elapsed: .seconds(10), idle: arrivals.isOpen ? .seconds(6) : .zero,
            pacing: LatencyHistogramSnapshot(
                count: 90_000, median: .microseconds(1), percentile99: .microseconds(20),
                maximum: .microseconds(500)),
            slipMaximum: .microseconds(500))
        var phase = PhaseResult(
            plan: PhasePlan(
                kind: .measure, duration: .seconds(10), operationCount: nil, arrivals: arrivals),
            startedAtUnixNanoseconds: 0, elapsed: .seconds(10),
            kinds: [KindResult(kind: .read, outcomeCounts: counts, latencies: latencies)],
            intervals: [], workers: [worker], unsentCount: 0, system: SystemSigns(),
            wasInterrupted: false)
        change(&phase)
        return phase
    }

    private func verdict(_ phase: PhaseResult, isDebugBuild: Bool = false) -> Verdict {
        Verdict(reasons: rules(phase, isDebugBuild: isDebugBuild).reasons())
    }

    private func rules(_ phase: PhaseResult, isDebugBuild: Bool = false) -> VerdictRules {
        VerdictRules(phases: [phase], isDebugBuild: isDebugBuild)
    }

    @Test("a run with nothing wrong is valid, open or closed")
    func valid() {
        #expect(verdict(phase()) == Verdict(reasons: []))
        #expect(verdict(phase(.closed)).level == .valid)
    }

    @Test("each fault gives its reason at its level", arguments: Fault.all)
    func faults(fault: Fault) throws {
        let verdict = verdict(phase(.poisson(ratePerSecond: 10_000), fault.change))
        #expect(verdict.reasons.map(\.name) == [fault.name])
        #expect(verdict.level == fault.level)
        let reason = try #require(verdict.reasons.first)
        #expect(!reason.figures.isEmpty)
        #expect(reason.figures.values.allSatisfy { $0.isFinite })
    }

    @Test("what stays below each limit is no fault", arguments: Fault.none)
    func limits(fault: Fault) {
        #expect(verdict(phase(.poisson(ratePerSecond: 10_000), fault.change)).reasons == [])
    }

    @Test("a queue at the end as it was at other times is no unsent load")
    func usualQueue() {
        let usual = phase { phase in
            phase.kinds[0].latencies.queue.record(.milliseconds(12), count: 1_000)
            phase.unsentCount = 100
        }
        #expect(verdict(usual).reasons == [])
    }

    @Test("a server that may run on a worker's processor is named, with the processors")
    func targetOnWorkersProcessors() throws {
        var rules = rules(phase())
        rules.targetProcessors = [0, 1]
        let reason = try #require(rules.reasons().first)
        #expect(reason.name == "targetOnWorkersProcessors")
        #expect(reason.finding.hasSuffix("processors: 0"))
        rules.targetProcessors = [1, 2]
        #expect(rules.reasons() == [])
    }

    @Test("waiting for a disk is the trace's fault where there is one")
    func traceStall() {
        var rules = rules(phase { $0.workers[0].usage.majorFaultCount = 11 })
        #expect(rules.reasons().map(\.name) == ["majorFaults"])
        rules.replaysTrace = true
        #expect(rules.reasons().map(\.name) == ["traceStall"])
    }

    @Test("a stall says for how long and when")
    func stall() throws {
        let silent = phase { phase in
            phase.intervals = Fault.intervals([1_000, 1_000, 0, 0, 1_000])
            phase.kinds[0].latencies.response.record(.milliseconds(2_100))
        }
        let reason = try #require(verdict(silent).reasons.first)
        #expect(reason.name == "targetStall")
        #expect(
            reason.finding == "the target stood still: nothing ended for 2.0 s, about 2.0 s into "
                + "the phase")
        #expect(reason.figures == ["stallSeconds": 2, "atSeconds": 2])
    }

    @Test("an interval in which nothing was asked is no stall")
    func nothingAsked() {
        let idle = phase { $0.intervals = Fault.intervals([1_000, 1_000, 0, 1_000]) }
        #expect(verdict(idle).reasons == [])
    }

    @Test("a rate that falls is no steady state in a closed loop, and the plan's in an open one")
    func steadyState() throws {
        let counts = (0..<20).map { UInt64(1_000 - 10 * $0) }
        let falling = { (phase: inout PhaseResult) in
            phase.intervals = Fault.intervals(counts + [20])
            phase.intervals[20].length = .milliseconds(20)
        }
        #expect(verdict(phase(.poisson(ratePerSecond: 1_000), falling)).reasons == [])
        let reason = try #require(verdict(phase(.closed, falling)).reasons.first)
        #expect(reason.name == "noSteadyState")
        #expect(reason.finding == "the rate fell by 21.0 % over the phase")
        #expect(reason.figures["intervalCount"] == 20)
    }

    @Test(
        "intervals in which the plan changes the load are no sign of unsteadiness, nor of a stall")
    func marked() {
        let storm = phase(.closed) { phase in
            phase.intervals = Fault.intervals((0..<40).map { $0 < 20 ? 1_000 : 600 })
            for index in 20..<40 { phase.intervals[index].marks = ["hot keys"] }
        }
        #expect(verdict(storm).reasons == [])
        let pause = phase { phase in
            phase.intervals = Fault.intervals([1_000, 0, 0, 1_000])
            for index in 1..<3 { phase.intervals[index].marks = ["pause"] }
            phase.kinds[0].latencies.response.record(.seconds(1))
        }
        #expect(verdict(pause).reasons == [])
    }

    @Test("a very long series is summed up, and found to change all the same")
    func longSeries() throws {
        let long = phase(.closed) { phase in
            phase.intervals = Fault.intervals((0..<1_500).map { $0 < 1_000 ? 100 : 120 })
        }
        let reason = try #require(verdict(long).reasons.first)
        #expect(reason.name == "noSteadyState")
        #expect(reason.figures["atSeconds"].map { abs($0 - 1_000) < 5 } == true)
    }

    @Test("reasons from elsewhere join the verdict in their place")
    func added() {
        var verdict = Verdict(reasons: [Fault.reason("errors", .suspect)])
        verdict.add([Fault.reason("corruptValue", .invalid), Fault.reason("mix", .suspect)])
        #expect(verdict.reasons.map(\.name) == ["corruptValue", "errors", "mix"])
        #expect(verdict.level == .invalid)
    }

    @Test("the page lists every reason and no other")
    func page() throws {
        let text = try String(
            contentsOf: URL(fileURLWithPath: #filePath)
                .deletingLastPathComponent().appendingPathComponent(
                    "../../Sources/Driver/Driver.docc/Verdicts.md"),
            encoding: .utf8)
        let listed = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .map { String($0.dropFirst(3).prefix { $0 != "`" }) }
        let elsewhere = [
            "debugBuild", "distributionMismatch", "traceStall", "targetOnWorkersProcessors",
            "noSteadyState",
            "distributionMismatch",
        ]
        #expect(Set(listed) == Set(Fault.all.map(\.name) + elsewhere))
        #expect(Set(listed).count == listed.count)
    }

    @Test("a debug build is invalid whatever else holds")
    func debugBuild() {
        #expect(verdict(phase(), isDebugBuild: true).level == .invalid)
    }

    @Test("a run that was interrupted before its measured phase is invalid")
    func nothingMeasured() {
        let load = phase(.closed) { phase in
            phase.plan.kind = .load
            phase.wasInterrupted = true
        }
        #expect(verdict(load).level == .invalid)
        #expect(verdict(load).reasons.map(\.name) == ["interrupted"])
    }

    @Test("a closed loop is never called saturated: its worker is meant to be busy")
    func closedLoopIsBusy() {
        let busy = phase(.closed) { $0.workers[0].idle = .zero }
        #expect(verdict(busy).level == .valid)
    }

    @Test("reasons come worst first")
    func order() {
        let bad = phase { phase in
            phase.wasInterrupted = true
            phase.unsentCount = 50_000
        }
        #expect(verdict(bad).reasons.map(\.level) == [.invalid, .suspect])
    }
}
