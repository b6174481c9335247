internal import ArgumentParser
internal import Engine
internal import Server
internal import Workload

/// What is served, and where.
struct ServerOptions: ParsableArguments {
    @Option(help: "A YAML file with service, limits, cluster and namespaces; see Serving.md.")
    var config: String?

    @Option(help: "The address to listen on (default: 127.0.0.1, this machine alone).")
    var host: String?

    @Option(help: "The port to listen on; 0 for any free one (default: 3000).")
    var port: UInt16?

    @Option(help: "Threads that serve, 1 to 256 (default: one for each processor).")
    var threads: Int?

    @Flag(help: "Keep each thread on a processor of its own.")
    var pin = false

    @Option(help: "The port of a page of metrics in Prometheus's format (default: no page).")
    var metricsPort: UInt16?

    @Option(help: "A namespace to serve instead of the file's or 'test'; may be repeated.")
    var namespace: [String] = []

    @Option(
        help: ArgumentHelp(
            "An engine parameter of every namespace, for example memoryLimit=1GiB; repeatable.",
            valueName: "name=value"))
    var set: [String] = []

    func validate() throws {
        if let threads, !(1...ServerConfiguration.threadLimit).contains(threads) {
            throw ValidationError(
                "--threads is \(threads); give 1 to \(ServerConfiguration.threadLimit)")
        }
        for name in namespace where !(1...31).contains(name.utf8.count) {
            throw ValidationError("--namespace '\(name)': a name has 1 to 31 bytes")
        }
        for setting in set where !setting.contains("=") {
            throw ValidationError("--set '\(setting)': write name=value")
        }
    }

    /// What the file says, with what the options change of it.
    func configuration() throws -> ServerConfiguration {
        var configuration =
            try config.map { path in try ServerConfiguration(file: path) }
            ?? ServerConfiguration()
        if let host { configuration.host = host }
        if let port { configuration.port = port }
        if let threads { configuration.threadCount = threads }
        if pin { configuration.pinsThreads = true }
        if let metricsPort { configuration.metricsPort = metricsPort }
        if !namespace.isEmpty {
            configuration.namespaces = namespace.map {
                ServerConfiguration.NamespaceSettings(name: $0)
            }
        }
        let settings = PlanSettings(set.map(Self.setting), from: "--set")
        for index in configuration.namespaces.indices {
            try configuration.namespaces[index].engine.apply(settings)
        }
        return configuration
    }

    private static func setting(_ text: String) -> (name: String, value: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (name: String(parts[0]), value: String(parts[1]))
    }
}
