internal import ArgumentParser
internal import Reporting

/// `spikebench show RESULT`.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a result as its run did.",
        usage: "spikebench show <result> [--results <folder>]")

    @OptionGroup(title: "Result") var result: ResultOptions

    func run() throws {
        let stored = try result.read()
        let report = FinalReport(
            summary: stored.summary, manifest: stored.manifest, resultPath: stored.path)
        try Terminal.output.write(report.text(style: Terminal.output.style))
    }
}
