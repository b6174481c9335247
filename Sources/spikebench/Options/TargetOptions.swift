internal import ArgumentParser
internal import Targets

/// What is driven.
struct TargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            What to drive: engine (embedded), null (answers at once), redis://host:port, \
            redis-cluster://host:port, memcached://host:port, aerospike://host:port/namespace; or \
            spawn:redis, spawn:valkey, spawn:memcached, spawn:engine, which start a server for the \
            run (default: engine; of a rerun the result's).
            """,
            valueName: "address"))
    var target: String?

    @Option(
        help: ArgumentHelp(
            "Threads of a server that is started, 1 to 1024 (default: 1).", valueName: "threads"))
    var serverThreads: Int?

    /// Where the target is.
    ///
    /// - Parameter stored: the address of the run that is repeated; nil for a new run.
    /// - Returns: the address.
    /// - Throws: what is wrong with the options.
    func address(stored: String? = nil) throws -> TargetAddress {
        let address = try TargetAddress(target ?? stored ?? "engine")
        guard let serverThreads else { return address }
        guard LocalServerOrder.threadCounts.contains(serverThreads) else {
            throw ValidationError("--server-threads is \(serverThreads); it must be 1 to 1024")
        }
        guard case .spawn(var order) = address else {
            throw ValidationError(
                "--server-threads is for a server that the run starts; add for example "
                    + "--target spawn:redis")
        }
        order.threadCount = serverThreads
        return .spawn(order)
    }

    func validate() throws {
        do {
            // Of a rerun the rest is known when the result was read.
            if target != nil { _ = try address() }
        } catch let error as TargetAddressError {
            // Not the parser's own message for a wrong value: it would show a password.
            throw ValidationError("--\(error)")
        }
    }
}
