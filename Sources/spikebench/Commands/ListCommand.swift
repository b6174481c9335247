internal import ArgumentParser
internal import Reporting
internal import Workload

/// `spikebench list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Name the workloads that come with the command, with what each models.",
        usage: "spikebench list [--tag <word> ...]")

    @Option(
        name: .customLong("tag"),
        help: ArgumentHelp(
            "Only workloads with this tag; repeatable, and then all must match.",
            valueName: "word"))
    var tags: [String] = []

    func run() throws {
        let entries = try NamedWorkloads.plans(tagged: tags).map {
            WorkloadList.Entry(name: $0.name, summary: $0.summary, tags: $0.tags)
        }
        try Terminal.output.write(WorkloadList.text(entries, style: Terminal.output.style))
    }
}
