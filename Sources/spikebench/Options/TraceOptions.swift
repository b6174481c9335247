public import ArgumentParser
internal import Reporting
public import Workload

/// Which trace, and of what format.
struct TraceOptions: ParsableArguments {
    @Argument(help: "A trace: a file, plain or compressed with gzip or zstd.")
    var file: String

    @Option(help: "The trace's format (default: recognised from its first lines).")
    var format: TraceFormat?

    /// The trace, converted first when it is not yet.
    func open() throws -> TraceFile {
        let opened = try TraceFile.open(
            file, format: format, temporaryFolder: TraceFile.temporaryFolder)
        if let conversion = opened.conversion {
            Terminal.messages.say(TracePage.conversionMessage(conversion))
        }
        return opened.file
    }
}

extension TraceFormat: ExpressibleByArgument {}
