internal import ArgumentParser
internal import Reporting

/// Where the outcome goes.
struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder that gets the result folder.", valueName: "folder"))
    var results = "Results"

    @Flag(name: .customLong("no-results"), help: "Leave no result folder; only print.")
    var leavesNoResults = false

    @Flag(help: "No progress on standard error; warnings stay.")
    var quiet = false

    /// Where to write, if anywhere.
    var folder: ResultFolder? { leavesNoResults ? nil : ResultFolder(results) }
}
