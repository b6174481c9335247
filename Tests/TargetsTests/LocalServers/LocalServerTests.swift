import Driver
import Glibc
import Platform
import Testing
import Workload

@testable import Targets

/// With the real programs, which `scripts/test` installs.
@Suite("Local servers")
struct LocalServerTests {
    private static func start(_ kind: LocalServerKind, threads: Int = 1) throws -> LocalServer {
        let plan = try Plan.named("ycsb-c", overrides: ["keys.count=1k"])
        let processors = Processors.available.suffix(1)
        return try LocalServer(
            LocalServerPlan(
                LocalServerOrder(kind: kind, threadCount: threads), for: plan,
                processors: Array(processors)))
    }

    /// Whether anybody listens at a port of this machine.
    private static func isListening(_ port: UInt16) throws -> Bool {
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: port)[0]
        var poller = try Poller()
        do {
            let socket = try Socket.connect(to: address)
            try poller.add(socket.descriptor, .writing, token: 0)
            return poller.wait(atMost: .seconds(5)) > 0 && socket.connectError == nil
        } catch {
            return false
        }
    }

    @Test(
        "a server serves, says what it is, and is gone when it is ended",
        arguments: [
            LocalServerKind.redis, .memcached,
        ])
    func life(kind: LocalServerKind) throws {
        let server = try Self.start(kind, threads: 2)
        #expect(server.ending == nil)
        #expect(try Self.isListening(server.port))
        #expect(kill(server.processIdentifier, 0) == 0)
        // 7.0.15, 1.6.18, ….
        #expect(server.version.split(separator: ".").count >= 2)
        let settings = Dictionary(
            server.settings.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(settings["serverProgram"] == "\(kind.program ?? "") \(server.version)")
        #expect(settings["serverThreads"] == "2")
        #expect(settings[kind == .redis ? "maxmemory" : "maxbytes"] == "268435456")
        #expect(settings[kind == .redis ? "io-threads" : "num_threads"] == "2")
        server.end()
        #expect(server.ending != nil)
        #expect(try !Self.isListening(server.port))
        #expect(kill(server.processIdentifier, 0) == -1 && errno == ESRCH)
        #expect(server.statistics().isEmpty)
        // Once more does nothing, to nobody.
        server.end()
    }

    @Test("what nothing holds any longer is ended")
    func dropped() throws {
        var server: LocalServer? = try Self.start(.redis)
        let process = try #require(server).processIdentifier
        server = nil
        #expect(kill(process, 0) == -1 && errno == ESRCH)
    }

    @Test("a server that dies is seen to be dead, and how")
    func crash() throws {
        let server = try Self.start(.memcached)
        kill(server.processIdentifier, SIGKILL)
        let clock = MonotonicClock.system
        let giveUp = clock.now() + .seconds(10)
        while server.ending == nil && clock.now() < giveUp { pauseThread(.milliseconds(1)) }
        #expect(server.ending == .signal(SIGKILL))
        server.end()
    }

    @Test("its processors are those that it was given")
    func processors() throws {
        let server = try Self.start(.redis)
        let path = "/proc/\(server.processIdentifier)/status"
        let last = try #require(Processors.available.last)
        #expect(try File.text(path).contains("Cpus_allowed_list:\t\(last)\n"))
        server.end()
    }

    @Test("its time and memory are counted, and grow with what it does")
    func usage() throws {
        let server = try Self.start(.redis)
        func figure(_ name: String) throws -> Double {
            try #require(server.statistics().first { $0.name == name }).value
        }
        let names = server.statistics().map(\.name)
        #expect(
            names == [
                "serverUserNanoseconds", "serverSystemNanoseconds", "serverResidentByteCount",
            ])
        #expect(try figure("serverResidentByteCount") > 1_000_000)
        let before = try figure("serverUserNanoseconds") + figure("serverSystemNanoseconds")
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: server.port)[0]
        // Each answer is some kilobytes of text that the server has to make.
        for _ in 0..<2_000 { _ = try ServerFacts.ask(.redis, at: address, within: .seconds(10)) }
        #expect(
            try figure("serverUserNanoseconds") + figure("serverSystemNanoseconds") > before)
        server.end()
    }

    @Test("a server that does not come up ends with its own words")
    func refusal() throws {
        // Redis has at most 128.
        #expect {
            try Self.start(.redis, threads: 1_024)
        } throws: { error in
            let start = "target 'spawn:redis?threads=1024': redis-server ended with status 1 before"
            return "\(error)".hasPrefix(start) && "\(error)".contains("io-threads")
        }
    }

    @Test("another server at its port is not taken for it")
    func impostor() throws {
        let server = try Self.start(.redis)
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: server.port)[0]
        // A Redis is no Memcached, and a Memcached no Redis.
        #expect(throws: ServerExchange.Failure.self) {
            try ServerFacts.ask(.memcached, at: address, within: .seconds(5))
        }
        #expect(throws: ServerExchange.Failure.self) {
            try ServerFacts.ask(.engine, at: address, within: .milliseconds(300))
        }
        #expect(
            try ServerFacts.ask(.redis, at: address, within: .seconds(5)).process
                == server.processIdentifier)
        server.end()
    }
}

/// Files of the kernel, which have no size.
private enum File {
    static func text(_ path: String) throws -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
