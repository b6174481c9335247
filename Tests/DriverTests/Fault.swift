import Measurement
import Platform
import Testing
import Workload

@testable import Driver

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

    /// Each limit, just broken.
    static let all = run + load + processors + memoryAndClocks + samples + stalls

    private static let run = [
        Fault("workerStuck", .invalid) { $0.workers[0].didFinish = false },
        Fault("interrupted", .suspect) { $0.wasInterrupted = true },
        Fault("targetLost", .invalid) { $0.workers[0].lostTarget = true },
        Fault("connectionFaults", .suspect) {
            $0.statistics = [TargetStatistic(name: "resetCount", value: 1, kind: .counter)]
        },
    ]

    private static let load = [
        Fault("workerSaturated", .suspect) { $0.workers[0].idle = .seconds(0.99) },
        Fault("scheduleSlip", .suspect) {
            $0.workers[0].pacing.percentile99 = .microseconds(101)
        },
        Fault("scheduleSlip", .suspect) { $0.workers[0].latenessTotal = .seconds(0.101) },
        Fault("unsentLoad", .suspect) { $0.unsentCount = 11 },
        Fault("unsentLoad", .invalid) { $0.unsentCount = 1_011 },
    ]

    private static let processors = [
        Fault("processorShared", .suspect) {
            $0.workers[0].usage.processorTime = .seconds(3.7)
        },
        Fault("cpuSteal", .suspect) { $0.system?.processors = [stolen(ticks: 11, of: 1_000)] },
        Fault("frequencyChange", .suspect) { $0.system?.megahertz = [3_000, 2_699, 3_000] },
        Fault("throttled", .suspect) {
            $0.system?.processors = [SystemSigns.Processor(number: 0)]
            $0.system?.processors[0].throttleCount = 1
        },
    ]

    private static let memoryAndClocks = [
        Fault("majorFaults", .suspect) { $0.workers[0].usage.majorFaultCount = 11 },
        Fault("swapping", .suspect) { $0.system?.swappedPageCount = 257 },
        Fault("clockStep", .suspect) {
            $0.system?.clockStep = .init(seconds: -0.001_1, at: .seconds(4))
        },
        Fault("clockDrift", .suspect) { $0.system?.clockDriftPartsPerMillion = -51 },
    ]

    private static let samples = [
        Fault("tooFewSamples", .suspect) { $0.kinds[0].outcomeCounts[0] = 9_999 },
        Fault("errors", .suspect) {
            $0.kinds[0].outcomeCounts[Int(Outcome.timeout.rawValue)] = 101
        },
        Fault("errors", .invalid) {
            $0.kinds[0].outcomeCounts[Int(Outcome.timeout.rawValue)] = 1_011
        },
    ]

    private static let stalls = [
        Fault("targetStall", .suspect) {
            $0.kinds[0].latencies.service.record(.milliseconds(1), count: 10_000)
            $0.kinds[0].latencies.service.record(.milliseconds(102))
        }
    ]

    /// Each limit, just kept.
    static let none = [
        Fault("connectionFaults", .valid) {
            $0.statistics = [
                TargetStatistic(name: "resetCount", value: 0, kind: .counter),
                TargetStatistic(name: "reconnectCount", value: 3, kind: .counter),
            ]
        },
        Fault("workerSaturated", .valid) { $0.workers[0].idle = .seconds(1.01) },
        Fault("scheduleSlip", .valid) {
            $0.workers[0].pacing.percentile99 = .microseconds(100)
            $0.workers[0].latenessTotal = .seconds(0.099)
        },
        Fault("unsentLoad", .valid) { $0.unsentCount = 10 },
        Fault("processorShared", .valid) {
            $0.workers[0].usage.processorTime = .seconds(3.81)
        },
        Fault("cpuSteal", .valid) { $0.system?.processors = [stolen(ticks: 10, of: 1_000)] },
        // Of a phase of a tenth of a second: two ticks may be the kernel's rounding.
        Fault("cpuSteal", .valid) { $0.system?.processors = [stolen(ticks: 2, of: 10)] },
        Fault("frequencyChange", .valid) { $0.system?.megahertz = [3_000, 2_701] },
        Fault("majorFaults", .valid) { $0.workers[0].usage.majorFaultCount = 10 },
        Fault("swapping", .valid) { $0.system?.swappedPageCount = 256 },
        Fault("clockStep", .valid) {
            $0.system?.clockStep = .init(seconds: 0.000_9, at: .seconds(4))
        },
        Fault("clockDrift", .valid) { $0.system?.clockDriftPartsPerMillion = 49 },
        Fault("tooFewSamples", .valid) { $0.kinds[0].outcomeCounts[0] = 10_000 },
        Fault("errors", .valid) {
            $0.kinds[0].outcomeCounts[Int(Outcome.timeout.rawValue)] = 100
        },
        // A tenth of a second, but not a hundred times the 99.9th percentile; and the reverse.
        Fault("targetStall", .valid) {
            $0.kinds[0].latencies.service.record(.milliseconds(2), count: 10_000)
            $0.kinds[0].latencies.service.record(.milliseconds(190))
        },
        Fault("targetStall", .valid) {
            $0.kinds[0].latencies.service.record(.microseconds(1), count: 10_000)
            $0.kinds[0].latencies.service.record(.milliseconds(99))
        },
        Fault("unknown system", .valid) { $0.system = nil },
    ]

    private static func stolen(ticks: UInt64, of all: Double) -> SystemSigns.Processor {
        var processor = SystemSigns.Processor(number: 0)
        processor.stolenTickCount = ticks
        processor.stolenShare = Double(ticks) / all
        return processor
    }

    /// Intervals of a second in which so many reads ended.
    static func intervals(_ counts: [UInt64]) -> [IntervalResult] {
        counts.enumerated().map { index, count in
            var row = IntervalKindResult(kind: .read)
            row.outcomeCounts[Int(Outcome.ok.rawValue)] = count
            return IntervalResult(
                index: index, start: .seconds(Double(index)), length: .seconds(1), kinds: [row],
                statistics: [])
        }
    }

    static func reason(_ name: String, _ level: Verdict.Level) -> VerdictReason {
        VerdictReason(name: name, level: level, finding: "", consequence: "", remedy: "")
    }
}
