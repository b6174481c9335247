internal import ArgumentParser
internal import Platform
internal import Reporting
internal import Workload

/// `spikebench trace convert IN OUT`.
struct TraceConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Make the form of a trace that is replayed at full speed.",
        usage: "spikebench trace convert <trace> <output> [--format <format>]",
        discussion: """
            The output is mapped into memory by a replay, which then neither parses nor waits for \
            the disk. It appears under its name when it is complete. Memory: 22 to 43 bytes for \
            each different key, of which there may be 100 million.
            """)

    @OptionGroup(title: "Trace") var trace: TraceOptions

    @Argument(help: "Where the converted trace goes; what is there is replaced.")
    var output: String

    func run() throws {
        let clock = MonotonicClock.system
        let start = clock.now()
        let done = try TraceConversion.convert(trace.file, format: trace.format, to: output)
        try Terminal.output.write(TracePage.conversion(done, to: output, in: clock.now() - start))
    }
}
