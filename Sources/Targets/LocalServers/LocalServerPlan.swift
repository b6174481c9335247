internal import Engine
internal import Platform
public import Workload

/// What a server is started with, so that every kind is set up alike.
///
/// - Nothing is kept on disk and nothing is logged to one.
/// - It listens at 127.0.0.1 alone.
/// - Its memory limit is the workload's `engine.memoryLimit`; without one it is four times what the
///   records are expected to take, up to the next power of two, and at least 256 MiB: room that no
///   kind runs out of. What happens at the limit is `engine.eviction` in the server's own words.
/// - It has as many threads for connections as were asked for, one if nothing was said.
public struct LocalServerPlan: Hashable, Sendable {
    /// What to start, with how many threads.
    public var order: LocalServerOrder
    /// The most memory that its records may take, in bytes.
    public var memoryLimit: UInt64
    /// Which records go at the limit.
    var eviction: EvictionPolicy
    /// Whether it may drop records by itself when it is full.
    public var mayEvict: Bool { eviction != .none }
    /// The largest record, keys and all, in bytes.
    var recordByteLimit: UInt64
    /// The processors that it may run on; empty for all.
    public var processors: [Int]
    /// The engine's parameters that are not as by default: `memoryLimit=256MiB`.
    private let engineSettings: [String]

    /// The least memory that a server gets where the workload does not say.
    static let memoryLimitMinimum: UInt64 = 256 << 20

    /// What a server is started with for a plan.
    ///
    /// - Parameters:
    ///   - order: what to start.
    ///   - plan: whose records it will keep.
    ///   - processors: those that it may run on; empty for all.
    public init(_ order: LocalServerOrder, for plan: Plan, processors: [Int] = []) {
        self.order = order
        self.processors = processors
        var engine = (try? EngineConfiguration(plan)) ?? EngineConfiguration()
        let isLimited = engine.memoryLimit > 0
        memoryLimit =
            isLimited
            ? UInt64(engine.memoryLimit) : Self.roomyLimit(plan.estimatedStoreByteCount)
        eviction = isLimited ? engine.eviction : .none
        engine.memoryLimit = Int(clamping: memoryLimit)
        // A server's digests are those that clients send.
        engineSettings = EngineParameter.all.filter {
            $0.name != "digest" && $0.text(in: engine) != $0.defaultText
        }.map { "\($0.name)=\($0.text(in: engine))" }
        // Names of bins, and what a server keeps beside a record, take far less than a half.
        let values = plan.keyspaces.map { keyspace in
            keyspace.record.bins.reduce(0) { $0 + $1.largestByteCount }
        }
        recordByteLimit = UInt64(values.max() ?? 0) * 3 / 2 + 4_096
    }

    /// Four times what is needed, up to the next power of two.
    static func roomyLimit(_ neededByteCount: UInt64) -> UInt64 {
        // 2^60 is more than any machine has.
        let wanted = min(max(neededByteCount, 1), 1 << 58) * 4
        let power = UInt64(1) << UInt64(64 - (wanted - 1).leadingZeroBitCount)
        return max(power, memoryLimitMinimum)
    }

    /// The command line after the program's name.
    func arguments(port: UInt16) -> [String] {
        switch order.kind {
        case .redis, .valkey: redisArguments(port: port)
        case .memcached: memcachedArguments(port: port)
        case .engine: engineArguments(port: port)
        }
    }

    private func redisArguments(port: UInt16) -> [String] {
        [
            "--port", "\(port)", "--bind", "127.0.0.1", "--daemonize", "no",
            "--save", "", "--appendonly", "no", "--logfile", "", "--loglevel", "warning",
            "--maxmemory", "\(memoryLimit)", "--maxmemory-policy", redisPolicy,
            "--io-threads", "\(order.threadCount)",
        ]
    }

    /// S3-FIFO has no counterpart; the least recently used is the nearest.
    private var redisPolicy: String {
        switch eviction {
        case .none: "noeviction"
        case .ttl: "volatile-ttl"
        case .lru, .s3FIFO: "allkeys-lru"
        case .lfu: "allkeys-lfu"
        case .random: "allkeys-random"
        }
    }

    /// Memcached evicts in its own way or, with `-M`, not at all.
    private func memcachedArguments(port: UInt16) -> [String] {
        let itemMegabytes = min(max(recordByteLimit >> 20, 0) + 1, 1_024)
        // It wants room for two of the largest.
        let megabytes = max((memoryLimit + (1 << 20) - 1) >> 20, 2 * itemMegabytes)
        var arguments = [
            "-l", "127.0.0.1", "-p", "\(port)", "-U", "0", "-m", "\(megabytes)",
            "-t", "\(order.threadCount)", "-c", "\(connectionLimit)",
        ]
        if eviction == .none { arguments.append("-M") }
        if itemMegabytes > 1 { arguments += ["-I", "\(itemMegabytes)m"] }
        // It refuses to be root's unless it is told so.
        if ProcessLimits.isRoot { arguments += ["-u", "root"] }
        return arguments
    }

    /// Memcached ends when it cannot have as many descriptors as it should serve connections.
    private var connectionLimit: Int { min(10_000, max(ProcessLimits.descriptorCount - 64, 64)) }

    private func engineArguments(port: UInt16) -> [String] {
        [
            "serve", "--host", "127.0.0.1", "--port", "\(port)",
            "--threads", "\(order.threadCount)",
        ] + engineSettings.flatMap { ["--set", $0] }
    }
}
