public import Platform
internal import Verification
public import Workload

/// Runs a plan against a target, phase by phase.
///
/// Thread safety: one thread runs it; `StopSignal.request` may come from any other.
public struct RunController {
    private let plan: Plan
    private let target: any Target
    private let options: RunOptions
    private let clocks: [MonotonicClock]
    private let monitor: (any SystemMonitor)?
    private let stop: StopSignal

    /// A run on real time.
    ///
    /// - Parameters:
    ///   - plan: what to do.
    ///   - target: whom to do it to.
    ///   - options: how to measure.
    ///   - clock: where time comes from.
    ///   - monitor: what the system does meanwhile; nil for what the kernel says.
    ///   - stop: how to end it early.
    public init(
        plan: Plan, target: any Target, options: RunOptions = RunOptions(),
        clock: MonotonicClock = .calibrated, monitor: (any SystemMonitor)? = nil,
        stop: StopSignal = StopSignal()
    ) {
        self.init(
            plan: plan, target: target, options: options,
            clocks: Array(repeating: clock, count: plan.workerCount),
            monitor: monitor
                ?? KernelMonitor(processors: Self.watched(plan, options), clock: clock),
            stop: stop)
    }

    /// A run on virtual time, where each worker has a clock that its target advances.
    ///
    /// - Parameters:
    ///   - plan: what to do.
    ///   - target: whom to do it to.
    ///   - options: how to measure.
    ///   - times: one per worker of the plan.
    ///   - monitor: what the system does meanwhile; nil for nothing.
    ///   - stop: how to end it early.
    public init(
        plan: Plan, target: any Target, options: RunOptions = RunOptions(),
        virtualTimes times: [VirtualTime], monitor: (any SystemMonitor)? = nil,
        stop: StopSignal = StopSignal()
    ) {
        self.init(
            plan: plan, target: target, options: options,
            clocks: times.map { .virtual($0) }, monitor: monitor, stop: stop)
    }

    private init(
        plan: Plan, target: any Target, options: RunOptions, clocks: [MonotonicClock],
        monitor: (any SystemMonitor)?, stop: StopSignal
    ) {
        precondition(clocks.count == plan.workerCount, "each worker needs a clock")
        precondition(!clocks.isEmpty, "a run needs a worker")
        precondition(options.interval >= .milliseconds(10), "an interval lasts at least 10 ms")
        self.plan = plan
        self.target = target
        self.options = options
        self.clocks = clocks
        self.monitor = monitor
        self.stop = stop
    }

    /// The processors that workers run on: those they are pinned to, else all.
    private static func watched(_ plan: Plan, _ options: RunOptions) -> [Int] {
        options.processors.isEmpty
            ? Processors.available : Array(options.processors.prefix(plan.workerCount))
    }

    /// Runs all phases, or as many as come before the stop signal.
    ///
    /// - Parameter progress: called on this thread once per interval.
    /// - Returns: what was measured, also when the run was interrupted.
    /// - Throws: `RunError` when the run cannot begin or go on.
    public func run(progress: (ProgressReport) -> Void = { _ in }) throws(RunError) -> RunResult {
        let pool = plan.makeValuePool()
        let verifier = try makeVerifier(pool)
        var sessions: [any TargetSession] = []
        var results: [PhaseResult] = []
        for phaseIndex in plan.phases.indices where !stop.isRequested {
            let workers = try makeWorkers(
                phaseIndex, sessions: sessions, pool: pool, verifier: verifier)
            sessions = workers.map(\.session)
            var phase = PhaseRun(
                plan: plan, phaseIndex: phaseIndex, target: target, workers: workers,
                options: options, monitor: monitor, stop: stop)
            let result = try phase.run(progress: progress)
            results.append(result)
            if result.workers.contains(where: { !$0.didFinish || $0.lostTarget }) { break }
        }
        let allEnded = results.allSatisfy { $0.workers.allSatisfy(\.didFinish) }
        let verification = verifier?.finish(workersEnded: allEnded)
        let reasons = VerdictRules(
            phases: results, targetProcessors: target.processors ?? [],
            replaysTrace: plan.trace != nil
        ).reasons()
        return RunResult(
            targetName: target.name, targetSettings: target.settings,
            targetStatistics: target.statistics(), clockSource: clocks[0].sourceName,
            phases: results, wasInterrupted: stop.isRequested,
            verdict: Verdict(reasons: (verification?.verdictReasons ?? []) + reasons),
            verification: verification)
    }

