internal import ArgumentParser
internal import Driver
internal import Platform
internal import Workload

/// `spikebench run WORKLOAD`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a workload against a target and keep the result.",
        usage: "spikebench run <workload> [<options>]",
        discussion: """
            Ctrl-C ends the run early and keeps what was measured (exit status 1); a second one \
            ends at once.
            """)

    @OptionGroup(title: "Workload") var workload: WorkloadOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Measurement") var measurement: MeasurementOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let plan = try workload.plan(load.overrides)
        let stop = StopSignal()
        try Interruption.requests(stop)
        let target = try target.makeTarget(plan)
        let controller = RunController(
            plan: plan, target: target, options: measurement.runOptions, stop: stop)
        let result = try controller.run { _ in }
        if result.wasInterrupted { throw ExitStatus.failure.code }
    }
}
