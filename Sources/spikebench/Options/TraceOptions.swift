public import ArgumentParser
public import Workload

/// Which trace, and of what format.
struct TraceOptions: ParsableArguments {
    @Argument(help: "A trace: a file, plain or compressed with gzip or zstd.")
    var file: String

    @Option(help: "The trace's format (default: recognised from its first lines).")
    var format: TraceFormat?
}

extension TraceFormat: ExpressibleByArgument {}
