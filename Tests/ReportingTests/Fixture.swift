import Measurement
import TestSupport
import Workload

@testable import Driver
@testable import Platform
@testable import Reporting

/// Runs made of literals and seeded latencies, the same on every machine.
enum Fixture {
    /// 2026-11-21 00:43:00 UTC.
    static let startedAt: UInt64 = 1_795_221_780_000_000_000

    static let plan = PlanFacts(
        name: "ycsb-b", summary: "Photo tagging: adding a tag is an update, most are reads.",
        tags: ["ycsb", "read-mostly"], seed: 42, workerCount: 2,
        phases: [
            PlanFacts.words(
                for: PhasePlan(
                    kind: .load, duration: nil, operationCount: 1_000_000, arrivals: .closed)),
            PlanFacts.words(for: measure),
        ],
        facts: [
            .init(section: "keys", name: "count", value: "1,000,000"),
            .init(section: "keys", name: "chosen", value: "YCSB's scrambled Zipf"),
            .init(section: "record", name: "bins", value: "10 × 100 B"),
            .init(section: "operations", name: "read", value: "95.0 %"),
            .init(section: "operations", name: "update", value: "5.00 %"),
            .init(section: "engine", name: "shards", value: "4,096"),
            .init(section: "engine", name: "lock", value: "spin"),
        ])

    static let measure = PhasePlan(
        kind: .measure, duration: .seconds(8), operationCount: nil,
        arrivals: .poisson(ratePerSecond: 1_000))

    static let yaml = "name: ycsb-b\nseed: 42\n"

    static var environment: RunEnvironment {
        var environment = RunEnvironment()
        environment.toolVersion = "0.1.0"
        environment.toolCommit = "0123abc"
        environment.compiler = "Swift 6.3"
        environment.processorModel = "AMD EPYC"
        environment.processorCount = 2
        environment.memoryByteCount = 25_275_334_656
        environment.memoryAvailableByteCount = 24_552_648_704
        environment.kernel = "6.1.0"
        environment.distribution = "Debian GNU/Linux 12 (bookworm)"
        environment.governor = "performance"
        environment.transparentHugePages = "madvise"
        environment.kernelClockSource = "tsc"
        environment.virtualization = "virtual machine"
        return environment
    }

    static var run: CompletedRun { run(result()) }

    static func run(_ result: RunResult) -> CompletedRun {
        CompletedRun(
            plan: plan, yaml: yaml, result: result, environment: environment,
            startedAtUnixNanoseconds: startedAt, harnessNanosecondsPerOperation: 41.6)
    }

    /// A run against a server that it started.
    static var wireRun: CompletedRun {
        var result = result(reasons: [], isOpen: false)
        result.targetName = "redis"
        result.targetSettings = [("server", "redis-server 7.0.15"), ("serverThreads", "1")]
        result.targetStatistics = []
        result.phases[0].statistics = [
            TargetStatistic(name: "closedCount", value: 2, kind: .counter),
            TargetStatistic(name: "serverUserNanoseconds", value: 18_500_000, kind: .counter),
            TargetStatistic(name: "serverSystemNanoseconds", value: 33_300_000, kind: .counter),
            TargetStatistic(name: "serverResidentByteCount", value: 12_582_912),
        ]
        var run = run(result)
        run.targetAddress = "spawn:redis"
        return run
    }

    /// A target's parameters: one as it is by default, one with more to say than a line holds.
    static let parameters = [
        ParameterFact(
            name: "lock", value: "spin", defaultValue: "spin",
            meaning: "what a thread does when its stripe is taken", bounds: "one of spin, mutex"),
        ParameterFact(
            name: "lockRatio", value: "1/64", defaultValue: "1", meaning: "locks per shard",
            bounds: "1, 1/2, 1/4, … down to 1 / shards (one lock for all)"),
    ]

    /// What a model may say of many, some and one lock.
    static let contention = ContentionForecast(
        workerCount: 2, holdNanoseconds: 400, cycleNanoseconds: 550,
        facts: [(4096, 0.0), (64, 0.011_54), (1, 0.727)].map { count, share in
            ContentionFact(
                lockRatio: count == 4096 ? "1" : "1/\(4096 / count)", stripeCount: count,
                collisionShare: share, meanWaitNanoseconds: 200,
                throughputShare: 1 - share / 10, isPlanned: count == 64)
        })

