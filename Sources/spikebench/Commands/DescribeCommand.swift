internal import ArgumentParser
internal import Reporting
internal import Workload

/// `spikebench describe WORKLOAD`.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show what a workload does: the plan with every choice made, and its memory.",
        usage: "spikebench describe <workload> [<options>]")

    @OptionGroup(title: "Workload") var workload: WorkloadOptions
    @OptionGroup(title: "Load") var load: LoadOptions

    func run() throws {
        let plan = try workload.plan(load.overrides)
        let page = PlanPage.text(
            PlanFacts(plan), memoryNeededByteCount: plan.estimatedStoreByteCount,
            memoryAvailableByteCount: RunEnvironment.current().memoryAvailableByteCount,
            style: Terminal.output.style)
        try Terminal.output.write(page)
    }
}
