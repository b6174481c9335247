internal import ArgumentParser
internal import Engine
internal import Reporting
internal import Targets
internal import Workload

/// `spikebench describe WORKLOAD`.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract:
            "Show what a workload does: the plan with every choice made, its memory, the engine.",
        usage: "spikebench describe <workload> [<options>]")

    @OptionGroup(title: "Workload") var workload: WorkloadOptions
    @OptionGroup(title: "Load") var load: LoadOptions

    func run() throws {
        let plan = try workload.plan(load.overrides)
        let configuration = try EngineConfiguration(plan)
        let page = PlanPage.text(
            PlanFacts(plan), plots: KeyspacePlot.all(of: plan),
            parameters: EngineFacts.parameters(of: configuration),
            contention: EngineFacts.contention(of: plan, configuration),
            memoryNeededByteCount: EngineTarget.byteCount(for: plan),
            memoryAvailableByteCount: RunEnvironment.current().memoryAvailableByteCount,
            style: Terminal.output.style)
        try Terminal.output.write(page)
    }
}
