import Platform
public import Server

/// Servers in this process, at free ports of this machine, for as long as they are held: one, or a
/// cluster whose nodes share the partitions evenly.
public final class ServedCluster {
    /// The servers; nil for one that was stopped.
    public private(set) var servers: [Server?] = []
    private var configurations: [ServerConfiguration] = []

    /// Starts so many servers.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - change: changes the configuration of each.
    /// - Throws: `ServerError` when one cannot start, `PlatformError` when no port is free.
    public init(_ count: Int = 1, _ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        let ports = try Self.freePorts(count)
        for (index, port) in ports.enumerated() {
            var configuration = ServerConfiguration()
            configuration.port = port
            configuration.nodeName = Self.name(index)
            configuration.threadCount = 2
            configuration.limits.stopTime = .milliseconds(100)
            let share = 4_096 / count
            let end = index == count - 1 ? 4_096 : (index + 1) * share
            configuration.cluster.partitions = [index * share...end - 1]
            configuration.cluster.peers = ports.enumerated().filter { $0.offset != index }.map {
                .init(name: Self.name($0.offset), host: "127.0.0.1", port: $0.element)
            }
            change(&configuration)
            configurations.append(configuration)
            servers.append(nil)
            try start(index)
        }
    }

    deinit { for server in servers { server?.stop() } }

    private static func name(_ index: Int) -> String { "N\(index)" }

    /// Ports that were free a moment ago; all are held until all are known.
    private static func freePorts(_ count: Int) throws -> [UInt16] {
        let held = try (0..<count).map { _ in try HeldPort() }
        return try held.map { try $0.port() }
    }

    private final class HeldPort {
        private let socket: Socket

        init() throws {
            socket = try Socket.listen(
                on: try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0])
        }

        func port() throws -> UInt16 { try socket.localAddress().port ?? 0 }
    }

    /// Starts a server, empty, at the port that it had.
    public func start(_ index: Int) throws {
        let server = try Server(configurations[index], log: .none)
        try server.start()
        servers[index] = server
    }

    /// Stops a server; its records are gone.
    public func stop(_ index: Int) {
        servers[index]?.stop()
        servers[index] = nil
    }

    /// Where a node is reached: `127.0.0.1:port`.
    public func address(_ index: Int = 0) -> String { "127.0.0.1:\(configurations[index].port)" }
}
