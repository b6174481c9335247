/// A kind of server that a run can start.
public enum LocalServerKind: String, CaseIterable, Sendable {
    /// `redis-server`.
    case redis
    /// `valkey-server`, which speaks as Redis does.
    case valkey
    /// `memcached`.
    case memcached
    /// The embedded engine behind the Aerospike protocol: `spikebench serve`.
    case engine

    /// The short name that reports and result folders carry.
    ///
    /// The engine behind a socket must not be mistaken for the engine called in-process.
    public var name: String { self == .engine ? "engine-server" : rawValue }

    /// The program, as it is looked for on the `PATH`; nil for the one that runs.
    var program: String? {
        switch self {
        case .redis: "redis-server"
        case .valkey: "valkey-server"
        case .memcached: "memcached"
        case .engine: nil
        }
    }

    /// How the program comes onto the machine.
    var remedy: String {
        switch self {
        case .redis, .memcached:
            "install it (Debian: apt-get install \(program ?? "")), or run scripts/spikebench, "
                + "which does"
        case .valkey:
            "install it (Debian 13: apt-get install valkey-server), or take spawn:redis"
        case .engine: "run the command from a file that stays where it is"
        }
    }
}

/// A server to start for a run, as `--target` says it: `spawn:redis?threads=2`.
public struct LocalServerOrder: Hashable, Sendable, CustomStringConvertible {
    /// How many threads a server may be asked to have.
    public static let threadCounts = 1...1024

    /// What to start.
    public var kind: LocalServerKind
    /// How many threads serve connections.
    public var threadCount: Int

    /// An order for a server of `threadCount` threads.
    public init(kind: LocalServerKind, threadCount: Int = 1) {
        precondition(Self.threadCounts.contains(threadCount), "\(threadCount) threads are none")
        self.kind = kind
        self.threadCount = threadCount
    }

    /// As `--target` takes it.
    public var description: String {
        "spawn:\(kind.rawValue)" + (threadCount == 1 ? "" : "?threads=\(threadCount)")
    }
}
