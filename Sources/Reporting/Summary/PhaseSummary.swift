internal import Driver
internal import Platform
internal import Workload

/// One phase in figures.
public struct PhaseSummary: Codable, Hashable, Sendable {
    /// What it was for: `load`, `warmUp` or `measure`.
    public var phase: String
    /// The phase in words, as planned.
    public var plan: String
    /// When it began, in nanoseconds since 1970-01-01 UTC.
    public var startedAtUnixNanoseconds: UInt64
    /// How long it lasted, in seconds.
    public var elapsedSeconds: Double
    /// How operations arrived: `closed`, `constant`, `poisson` or `trace`.
    public var arrivals: String
    /// The rate that was asked for; absent where none was.
    public var offeredRatePerSecond: Double?
    /// The standard error of the rate over `fullIntervalCount` intervals; absent below six.
    public var rateStandardErrorPerSecond: Double?
    /// How many intervals were of full length.
    public var fullIntervalCount: Int
    /// Operations that were due but never sent.
    public var unsentCount: UInt64
    /// What the target said of itself: gauges at the phase's end, counters over the phase.
    ///
    /// Absent in results of early versions.
    public var targetStatistics: [RunSummary.Statistic]?
    /// Whether what was sent is what the workload file says; absent where that is not checked.
    public var selfCheck: [SelfCheckSummary]?
    /// What the system did meanwhile; absent when nobody watched it, and in results of early
    /// versions.
    public var system: SystemSummary?
    /// Whether the user ended it early.
    public var wasInterrupted: Bool
    /// All kinds together, then each kind of the mix.
    public var operations: [OperationSummary]
    /// The workers.
    public var workers: [WorkerSummary]

    init(_ result: PhaseResult) {
        phase = result.plan.kind.name
        plan = PlanFacts.words(for: result.plan)
        startedAtUnixNanoseconds = result.startedAtUnixNanoseconds
        elapsedSeconds = result.elapsed.seconds
        arrivals = result.plan.arrivals.name
        offeredRatePerSecond = result.plan.offeredRatePerSecond
        let rates = Self.fullIntervalRates(result.intervals)
        fullIntervalCount = rates.count
        rateStandardErrorPerSecond = Self.standardError(rates)
        unsentCount = result.unsentCount
        targetStatistics = RunSummary.Statistic.all(result.statistics)
        selfCheck =
            result.selfCheck.isEmpty ? nil : result.selfCheck.map { SelfCheckSummary($0) }
        system = result.system.map(SystemSummary.init)
        wasInterrupted = result.wasInterrupted
        let seconds = result.elapsed.seconds
        let all = KindResult.sum(result.kinds)
        operations =
            (all.map { [OperationSummary($0, name: "all", seconds: seconds)] } ?? [])
            + result.kinds.map { OperationSummary($0, seconds: seconds) }
        workers = result.workers.map(WorkerSummary.init)
    }

    /// All kinds together; nil when the mix is empty.
    var all: OperationSummary? { operations.first }

    /// The rates of the intervals that are as long as the first, to one in a hundred.
    ///
    /// The last interval is shorter when the phase ends within it, and longer when operations end
    /// after the phase; either way it says little about how rates vary.
    static func fullIntervalRates(_ intervals: [IntervalResult]) -> [Double] {
        guard let full = intervals.first?.length.seconds, full > 0 else { return [] }
        return intervals.filter { abs($0.length.seconds - full) <= 0.01 * full }
            .map { Double($0.completedCount) / $0.length.seconds }
    }

    /// Standard deviation over the root of the number; nil below six, where it means nothing.
    ///
    /// Six is also where Go's benchstat begins to give intervals. Neighbouring intervals are not
    /// independent, so the true uncertainty is larger: a lower bound, and called standard error.
    static func standardError(_ rates: [Double]) -> Double? {
        guard rates.count >= 6 else { return nil }
        let count = Double(rates.count)
        let mean = rates.reduce(0, +) / count
        let squares = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / (count - 1) / count).squareRoot()
    }
}

/// One worker in figures.
public struct WorkerSummary: Codable, Hashable, Sendable {
    /// Its number, from 0.
    public var worker: Int
    /// The processor it was pinned to; absent when it was free.
    public var processor: Int?
    /// Operations that it completed.
    public var completedCount: UInt64
    /// Operations that were due but that it never sent.
    public var unsentCount: UInt64
    /// How long its phase lasted, in seconds.
    public var elapsedSeconds: Double
    /// Its time on a processor as a share of `elapsedSeconds`.
    public var processorShare: Double
    /// Its time waiting for intended starts as a share of `elapsedSeconds`.
    public var idleShare: Double
    /// Times the kernel took the processor away.
    public var involuntarySwitchCount: Int
    /// Times it waited for a page of memory to be read from a disk; absent in results of early
    /// versions.
    public var majorFaultCount: Int?
    /// How late the median operation that it waited for was sent, in nanoseconds.
    public var pacingMedianNanoseconds: UInt64
    /// The same at the 99th percentile.
    public var pacingP99Nanoseconds: UInt64
    /// The longest that an operation was sent after its intended start, in nanoseconds.
    public var slipMaximumNanoseconds: UInt64
    /// Whether it ended within the time allowed.
    public var didFinish: Bool

    init(_ result: WorkerResult) {
        worker = result.index
        processor = result.processor
        completedCount = result.completedCount
        unsentCount = result.unsentCount
        elapsedSeconds = result.elapsed.seconds
        let seconds = result.elapsed.seconds
        processorShare = seconds > 0 ? result.usage.processorTime.seconds / seconds : 0
        idleShare = seconds > 0 ? result.idle.seconds / seconds : 0
        involuntarySwitchCount = result.usage.involuntarySwitchCount
        majorFaultCount = result.usage.majorFaultCount
        pacingMedianNanoseconds = result.pacing.median.count
        pacingP99Nanoseconds = result.pacing.percentile99.count
        slipMaximumNanoseconds = result.slipMaximum.count
        didFinish = result.didFinish
    }
}
