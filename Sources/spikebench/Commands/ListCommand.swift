internal import ArgumentParser
internal import Workload

/// `spikebench list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Name the workloads that come with the command, with what each models.")

    func run() throws {
        let width = NamedWorkloads.all.map(\.name.count).max() ?? 0
        for file in NamedWorkloads.all {
            let plan = try Plan.named(file.name)
            let padding = String(repeating: " ", count: width - file.name.count)
            try Terminal.output.write("\(file.name)\(padding)  \(plan.summary)\n")
        }
    }
}
