public import Measurement
public import Platform
public import Workload

/// What one phase left behind, all workers together.
///
/// Thread safety: made once, after the phase; read by one thread.
public struct PhaseResult {
    /// The phase as planned.
    public var plan: PhasePlan
    /// When it began, in nanoseconds since 1970-01-01 UTC.
    public var startedAtUnixNanoseconds: UInt64
    /// From its common start to its last completion.
    public var elapsed: Nanoseconds
    /// One row for each kind of operation in the plan's mix, also when it never occurred.
    public var kinds: [KindResult]
    /// The same figures for each stretch of the phase, in order.
    public var intervals: [IntervalResult]
    /// One row per worker.
    public var workers: [WorkerResult]
    /// Operations whose intended start lay inside the phase but which were never sent.
    public var unsentCount: UInt64
    /// What the target said of itself: gauges at the phase's end, counters over the phase.
    public var statistics: [TargetStatistic]
    /// Whether what was sent is what the plan says; empty where that is not checked.
    public var selfCheck: [DistributionTest]
    /// What the system did meanwhile; nil when nobody watched it.
    public var system: SystemSigns?
    /// Whether the user ended it early.
    public var wasInterrupted: Bool

    /// What a phase left behind; each value as its property says.
    public init(
        plan: PhasePlan,
        startedAtUnixNanoseconds: UInt64,
        elapsed: Nanoseconds,
        kinds: [KindResult],
        intervals: [IntervalResult],
        workers: [WorkerResult],
        unsentCount: UInt64,
        statistics: [TargetStatistic] = [],
        selfCheck: [DistributionTest] = [],
        system: SystemSigns? = nil,
        wasInterrupted: Bool
    ) {
        self.plan = plan
        self.startedAtUnixNanoseconds = startedAtUnixNanoseconds
        self.elapsed = elapsed
        self.kinds = kinds
        self.intervals = intervals
        self.workers = workers
        self.unsentCount = unsentCount
        self.statistics = statistics
        self.selfCheck = selfCheck
        self.system = system
        self.wasInterrupted = wasInterrupted
    }
}

/// What happened to one kind of operation.
public struct KindResult {
    /// The kind.
    public var kind: OperationKind
    /// How many ended in each way, indexed by `Outcome.rawValue`; all outcomes are present.
    public var outcomeCounts: [UInt64]
    /// The latencies.
    public var latencies: KindLatencies

    /// One kind of operation; `outcomeCounts` has a count for each `Outcome`.
    public init(
        kind: OperationKind,
        outcomeCounts: [UInt64],
        latencies: KindLatencies
    ) {
        self.kind = kind
        self.outcomeCounts = outcomeCounts
        self.latencies = latencies
    }

    /// How many ended in `outcome`.
    public func count(of outcome: Outcome) -> UInt64 { outcomeCounts[Int(outcome.rawValue)] }

    /// How many ended at all.
    public var completedCount: UInt64 { outcomeCounts.reduce(0, +) }

    /// How many ended in something else than an answer.
    public var errorCount: UInt64 {
        Outcome.allCases.reduce(0) { $1.isAnswer ? $0 : $0 + count(of: $1) }
    }
}

/// The histograms of one kind of operation.
///
/// In a closed loop the response time is the service time and there is no queue: `response` is then
/// the same histogram as `service`, and `queue` is empty.
public struct KindLatencies {
    /// Actual start to completion of operations that were answered (`ok`, `miss`).
    public var service: LatencyHistogram
    /// Intended start to actual start of operations that were answered.
    public var queue: LatencyHistogram
    /// Intended start to completion of operations that were answered.
    public var response: LatencyHistogram
    /// Response time of misses alone.
    public var miss: LatencyHistogram
    /// Response time of operations that ended in an error.
    public var error: LatencyHistogram

    /// The histograms of one kind of operation; each as its property says.
    public init(
        service: LatencyHistogram,
        queue: LatencyHistogram,
        response: LatencyHistogram,
        miss: LatencyHistogram,
        error: LatencyHistogram
    ) {
        self.service = service
        self.queue = queue
        self.response = response
        self.miss = miss
        self.error = error
    }
}

/// How one worker fared.
public struct WorkerResult: Sendable {
    /// Its number, from 0.
    public var index: Int
    /// The processor it was pinned to, if any.
    public var processor: Int?
    /// Operations that it completed.
    public var completedCount: UInt64
    /// Operations that the schedule wanted before the phase's end and that it never sent.
    public var unsentCount: UInt64
    /// What the kernel counted for its thread during the phase.
    public var usage: ThreadUsage
    /// From the phase's start to its end on this worker.
    public var elapsed: Nanoseconds
    /// Time it spent waiting for the next intended start; in a closed loop, thinking or not being
    /// one of the clients.
    public var idle: Nanoseconds
    /// How late operations were sent that found the worker waiting for them: the pacer's own error.
    public var pacing: LatencyHistogramSnapshot
    /// The sum of those: for how long it was kept from sending what it was waiting to send.
    public var latenessTotal: Nanoseconds
    /// The longest that an operation was sent after its intended start.
    public var slipMaximum: Nanoseconds
    /// Whether it ended within the time allowed; its other figures are zero if not.
    public var didFinish: Bool
    /// Whether it ended early because the target could not be reached any more.
    public var lostTarget: Bool

    /// How a worker fared; each value as its property says.
    public init(
        index: Int,
        processor: Int?,
        completedCount: UInt64,
        unsentCount: UInt64,
        usage: ThreadUsage,
        elapsed: Nanoseconds,
        idle: Nanoseconds,
        pacing: LatencyHistogramSnapshot,
        latenessTotal: Nanoseconds = .zero,
        slipMaximum: Nanoseconds,
        didFinish: Bool = true,
        lostTarget: Bool = false
    ) {
        self.index = index
        self.processor = processor
        self.completedCount = completedCount
        self.unsentCount = unsentCount
        self.usage = usage
        self.elapsed = elapsed
        self.idle = idle
        self.pacing = pacing
        self.latenessTotal = latenessTotal
        self.slipMaximum = slipMaximum
        self.didFinish = didFinish
        self.lostTarget = lostTarget
    }
}

/// A few figures of a histogram, as values.
public struct LatencyHistogramSnapshot: Hashable, Sendable {
    /// How many latencies.
    public var count: UInt64
    /// The median.
    public var median: Nanoseconds
    /// The 99th percentile.
    public var percentile99: Nanoseconds
    /// The longest.
    public var maximum: Nanoseconds

    /// The figures.
    public init(
        count: UInt64, median: Nanoseconds, percentile99: Nanoseconds, maximum: Nanoseconds
    ) {
        self.count = count
        self.median = median
        self.percentile99 = percentile99
        self.maximum = maximum
    }
}
