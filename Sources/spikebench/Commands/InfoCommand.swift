internal import ArgumentParser
internal import Platform

/// `spikebench info COMMAND`.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Ask a server of the Aerospike protocol an info command.",
        usage: "spikebench info <command> ... [<options>]",
        discussion: """
            For example: spikebench info namespaces, spikebench info 'sets/test', \
            spikebench info 'create-namespace:namespace=cache;memoryLimit=1GiB'. Prints the \
            values; ends with 1 when one of them is an error.
            """)

    @Argument(help: "The commands, as the protocol has them.")
    var command: [String]

    @Option(help: "The server's address.")
    var host = "127.0.0.1"

    @Option(help: "The server's port.")
    var port: UInt16 = 3000

    @Option(help: "Seconds to wait for the answer, above 0.")
    var timeout = 10.0

    @Flag(name: [.customShort("l"), .long], help: "Break values into lines at semicolons.")
    var lines = false

    func validate() throws {
        guard timeout > 0 && timeout <= 1e6 else {
            throw ValidationError("--timeout is \(timeout); give seconds above 0")
        }
        for text in command where text.isEmpty || text.contains("\n") {
            throw ValidationError("a command is one line of text")
        }
    }

    func run() throws {
        let items = try InfoExchange(host: host, port: port, limit: .seconds(timeout))
            .answers(to: command)
        for item in items where !item.isError { try show(item) }
        let errors = items.filter(\.isError)
        for item in errors { Terminal.messages.say("Error: \(item.command): \(item.value)") }
        if !errors.isEmpty { throw ExitStatus.failure.code }
    }

    private func show(_ item: InfoExchange.Item) throws {
        let head = command.count > 1 ? "\(item.command)\t" : ""
        var value = item.value
        if lines {
            if value.hasSuffix(";") { value.removeLast() }
            value = value.split(separator: ";", omittingEmptySubsequences: false)
                .joined(separator: "\n" + head)
        }
        try Terminal.output.write("\(head)\(value)\n")
    }
}
