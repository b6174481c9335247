internal import Measurement
internal import Platform
internal import Synchronization
internal import Workload

/// One phase: starts the workers, collects from them, waits for their end.
///
/// Thread safety: the controller's thread only.
struct PhaseRun {
    private let plan: Plan
    private let phaseIndex: Int
    private let options: RunOptions
    private let clock: MonotonicClock
    private let control: PhaseControl
    private let tasks: [WorkerTask]
    private let start: Instant
    private let startedAtUnixNanoseconds: UInt64
    private var collector: IntervalCollector
    private var sampler: StatisticsSampler
    /// Nil where nobody watches the system.
    private var system: SystemLog?
    private var reportedCount = 0
    private var reportedOperationCount: UInt64 = 0

    /// Prepares a phase; its workers will start together a moment later.
    init(
        plan: Plan, phaseIndex: Int, target: any Target, workers: [WorkerParts],
        options: RunOptions, monitor: (any SystemMonitor)? = nil, stop: StopSignal
    ) {
        let phase = plan.phases[phaseIndex]
        self.plan = plan
        self.phaseIndex = phaseIndex
        self.options = options
        clock = workers[0].clock
        sampler = StatisticsSampler(target, isBounded: !workers[0].clock.isVirtual)
        system = monitor.map { SystemLog($0, isBounded: !workers[0].clock.isVirtual) }
        let control = PhaseControl(
            duration: phase.duration, stop: stop, operationTimeout: options.operationTimeout,
            clients: phase.clients,
            spins: options.waiting.spins(
                isOpen: phase.arrivals.isOpen, workerCount: plan.workerCount,
                processorCount: Processors.available.count))
        self.control = control
        let lead = Nanoseconds.milliseconds(clock.isVirtual ? 0 : 5)
        let start = (workers.map { $0.clock.now() }.max() ?? clock.now()) + lead
        self.start = start
        startedAtUnixNanoseconds = WallClock.unixNanoseconds() + lead.count
        let kinds = plan.operationKinds(phaseIndex: phaseIndex)
        let isOpen = phase.arrivals.isOpen
        let seriesInUse = Series.inUse(kinds: kinds, isOpen: isOpen)
        tasks = workers.map { worker in
            WorkerTask(
                parts: worker,
                recorder: IntervalRecorder(
                    seriesInUse: seriesInUse, counterCount: Series.counterCount, start: start,
                    interval: options.interval, waitsForCollector: worker.clock.isVirtual),
                control: control, start: start, isOpen: isOpen)
        }
        collector = IntervalCollector(
            recorders: tasks.map(\.recorder), kinds: kinds, isOpen: isOpen,
            interval: options.interval, duration: phase.duration)
    }

    /// Runs the phase to its end.
    mutating func run(progress: (ProgressReport) -> Void) throws(RunError) -> PhaseResult {
        for task in tasks { try startThread(task) }
        var giveUp = deadline
        while control.finishedCount.load(ordering: .acquiring) < tasks.count {
            let foundAny = collector.collect()
            report(progress)
            if control.stop.isRequested, giveUp == nil {
                giveUp = MonotonicClock.system.now() + options.endTimeout
            }
            if let moment = giveUp, MonotonicClock.system.now() > moment { break }
            if !clock.isVirtual && !foundAny { pauseThread(.milliseconds(5)) }
        }
        while collector.collect() {}
        let workers = tasks.map { $0.finishedResult ?? .unfinished($0) }
        let elapsed = workers.map(\.elapsed).max() ?? .zero
        collector.end(at: elapsed)
        report(progress, isOver: true)
        collector.mark(plan.phases[phaseIndex])
        return makeResult(workers, elapsed: elapsed)
    }

    /// When workers that have not ended are given up; nil when only operation counts end the phase.
    private var deadline: Instant? {
        guard !clock.isVirtual, let duration = control.duration else { return nil }
        return start + duration + options.operationTimeout + options.endTimeout
    }

