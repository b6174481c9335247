public import Platform

/// Where a Redis server or cluster is, and as whom to speak to it.
///
/// Its description has no password in it.
public struct RedisAddress: Hashable, Sendable, CustomStringConvertible {
    /// What results call the target: `redis`, `redis-cluster`, `valkey`.
    public var name: String
    /// The addresses to try, in order: of one server, or of nodes of one cluster; at least one.
    public var servers: [SocketAddress]
    /// Whether it is a cluster, whose keys are spread over nodes by slot.
    public var isCluster: Bool
    /// The user; nil for the server's default one.
    public var user: String?
    /// The password; nil when none is to be given.
    public var password: String?
    /// The number of the database; a cluster has only 0.
    public var database: Int

    /// An address; each value as its property says.
    public init(
        name: String = "redis", servers: [SocketAddress], isCluster: Bool = false,
        user: String? = nil, password: String? = nil, database: Int = 0
    ) {
        precondition(!servers.isEmpty, "a server has an address")
        self.name = name
        self.servers = servers
        self.isCluster = isCluster
        self.user = user
        self.password = password
        self.database = database
    }

    /// `redis at 127.0.0.1:6379`.
    public var description: String {
        "\(name) at \(servers.map(\.description).joined(separator: ", "))"
    }

    /// What is said first on each connection.
    var greeting: RedisGreeting {
        RedisGreeting(user: user, password: password, database: database)
    }
}
