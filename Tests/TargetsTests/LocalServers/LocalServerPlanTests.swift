import Testing
import Workload

@testable import Targets

@Suite("What local servers are started with")
struct LocalServerPlanTests {
    private static func plan(
        _ address: String, _ overrides: [String] = [], processors: [Int] = []
    ) throws -> LocalServerPlan {
        guard case .spawn(let order) = try TargetAddress(address) else {
            throw TargetAddressError(shown: address, reason: .unknownName)
        }
        return LocalServerPlan(
            order, for: try Plan.named("ycsb-c", overrides: ["keys.count=1k"] + overrides),
            processors: processors)
    }

    /// Whether `arguments` has the words of `text` one after the other.
    private static func has(_ arguments: [String], _ text: String) -> Bool {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        return arguments.indices.contains { arguments[$0...].starts(with: words) }
    }

    @Test(
        "every kind listens at loopback alone, keeps nothing on disk, and has the same limit",
        arguments: [
            ("spawn:redis", ["--bind 127.0.0.1", "--port 7", "--save ", "--appendonly no"]),
            ("spawn:redis", ["--logfile ", "--maxmemory 268435456", "--io-threads 1"]),
            ("spawn:redis", ["--maxmemory-policy noeviction", "--daemonize no"]),
            ("spawn:valkey?threads=3", ["--io-threads 3", "--maxmemory 268435456"]),
            ("spawn:memcached", ["-l 127.0.0.1", "-p 7", "-U 0", "-m 256", "-t 1", "-M"]),
            ("spawn:memcached?threads=3", ["-t 3"]),
            (
                "spawn:engine?threads=2",
                ["serve --host 127.0.0.1 --port 7 --threads 2", "--set memoryLimit=256MiB"]
            ),
        ])
    func arguments(address: String, expected: [String]) throws {
        let arguments = try Self.plan(address).arguments(port: 7)
        for words in expected { #expect(Self.has(arguments, words), "\(words) in \(arguments)") }
    }

    @Test("a workload that limits memory limits every kind, and evicts as it says")
    func limited() throws {
        let limit = ["engine.memoryLimit=64MiB", "engine.eviction=lru"]
        let redis = try Self.plan("spawn:redis", limit)
        #expect(redis.mayEvict)
        #expect(Self.has(redis.arguments(port: 7), "--maxmemory 67108864"))
        #expect(Self.has(redis.arguments(port: 7), "--maxmemory-policy allkeys-lru"))
        let engine = try Self.plan("spawn:engine", limit + ["engine.shards=64"]).arguments(port: 7)
        for setting in ["memoryLimit=64MiB", "eviction=lru", "shards=64"] {
            #expect(Self.has(engine, "--set \(setting)"), "\(engine)")
        }
        let memcached = try Self.plan("spawn:memcached", limit).arguments(port: 7)
        #expect(Self.has(memcached, "-m 64") && !memcached.contains("-M"))
        #expect(try !Self.plan("spawn:redis").mayEvict)
    }

    @Test("large records get items that hold them, and memory for two of those")
    func largeRecords() throws {
        let large = ["record.values=700KiB", "engine.memoryLimit=16MiB"]
        let arguments = try Self.plan("spawn:memcached", large).arguments(port: 7)
        let place = try #require(arguments.firstIndex(of: "-I"))
        let megabytes = try #require(Int(arguments[place + 1].dropLast()))
        #expect(megabytes > 7)
        #expect(Self.has(arguments, "-m \(2 * megabytes)"))
    }

    @Test(
        "room without a limit is four times the records, in powers of two",
        arguments: [
            (0, 256 << 20), (1, 256 << 20), (64 << 20, 256 << 20), (64 << 20 + 1, 512 << 20),
            (1 << 30, 4 << 30), (3 << 30, 16 << 30), (.max, 1 << 60),
        ] as [(UInt64, UInt64)])
    func room(needed: UInt64, limit: UInt64) {
        #expect(LocalServerPlan.roomyLimit(needed) == limit)
    }

    @Test(
        "the server has processors of its own when there are enough",
        arguments: [
            ([0, 1], 1, 1, [1], [0]), ([0, 1, 2, 3], 2, 2, [2, 3], [0, 1]),
            ([0, 1, 2, 3], 1, 2, [3], [0, 1, 2]), ([2, 5, 7], 2, 2, [7], [2, 5]),
            ([0, 1], 1, 2, [], [0, 1]), ([0], 1, 1, [], [0]), ([0, 1], 4, 1, [1], [0]),
        ])
    func processors(
        available: [Int], threads: Int, workers: Int, server: [Int], left: [Int]
    ) {
        let shares = LocalServerProcessors(
            available: available, threadCount: threads, workerCount: workers)
        #expect(shares.server == server)
        #expect(shares.workers == left)
    }

    @Test(
        "as many workers are started as leave the server its processors, but one",
        arguments: [(1, 1, 1), (2, 1, 1), (8, 1, 7), (8, 3, 5), (2, 2, 1), (2, 9, 1)])
    func workers(available: Int, threads: Int, count: Int) {
        #expect(
            LocalServerProcessors.workerCount(availableCount: available, threadCount: threads)
                == count)
    }
}
