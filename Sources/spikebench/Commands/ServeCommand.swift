internal import ArgumentParser
internal import Server

/// `spikebench serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the engine to clients of the Aerospike protocol.",
        usage: "spikebench serve [<options>]",
        discussion: """
            Official clients connect to it as to a server of build 8.1.2. Records are kept in \
            memory, and are gone when it ends. Ctrl-C or SIGTERM ends it in good order: requests \
            that have come are answered; a second one ends at once. Options go before what the \
            file says.
            """)

    @OptionGroup(title: "Server") var server: ServerOptions

    func run() throws {
        let configuration = try server.configuration()
        Interruption.hold()
        let server = try Server(configuration)
        try server.start()
        try Terminal.output.write("serving at \(server.address)\n")
        if configuration.metricsPort != nil {
            try Terminal.output.write(
                "metrics at http://\(configuration.host):\(server.metricsPort)/metrics\n")
        }
        try Interruption.waitForFirst(saying: "ending the server")
        server.stop()
    }
}
