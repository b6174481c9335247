public import ArgumentParser
internal import Foundation
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
        let text = try result.read().export(format)
        guard let output else { return try Terminal.output.write(text) }
        do {
            try text.write(toFile: output, atomically: true, encoding: .utf8)
        } catch {
            throw UnwritableFile(path: output, problem: error.localizedDescription)
        }
    }
}

extension StoredResult.ExportFormat: ExpressibleByArgument {}

/// A file that cannot be written.
struct UnwritableFile: Error, CustomStringConvertible {
    let path: String
    let problem: String

    var description: String {
        "'\(path)' cannot be written: \(problem) Choose another file with --output."
    }
}
