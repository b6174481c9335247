internal import Driver
internal import Platform
internal import Reporting
internal import Targets
internal import Workload

/// One run from its plan to its result: what `run` and `rerun` share.
struct RunSession {
    let plan: Plan
    let address: TargetAddress
    let measurement: MeasurementOptions
    let output: OutputOptions

    /// Runs the plan, reports, and throws the exit status if it is not 0.
    func run() throws {
        // What can be refused is refused before anything is measured.
        if let shortage = address.memoryShortage(plan, on: .current()) { throw shortage }
        try output.folder?.checkWritable()
        let stop = StopSignal()
        // Before the target, which may have threads of its own.
        try Interruption.requests(stop)
        let places = address.processors(workerCount: plan.workerCount)
        let target = try address.makeTarget(for: plan, serverProcessors: places?.server ?? [])
        defer { (target as? SpawnedTarget)?.server.end() }
        let run = try measure(plan, target, stop)
        try report(run)
        if run.result.wasInterrupted {
            Terminal.messages.say("interrupted; kept \(Self.words(for: run.result.phases.last))")
            throw ExitStatus.failure.code
        }
        if let complaint = measurement.complaint(about: run.result.verdict) {
            Terminal.messages.say(complaint)
            throw ExitStatus.threshold.code
        }
    }

    /// What an interrupted run has: `3.4 s of the measure phase`.
    private static func words(for last: PhaseResult?) -> String {
        guard let last else { return "nothing: no phase had begun" }
        let tenths = Int((last.elapsed.seconds * 10).rounded(.up))
        let name = last.plan.kind == .warmUp ? "warm-up" : last.plan.kind.rawValue
        return "\(tenths / 10).\(tenths % 10) s of the \(name) phase"
    }

    private func measure(
        _ plan: Plan, _ target: any Target, _ stop: StopSignal
    ) throws -> CompletedRun {
        var options = measurement.runOptions
        let places = address.processors(workerCount: plan.workerCount)
        if let places { options.processors = places.workers }
        let environment = RunEnvironment.current()
        let startedAt = WallClock.unixNanoseconds()
        announce(
            plan, target, options: options, serverProcessors: places?.server ?? [],
            environment: environment, startedAt: startedAt)
        let floor = try HarnessFloor.nanosecondsPerOperation(of: plan)
        let controller = RunController(plan: plan, target: target, options: options, stop: stop)
        var display = ProgressDisplay(Terminal.messages, isQuiet: output.quiet)
        let result = try controller.run { display.show($0) }
        display.end()
        return CompletedRun(
            plan: PlanFacts(plan), yaml: plan.yaml, result: result, environment: environment,
            startedAtUnixNanoseconds: startedAt,
            targetAddress: address.isOverWire ? "\(address)" : nil,
            harnessNanosecondsPerOperation: floor)
    }

    /// Says what will happen; when asked to be quiet, only what would spoil it.
    private func announce(
        _ plan: Plan, _ target: any Target, options: RunOptions, serverProcessors: [Int],
        environment: RunEnvironment, startedAt: UInt64
    ) {
        let name = ResultFolder.name(
            startedAtUnixNanoseconds: startedAt, workload: plan.name, target: target.name)
        let announcement = RunAnnouncement(
            plan: PlanFacts(plan), target: target.name, targetSettings: target.settings,
            memoryNeededByteCount: address.memoryNeeded(plan), processors: options.processors,
            serverProcessors: serverProcessors,
            resultPath: output.folder.map { "\($0.path)/\(name)" }, environment: environment)
        guard output.quiet else {
            try? Terminal.messages.write(announcement.text(style: Terminal.messages.style) + "\n")
            return
        }
        for warning in announcement.warnings {
            try? Terminal.messages.write(warning.text(style: Terminal.messages.style))
        }
    }

    /// Writes the folder first: what is printed after that can be had again from it.
    ///
    /// A folder that cannot be written at all keeps nothing from being printed.
    private func report(_ run: CompletedRun) throws {
        let folder = Result { try output.folder?.write(run, fallback: nil) }
        let written = try? folder.get()
        if let written, let failure = written.failure {
            Terminal.messages.say("warning: \(failure)\n  the result is in \(written.path) instead")
        }
        let report = FinalReport(
            summary: run.summary, manifest: run.manifest, resultPath: written?.path)
        do {
            try Terminal.output.write(report.text(style: Terminal.output.style))
        } catch let error as PlatformError {
            if let written { Terminal.messages.say("the result is in \(written.path)") }
            throw error
        }
        _ = try folder.get()
    }
}
