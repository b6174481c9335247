public import ArgumentParser
public import Reporting

/// `spikebench export RESULT --format csv|json|hlog`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a result in a format that other tools read.",
        usage: "spikebench export <result> --format <format> [--output <file>]")

    @OptionGroup(title: "Result") var result: ResultOptions

    @Option(help: "csv and json have the summary, hlog the histograms of every interval.")
    var format: StoredResult.ExportFormat

    @Option(
        help: ArgumentHelp("Where to write (default: standard output).", valueName: "file"))
    var output: String?

    func run() throws {
        let result = try result.read()
        guard let output else { return try Terminal.output.write(try result.export(format)) }
        try result.export(format, to: output)
    }
}

extension StoredResult.ExportFormat: ExpressibleByArgument {}
