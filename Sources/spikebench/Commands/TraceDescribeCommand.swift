internal import ArgumentParser
internal import Reporting
internal import Workload

/// `spikebench trace describe FILE`.
struct TraceDescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show a trace's mix, sizes, popularity, arrivals and locality on one screen.",
        usage: "spikebench trace describe <trace> [--format <format>]",
        discussion: """
            Popularity: the exponent of Zipf's law by what sorting makes of its draws, and \
            Kolmogorov's distance. Reuse distance: how many other keys came between two requests \
            for the same key; exact up to 10 million rows, and from a sample of keys above.
            """)

    @OptionGroup(title: "Trace") var trace: TraceOptions

    func run() throws {
        let description = TraceDescription(try trace.open())
        try Terminal.output.write(TracePage.text(description, style: Terminal.output.style))
    }
}