    /// What checks the values of all workers, if they are to be checked.
    private func makeVerifier(_ pool: ValuePool) throws(RunError) -> RunVerifier? {
        guard options.verifies else { return nil }
        guard let target = target as? any VerifiableTarget else {
            throw RunError.target(.notVerifiable(target))
        }
        let mayDrop = target.mayDropRecords
        let keyspaces = plan.verifiedKeyspaces(mayDropRecords: mayDrop)
        return RunVerifier(
            keyspaces: keyspaces, samples: plan.historySamples(of: keyspaces),
            entryLimit: plan.keyspaces.map(\.entryLimit).max() ?? 1, pool: pool,
            clock: clocks[0], limits: plan.verificationLimits(mayDropRecords: mayDrop))
    }

    /// What the workers need for a phase, each worker's made on a thread of its own.
    ///
    /// - Parameters:
    ///   - phaseIndex: which phase.
    ///   - sessions: those of the phase before; empty in the first, which makes them.
    ///   - pool: where value bytes come from.
    ///   - verifier: what checks values, if anything does.
    /// - Returns: the parts, in worker order.
    /// - Throws: `RunError` when one cannot be made.
    private func makeWorkers(
        _ phaseIndex: Int, sessions: [any TargetSession], pool: ValuePool, verifier: RunVerifier?
    ) throws(RunError) -> [WorkerParts] {
        let barrier = PreparationBarrier(threadCount: plan.workerCount)
        let preparations = (0..<plan.workerCount).map { worker in
            let known = sessions.isEmpty ? nil : sessions[worker]
            return WorkerPreparation(barrier: barrier) { () throws(RunError) in
                let session = if let known { known } else { try makeSession(worker, verifier) }
                return try makeParts(phaseIndex, worker: worker, session: session, pool: pool)
            }
        }
        for (worker, preparation) in preparations.enumerated() {
            do {
                try PinnedThread(name: "prepare-\(worker)", processor: processor(of: worker)) {
                    preparation.run()
                }.detach()
            } catch {
                barrier.abandon()
                throw RunError.platform(error)
            }
        }
        var workers: [WorkerParts] = []
        let giveUp = MonotonicClock.system.now() + options.endTimeout
        while workers.count < preparations.count {
            if let outcome = preparations[workers.count].outcome {
                workers.append(try outcome.get())
            } else if MonotonicClock.system.now() > giveUp {
                throw RunError.plan("the target or the workload did not get ready in time")
            } else {
                pauseThread(.microseconds(100))
            }
        }
        return workers
    }

    private func makeParts(
        _ phaseIndex: Int, worker: Int, session: any TargetSession, pool: ValuePool
    ) throws(RunError) -> WorkerParts {
        let source: any OperationSource
        do {
            source = try plan.makeSource(phaseIndex: phaseIndex, worker: worker)
        } catch {
            throw RunError.plan("\(error)")
        }
        let fills = plan.fillsMisses ? FillQueue(plan, pool, limit: session.inFlightLimit) : nil
        let batch = plan.makeBatch(capacity: 32, pool: pool)
        let isObserved = plan.phases[phaseIndex].kind == .measure && plan.trace == nil
        return WorkerParts(
            index: worker, processor: processor(of: worker), session: session, source: source,
            batch: batch, fills: fills, clock: clocks[worker],
            observer: isObserved ? OperationObserver(plan, batch) : nil)
    }

    private func makeSession(
        _ worker: Int, _ verifier: RunVerifier?
    ) throws(RunError) -> any TargetSession {
        do {
            guard let verifier, let target = target as? any VerifiableTarget else {
                return try target.makeSession(worker: worker)
            }
            let own = verifier.makeWorker(worker)
            let session = try target.makeSession(worker: worker, verification: own)
            return VerifyingSession(session, own)
        } catch {
            throw RunError.target(error)
        }
    }

    private func processor(of worker: Int) -> Int? {
        let processors = options.processors
        return processors.isEmpty ? nil : processors[worker % processors.count]
    }
}
