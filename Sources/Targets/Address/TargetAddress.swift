public import Driver
public import Platform

/// What `--target` names: what is driven, and where it is.
///
/// The text forms are listed in <doc:TargetAddresses>.
public enum TargetAddress: Hashable, Sendable {
    /// The embedded engine.
    case engine
    /// Nothing that answers at once.
    case null
    /// A Redis server, or a cluster of them.
    case redis(Redis)
    /// A Memcached server.
    case memcached(Memcached)
    /// An Aerospike cluster, or our own server.
    case aerospike(Aerospike)
    /// A server that the run starts on this machine and ends.
    case spawn(LocalServerOrder)

    /// Where Redis is, and as whom to speak to it.
    public struct Redis: Hashable, Sendable {
        /// The server, or those of the cluster's nodes that are asked for the others; at least one.
        public var endpoints: [ServerEndpoint]
        /// Whether it is a cluster, whose keys are spread over nodes by slot.
        public var isCluster = false
        /// Who to say that we are, if anybody.
        public var credentials: ServerCredentials?
        /// The number of the database; a cluster has only 0.
        public var database = 0
    }

    /// Where Memcached is.
    public struct Memcached: Hashable, Sendable {
        /// The server.
        public var endpoint: ServerEndpoint
    }

    /// Where Aerospike is, and which namespace the records are in.
    public struct Aerospike: Hashable, Sendable {
        /// The nodes that are asked for the others; at least one.
        public var endpoints: [ServerEndpoint]
        /// The namespace.
        public var namespace = Self.defaultNamespace

        /// The namespace where the address names none: the one that servers come with.
        public static let defaultNamespace = "test"
    }

    /// The short name that reports and result folders carry: it never has a password in it.
    public var name: String {
        switch self {
        case .engine: "engine"
        case .null: "null"
        case .redis(let redis): redis.isCluster ? "redis-cluster" : "redis"
        case .memcached: "memcached"
        case .aerospike: "aerospike"
        case .spawn(let order): order.kind.name
        }
    }

    /// Whether it is spoken to over a socket.
    public var isOverWire: Bool { self != .engine && self != .null }
}

/// Where a server listens.
public enum ServerEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// At a port of a host: a name or a numeric address, IPv6 without brackets.
    case host(String, port: UInt16)
    /// At a path of this machine.
    case path(String)

    /// `127.0.0.1:6379`, `[::1]:6379` or the path.
    public var description: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .path(let path): path
        }
    }
}

extension ServerEndpoint {
    /// The addresses to try, in order.
    ///
    /// - Parameter target: the target's name, for the error.
    /// - Returns: at least one address.
    /// - Throws: `TargetError` when the host's name means nothing to this machine.
    public func addresses(for target: String) throws(TargetError) -> [SocketAddress] {
        do {
            switch self {
            case .host(let host, let port):
                return try SocketAddress.resolve(host: host, port: port)
            case .path(let path): return [try SocketAddress.unix(path: path)]
            }
        } catch {
            throw TargetError(
                target: target, problem: "\(self) cannot be looked up: \(error)",
                remedy: "check the name in --target")
        }
    }
}

/// Who a client says that it is.
///
/// Its description hides the password, so that none ends up in a message by accident.
public struct ServerCredentials: Hashable, Sendable, CustomStringConvertible,
    CustomDebugStringConvertible
{
    /// The user; nil for the server's default one.
    public var user: String?
    /// The password.
    public var password: String

    /// What takes a password's place wherever an address is shown.
    static let hidden = "***"

    /// A user, or the default one, with a password.
    public init(user: String? = nil, password: String) {
        self.user = user
        self.password = password
    }

    /// `user:***`.
    public var description: String { "\(user ?? ""):\(Self.hidden)" }
    /// The same.
    public var debugDescription: String { description }
}

extension TargetAddress: CustomStringConvertible {
    /// The address as `--target` takes it, with every default written out, but for the password:
    /// `***` stands in its place.
    public var description: String {
        switch self {
        case .engine, .null: name
        case .redis(let redis): Self.text(redis)
        case .memcached(let memcached): Self.text("memcached", nil, [memcached.endpoint], [])
        case .aerospike(let aerospike):
            Self.text(
                "aerospike", nil, aerospike.endpoints, [("namespace", aerospike.namespace)])
        case .spawn(let order): order.description
        }
    }

    private static func text(_ redis: Redis) -> String {
        text(
            redis.isCluster ? "redis-cluster" : "redis", redis.credentials, redis.endpoints,
            redis.isCluster ? [] : [("db", "\(redis.database)")])
    }

    /// A host has what is chosen in its path, a Unix socket as a setting after its path.
    private static func text(
        _ scheme: String, _ credentials: ServerCredentials?, _ endpoints: [ServerEndpoint],
        _ chosen: [(name: String, value: String)]
    ) -> String {
        let user = credentials.map { "\(escaped($0.user ?? "")):\(ServerCredentials.hidden)@" }
        guard case .path(let path)? = endpoints.first else {
            let hosts = endpoints.map(\.description).joined(separator: ",")
            return "\(scheme)://\(user ?? "")\(hosts)" + chosen.map { "/\($0.value)" }.joined()
        }
        let settings = chosen.map { "?\($0.name)=\($0.value)" }.joined()
        return "\(scheme)+unix://\(user ?? "")\(escaped(path))\(settings)"
    }

    /// `text` with everything that means something in an address percent-encoded.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                byte > 0x20 && byte < 0x7f && !"%?#@:,".utf8.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
