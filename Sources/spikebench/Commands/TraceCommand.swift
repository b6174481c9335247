internal import ArgumentParser

/// `spikebench trace …`.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Convert, describe and model recorded requests.",
        discussion: """
            A trace is a file of requests that a real system recorded, plain or compressed with \
            gzip or zstd (decompress xz with 'xz -d' first). Its format is recognised, or named \
            with --format.
            """,
        subcommands: [
            TraceConvertCommand.self, TraceDescribeCommand.self, TraceFitCommand.self,
        ])
}
