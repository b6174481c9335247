public import Platform
public import Workload

/// Runs a plan against a target, phase by phase.
///
/// Thread safety: one thread runs it; `StopSignal.request` may come from any other.
public struct RunController {
    private let plan: Plan
    private let target: any Target
    private let options: RunOptions
    private let clocks: [MonotonicClock]
    private let stop: StopSignal

    /// A run on real time.
    ///
    /// - Parameters:
    ///   - plan: what to do.
    ///   - target: whom to do it to.
    ///   - options: how to measure.
    ///   - clock: where time comes from.
    ///   - stop: how to end it early.
    public init(
        plan: Plan, target: any Target, options: RunOptions = RunOptions(),
        clock: MonotonicClock = .calibrated, stop: StopSignal = StopSignal()
    ) {
        self.init(
            plan: plan, target: target, options: options,
            clocks: Array(repeating: clock, count: plan.workerCount), stop: stop)
    }

    /// A run on virtual time, where each worker has a clock that its target advances.
    ///
    /// - Parameters:
    ///   - plan: what to do.
    ///   - target: whom to do it to.
    ///   - options: how to measure.
    ///   - times: one per worker of the plan.
    ///   - stop: how to end it early.
    public init(
        plan: Plan, target: any Target, options: RunOptions = RunOptions(),
        virtualTimes times: [VirtualTime], stop: StopSignal = StopSignal()
    ) {
        self.init(
            plan: plan, target: target, options: options,
            clocks: times.map { .virtual($0) }, stop: stop)
    }

    private init(
        plan: Plan, target: any Target, options: RunOptions, clocks: [MonotonicClock],
        stop: StopSignal
    ) {
        precondition(clocks.count == plan.workerCount, "each worker needs a clock")
        precondition(!clocks.isEmpty, "a run needs a worker")
        precondition(options.interval >= .milliseconds(10), "an interval lasts at least 10 ms")
        self.plan = plan
        self.target = target
        self.options = options
        self.clocks = clocks
        self.stop = stop
    }

    /// Runs all phases, or as many as come before the stop signal.
    ///
    /// - Parameter progress: called on this thread once per interval.
    /// - Returns: what was measured, also when the run was interrupted.
    /// - Throws: `RunError` when the run cannot begin or go on.
    public func run(progress: (ProgressReport) -> Void = { _ in }) throws(RunError) -> RunResult {
        let sessions = try makeSessions()
        let pool = ValuePool(seed: plan.seed, valueByteLimit: plan.valueByteLimit)
        var results: [PhaseResult] = []
        for phaseIndex in plan.phases.indices where !stop.isRequested {
            let workers = try makeWorkers(phaseIndex, sessions: sessions, pool: pool)
            var phase = PhaseRun(
                plan: plan, phaseIndex: phaseIndex, target: target, workers: workers,
                options: options, stop: stop)
            let result = try phase.run(progress: progress)
            results.append(result)
            if result.workers.contains(where: { !$0.didFinish }) { break }
        }
        return RunResult(
            targetName: target.name, targetSettings: target.settings,
            targetStatistics: target.statistics(), clockSource: clocks[0].sourceName,
            phases: results, wasInterrupted: stop.isRequested,
            verdict: Verdict(reasons: VerdictRules(phases: results).reasons()))
    }

    private func makeSessions() throws(RunError) -> [any TargetSession] {
        var sessions: [any TargetSession] = []
        for worker in 0..<plan.workerCount {
            do {
                sessions.append(try target.makeSession(worker: worker))
            } catch {
                throw RunError.target(error)
            }
        }
        return sessions
    }

    private func makeWorkers(
        _ phaseIndex: Int, sessions: [any TargetSession], pool: ValuePool
    ) throws(RunError) -> [WorkerParts] {
        var workers: [WorkerParts] = []
        let processors = options.processors
        for worker in sessions.indices {
            let source: any OperationSource
            do {
                source = try plan.makeSource(phaseIndex: phaseIndex, worker: worker)
            } catch {
                throw RunError.plan("\(error)")
            }
            workers.append(
                WorkerParts(
                    index: worker,
                    processor: processors.isEmpty ? nil : processors[worker % processors.count],
                    session: sessions[worker], source: source,
                    batch: plan.makeBatch(capacity: 32, pool: pool), clock: clocks[worker]))
        }
        return workers
    }
}