    /// A run of a load and a measured phase on the engine.
    static func result(
        reasons: [VerdictReason] = [tooFewSamples], isOpen: Bool = true
    ) -> RunResult {
        RunResult(
            targetName: "engine", targetSettings: [("shards", "4096"), ("lock", "spin")],
            targetStatistics: [
                TargetStatistic(name: "recordCount", value: 1_000_000),
                TargetStatistic(name: "payloadByteCount", value: 1_000_000_000),
                TargetStatistic(name: "activeByteCount", value: 1_280_500_000),
                TargetStatistic(name: "hitRatio", value: .nan),
            ],
            clockSource: "tsc", phases: [measuredPhase(isOpen: isOpen)], wasInterrupted: false,
            verdict: Verdict(reasons: reasons))
    }

    static let tooFewSamples = VerdictReason(
        name: "tooFewSamples", level: .suspect,
        finding: "only 400 updates were measured",
        consequence: "their 99.9th percentile rests on less than one operation",
        remedy: "measure longer: --set measure.duration=5min", figures: ["completedCount": 400])

    /// Eight intervals of about a thousand operations; the last is cut short.
    private static func measuredPhase(isOpen: Bool) -> PhaseResult {
        let intervals = (0..<8).map { interval($0, isOpen: isOpen) }
        var kinds: [KindResult] = []
        for (index, kind) in [OperationKind.read, .update].enumerated() {
            let rows = intervals.map { $0.kinds[index] }
            kinds.append(
                KindResult(
                    kind: kind,
                    outcomeCounts: Outcome.allCases.map { outcome in
                        rows.reduce(0) { $0 + $1.count(of: outcome) }
                    },
                    latencies: KindLatencies(
                        service: sum(rows.map(\.service)), queue: sum(rows.map(\.queue)),
                        response: sum(rows.map(\.response)), miss: sum(rows.map(\.miss)),
                        error: sum(rows.map(\.error)))))
        }
        var plan = measure
        if !isOpen { plan.arrivals = .closed }
        return PhaseResult(
            plan: plan, startedAtUnixNanoseconds: startedAt, elapsed: .milliseconds(7_500),
            kinds: kinds, intervals: intervals, workers: workers, unsentCount: isOpen ? 3 : 0,
            statistics: isOpen ? statistics : [], system: system(knowsFrequency: isOpen),
            wasInterrupted: false)
    }

    /// A machine that tells everything, or a virtual one that keeps its frequency to itself.
    private static func system(knowsFrequency: Bool) -> SystemSigns {
        var signs = SystemSigns()
        var processor = SystemSigns.Processor(number: 0)
        processor.stolenTickCount = 3
        processor.stolenShare = 0.004
        processor.throttleCount = knowsFrequency ? 0 : nil
        signs.processors = [processor, SystemSigns.Processor(number: 1)]
        signs.megahertz = knowsFrequency ? [3_400.2, 3_399.6, 3_350] : []
        signs.swappedPageCount = knowsFrequency ? 12 : 0
        signs.clockStep = SystemSigns.ClockStep(seconds: -2e-6, at: .seconds(3))
        signs.clockDriftPartsPerMillion = knowsFrequency ? -0.42 : nil
        return signs
    }

    /// Gauges and counters, one of which counted nothing.
    private static let statistics = [
        TargetStatistic(name: "recordCount", value: 1_000_007),
        TargetStatistic(name: "expiredCount", value: 36, kind: .counter),
        TargetStatistic(name: "evictedCount", value: 0, kind: .counter),
        TargetStatistic(name: "freedByteCount", value: 40_960, kind: .counter),
        TargetStatistic(name: "lockAcquisitionCount", value: 7_240, kind: .counter),
        TargetStatistic(name: "lockContendedCount", value: 12, kind: .counter),
        TargetStatistic(name: "lockWaitNanoseconds", value: 3_600, kind: .counter),
        TargetStatistic(name: "lockRepeatedReadCount", value: 2, kind: .counter),
    ]

