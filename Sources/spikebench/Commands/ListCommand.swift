internal import ArgumentParser
internal import Reporting
internal import Workload

/// `spikebench list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Name the workloads that come with the command, with what each models.")

    func run() throws {
        let plans = try NamedWorkloads.all.map { try Plan.named($0.name) }
        let rows = plans.map { (name: $0.name, summary: $0.summary) }
        try Terminal.output.write(WorkloadList.text(rows, style: Terminal.output.style))
    }
}
