internal import ArgumentParser
internal import Workload

/// `spikebench trace fit FILE`.
struct TraceFitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Write a synthetic workload file that resembles a trace.",
        usage: "spikebench trace fit <trace> [--format <format>] > workload.yaml",
        discussion: """
            Its mix, sizes and times to live are the trace's; its popularity is Zipf's law, whose \
            exponent and number of keys are fitted. Its comment says how well, and what is assumed.
            """)

    @OptionGroup(title: "Trace") var trace: TraceOptions

    func run() throws {
        let description = TraceDescription(try trace.open())
        try Terminal.output.write(TraceModel(description).yaml)
    }
}
