internal import ArgumentParser
internal import Reporting

/// Which result to read.
struct ResultOptions: ParsableArguments {
    @Argument(help: "The path or the name of a result's folder, or latest.")
    var result: String

    @Option(help: ArgumentHelp("The folder that holds the results.", valueName: "folder"))
    var results = "Results"

    /// The result, read back.
    func read() throws -> StoredResult {
        try StoredResult(result, in: results)
    }
}
