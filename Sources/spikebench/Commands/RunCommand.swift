internal import ArgumentParser

/// `spikebench run WORKLOAD`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a workload against a target and keep the result.",
        usage: "spikebench run <workload> [<options>]",
        discussion: """
            Ctrl-C ends the run early and keeps what was measured (exit status 1); a second one \
            ends at once. With --require the exit status tells of the verdict, and the result is \
            kept all the same.
            """)

    @OptionGroup(title: "Workload") var workload: WorkloadOptions
    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Measurement") var measurement: MeasurementOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() throws {
        let address = try target.address()
        var plan = try workload.plan(load.overrides)
        if let count = address.defaultWorkerCount(for: plan) {
            // Read again, so that everything that depends on their number is checked.
            plan = try workload.plan(load.overrides + ["workers=\(count)"])
        }
        try RunSession(
            plan: plan, address: address, measurement: measurement, output: output
        ).run()
    }
}
