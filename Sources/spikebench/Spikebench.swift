internal import ArgumentParser
internal import Glibc
internal import Reporting

/// The command: what was typed becomes calls into the modules, and errors become exit statuses.
@main
struct Spikebench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spikebench",
        abstract: "Measures key-value stores: runs a workload against a target, keeps the result.",
        discussion: """
            A workload is a YAML file, or the name of one that comes with the command. The target \
            is the embedded engine unless --target says otherwise. Results go to standard output, \
            progress and warnings to standard error.

            Exit status: 0 fine, 1 failed or interrupted, 2 a threshold did not hold, 64 wrong \
            usage.
            """,
        version: "\(ToolVersion.number) (\(ToolVersion.commit))",
        groupedSubcommands: [
            CommandGroup(
                name: "Workload",
                subcommands: [
                    ListCommand.self, DescribeCommand.self, SampleCommand.self, SchemaCommand.self,
                ]),
            CommandGroup(name: "Trace", subcommands: [TraceCommand.self]),
            CommandGroup(
                name: "Run",
                subcommands: [RunCommand.self, RerunCommand.self, CalibrateCommand.self]),
            CommandGroup(name: "Server", subcommands: [ServeCommand.self, InfoCommand.self]),
            CommandGroup(name: "Result", subcommands: [ShowCommand.self, ExportCommand.self]),
        ]
    )

    static func main() {
        // A reader that has seen enough closes the pipe: the write then fails instead of killing.
        signal(SIGPIPE, SIG_IGN)
        // The same for a file that has reached the limit of its size (ulimit -f).
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch is BrokenPipe {
            exit(withError: ExitStatus.success.code)
        } catch {
            exit(withError: error)
        }
    }
}