    /// Starts a worker's thread, which nobody joins: `finishedCount` tells of its end.
    private func startThread(_ task: WorkerTask) throws(RunError) {
        do {
            let thread = try PinnedThread(
                name: "worker-\(task.parts.index)", processor: task.parts.processor
            ) { task.run() }
            thread.detach()
        } catch {
            control.stop.request()
            throw RunError.platform(error)
        }
    }

    /// Reports each interval once: when all workers delivered it, or half an interval after its end
    /// when one of them is held up.
    ///
    /// An interval that the phase's end cuts short waits until its length is known.
    private mutating func report(_ progress: (ProgressReport) -> Void, isOver: Bool = false) {
        let readyCount = isOver ? collector.intervals.count : readyCount()
        if isOver || readyCount > reportedCount,
            let statistics = sampler.sample(isLast: isOver)
        {
            collector.note(statistics, atEndOf: readyCount)
        }
        if isOver || readyCount > reportedCount { system?.note(isLast: isOver) }
        while reportedCount < readyCount {
            let phase = plan.phases[phaseIndex]
            var report = ProgressReport(
                interval: collector.intervals[reportedCount], phase: phase,
                phaseIndex: phaseIndex, phaseCount: plan.phases.count,
                completedCount: collector.completedCount, errorCount: collector.errorCount)
            report.marks = collector.marks(
                ofInterval: reportedCount, of: phase, after: &reportedOperationCount)
            reportedCount += 1
            progress(report)
        }
    }

    /// How many intervals, from the first, can be reported while the phase runs.
    private mutating func readyCount() -> Int {
        let elapsed = (clock.now() - start).count
        var count = collector.completeIntervalCount
        if !clock.isVirtual {
            let late = elapsed + options.interval.count / 2
            count = max(count, Int(late / options.interval.count) - 1)
            collector.extend(to: count)
        }
        let passedCount = Int(elapsed / options.interval.count)
        return min(count, collector.intervals.count, passedCount)
    }

    private func makeResult(_ workers: [WorkerResult], elapsed: Nanoseconds) -> PhaseResult {
        PhaseResult(
            plan: plan.phases[phaseIndex], startedAtUnixNanoseconds: startedAtUnixNanoseconds,
            elapsed: elapsed, kinds: collector.kindResults(), intervals: collector.intervals,
            workers: workers, unsentCount: workers.reduce(0) { $0 + $1.unsentCount },
            statistics: sampler.total, selfCheck: selfCheck(workers), system: system?.signs,
            wasInterrupted: control.stop.isRequested)
    }

    /// What the observers of the workers that have ended saw, held against the plan.
    private func selfCheck(_ workers: [WorkerResult]) -> [DistributionTest] {
        let observers = tasks.filter { $0.finishedResult != nil }.compactMap { task in
            task.parts.observer.map { (worker: task.parts.index, observer: $0) }
        }
        guard !observers.isEmpty else { return [] }
        let check = SelfCheck(plan, phaseIndex: phaseIndex, ObservedSample(observers))
        let isWhole = !control.stop.isRequested && workers.allSatisfy(\.didFinish)
        let counts = PhaseCounts(
            collector.kindResults(), unsentCount: workers.reduce(0) { $0 + $1.unsentCount },
            isWhole: isWhole)
        return check.tests() + check.tests(counts)
    }
}

extension WorkerResult {
    /// What can be said of a worker that did not end in time.
    static func unfinished(_ task: WorkerTask) -> WorkerResult {
        WorkerResult(
            index: task.parts.index, processor: task.parts.processor, completedCount: 0,
            unsentCount: 0, usage: ThreadUsage(),
            elapsed: task.parts.clock.now() - task.start, idle: .zero,
            pacing: LatencyHistogram().snapshot, slipMaximum: .zero, didFinish: false)
    }
}
