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
            intervals: [], workers: [worker], unsentCount: 0, wasInterrupted: false)
        change(&phase)
        return phase
    }

    private func verdict(_ phase: PhaseResult, isDebugBuild: Bool = false) -> Verdict {
        Verdict(reasons: VerdictRules(phases: [phase], isDebugBuild: isDebugBuild).reasons())
    }

    @Test("a run with nothing wrong is valid, open or closed")
    func valid() {
        #expect(verdict(phase()) == Verdict(reasons: []))
        #expect(verdict(phase(.closed)).level == .valid)
    }

    @Test(
        "each fault gives its reason at its level",
        arguments: [
            Fault("workerStuck", .invalid) { $0.workers[0].didFinish = false },
            Fault("interrupted", .suspect) { $0.wasInterrupted = true },
            Fault("workerSaturated", .suspect) { $0.workers[0].idle = .seconds(0.5) },
            Fault("scheduleSlip", .suspect) {
                $0.workers[0].pacing.percentile99 = .microseconds(101)
            },
            Fault("scheduleSlip", .suspect) { $0.workers[0].latenessTotal = .seconds(0.2) },
            Fault("unsentLoad", .suspect) { $0.unsentCount = 100 },
            Fault("unsentLoad", .invalid) { $0.unsentCount = 5_000 },
            Fault("processorShared", .suspect) {
                $0.workers[0].usage.processorTime = .seconds(3)
            },
            Fault("tooFewSamples", .suspect) { $0.kinds[0].outcomeCounts[0] = 9_999 },
            Fault("errors", .suspect) {
                $0.kinds[0].outcomeCounts[Int(Outcome.timeout.rawValue)] = 500
            },
            Fault("errors", .invalid) {
                $0.kinds[0].outcomeCounts[Int(Outcome.timeout.rawValue)] = 5_000
            },
        ])
    func faults(fault: Fault) {
        let verdict = verdict(phase(.poisson(ratePerSecond: 10_000), fault.change))
        #expect(verdict.reasons.map(\.name) == [fault.name])
        #expect(verdict.level == fault.level)
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

/// One thing that goes wrong in a phase.
struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let level: Verdict.Level
    let change: @Sendable (inout PhaseResult) -> Void

    init(
        _ name: String, _ level: Verdict.Level,
        _ change: @escaping @Sendable (inout PhaseResult) -> Void
    ) {
        self.name = name
        self.level = level
        self.change = change
    }

    var testDescription: String { "\(name), \(level)" }
}