    private static func interval(_ index: Int, isOpen: Bool) -> IntervalResult {
        let isLast = index == 7
        var random = SplitMix64(seed: UInt64(index) + 1)
        let readCount = isLast ? 480 : 940 + Int(random.next() % 20)
        return IntervalResult(
            index: index, start: .seconds(Double(index)),
            length: .milliseconds(isLast ? 500 : 1_000),
            kinds: [
                row(.read, count: readCount, missCount: 4, timeoutCount: 1, isOpen, &random),
                row(.update, count: 50, missCount: 0, timeoutCount: 0, isOpen, &random),
            ],
            statistics: [
                TargetStatistic(name: "recordCount", value: 1_000_000 + Double(index)),
                TargetStatistic(name: "expiredCount", value: Double(index), kind: .counter),
                TargetStatistic(
                    name: "lockWaitNanoseconds", value: 450, kind: .counter),
            ], marks: index == 3 ? ["spike 5k/s", "storm 50 % on 1 key"] : [])
    }

    private static func row(
        _ kind: OperationKind, count: Int, missCount: Int, timeoutCount: Int, _ isOpen: Bool,
        _ random: inout SplitMix64
    ) -> IntervalKindResult {
        let service = LatencyHistogram()
        let queue = LatencyHistogram()
        let response = LatencyHistogram()
        for _ in 0..<count {
            let base = kind == .read ? 1_200 : 2_100
            let time = Nanoseconds(UInt64(base) + random.next() % 900)
            let wait = Nanoseconds(random.next() % 20 == 0 ? 5_000 + random.next() % 40_000 : 60)
            service.record(time)
            if isOpen { queue.record(wait) }
            response.record(isOpen ? time + wait : time)
        }
        let miss = LatencyHistogram()
        miss.record(.microseconds(1), count: UInt64(missCount))
        let error = LatencyHistogram()
        error.record(.milliseconds(10), count: UInt64(timeoutCount))
        var row = IntervalKindResult(kind: kind)
        row.outcomeCounts[Int(Outcome.ok.rawValue)] = UInt64(count - missCount)
        row.outcomeCounts[Int(Outcome.miss.rawValue)] = UInt64(missCount)
        row.outcomeCounts[Int(Outcome.timeout.rawValue)] = UInt64(timeoutCount)
        row.service = CompactHistogram(service)
        row.queue = CompactHistogram(queue)
        row.response = CompactHistogram(response)
        row.miss = CompactHistogram(miss)
        row.error = CompactHistogram(error)
        return row
    }

    private static func sum(_ parts: [CompactHistogram]) -> LatencyHistogram {
        var all = CompactHistogram()
        for part in parts { all.add(part) }
        return all.expanded()
    }

    private static let workers = (0..<2).map { index in
        WorkerResult(
            index: index, processor: index == 0 ? 0 : nil, completedCount: 3_700, unsentCount: 0,
            usage: ThreadUsage(
                processorTime: .milliseconds(4_200), voluntarySwitchCount: 12,
                involuntarySwitchCount: 3 + index, majorFaultCount: index),
            elapsed: .milliseconds(7_500), idle: .milliseconds(3_100),
            pacing: LatencyHistogramSnapshot(
                count: 3_000, median: Nanoseconds(310), percentile99: .microseconds(4),
                maximum: .microseconds(60)),
            slipMaximum: .microseconds(812))
    }

    static func progress(
        errorCount: UInt64 = 0, phaseCount: Int = 2, fractionDone: Double? = 0.426,
        marks: [String] = []
    ) -> ProgressReport {
        ProgressReport(
            phase: measure, phaseIndex: 1, phaseCount: phaseCount, elapsed: .seconds(12.8),
            fractionDone: fractionDone, timeLeft: fractionDone == nil ? nil : .seconds(17.2),
            ratePerSecond: 812_345,
            percentiles: (
                median: Nanoseconds(1_234), p99: Nanoseconds(4_512), p999: Nanoseconds(12_100)
            ), errorCount: errorCount, completedCount: 10_400_000, marks: marks)
    }
}
