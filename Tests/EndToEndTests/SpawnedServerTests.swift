import Foundation
import Glibc
import Testing

/// With the real programs, which `scripts/test` installs.
@Suite("A run that starts its server")
struct SpawnedServerTests {
    private static let small = [
        "--set", "keys.count=1k", "--set", "phases.warmUp=none", "--set", "connections=4",
    ]

    @Test(
        "leaves a result that says what the server was and what it cost, and nothing else",
        arguments: ["redis", "memcached", "engine"])
    func result(kind: String) throws {
        let folder = try TemporaryFolder()
        let leftovers = try Leftovers()
        let run = try Command.run(
            ["run", "ycsb-a", "--target", "spawn:\(kind)", "--duration", "400ms"]
                + ["--interval", "100ms", "--results", folder.url.path] + Self.small)
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.contains("processor time of an operation: client "))
        #expect(run.output.contains(", server "))
        #expect(run.output.contains("server memory: "))
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).first)
        let target = kind == "engine" ? "engine-server" : kind
        #expect(name.hasSuffix("-ycsb-a-\(target)"))
        let path = folder.url.appendingPathComponent(name)
        let manifest = try Self.text(path, "manifest.json")
        #expect(manifest.contains("\"targetAddress\" : \"spawn:\(kind)\""))
        for words in ["\"268435456\"", "serverArguments", "serverProcessors", "serverThreads"] {
            #expect(manifest.contains(words), "\(words)")
        }
        let intervals = try Self.text(path, "intervals.csv")
        for column in ["server_user_ns", "server_system_ns", "server_resident_byte_count"] {
            #expect(intervals.contains("target_\(column)"), "\(column)")
        }
        let again = try Command.run(
            "rerun", "latest", "--results", folder.url.path, "--no-results", "--quiet")
        #expect(again.status == 0, "\(again.messages)")
        #expect(again.output.hasPrefix("ycsb-a on \(target)"))
        try leftovers.expectNone()
    }

    /// SIGKILL leaves the harness no chance: the kernel ends the server.
    @Test(
        "takes its server with it, however it ends",
        arguments: [
            ("redis", SIGKILL), ("memcached", SIGKILL), ("engine", SIGKILL), ("redis", SIGINT),
            ("engine", SIGINT), ("memcached", SIGTERM),
        ])
    func end(kind: String, signal: Int32) throws {
        let folder = try TemporaryFolder()
        let leftovers = try Leftovers()
        let program = try Command.start(
            ["run", "ycsb-a", "--target", "spawn:\(kind)", "--duration", "60s"]
                + ["--interval", "20ms", "--results", folder.url.path] + Self.small)
        try program.waitForMessage("measure 2/2")
        let server = try #require(ProcessTable.children(of: program.identifier).first)
        let port = try #require(ProcessTable.port(of: server))
        #expect(ProcessTable.isListening(port))
        program.send(signal)
        let run = try program.end()
        #expect(run.status == (signal == SIGKILL ? SIGKILL : 1))
        // Its last thread closes the port, a moment after the first has ended.
        try waitUntil { !ProcessTable.exists(server) && !ProcessTable.isListening(port) }
        try leftovers.expectNone()
    }

    @Test("that outlives its server ends with what it measured, and says that the server is gone")
    func crash() throws {
        let folder = try TemporaryFolder()
        let program = try Command.start(
            ["run", "ycsb-a", "--target", "spawn:redis", "--duration", "60s"]
                + ["--interval", "20ms", "--results", folder.url.path] + Self.small)
        try program.waitForMessage("measure 2/2")
        let server = try #require(ProcessTable.children(of: program.identifier).first)
        kill(server, SIGKILL)
        let run = try program.end()
        #expect(run.output.contains("invalid"))
        #expect(!run.output.contains("connectionLost 0,"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 1)
    }

    private static func text(_ folder: URL, _ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}

/// Polls, at most twenty seconds, until something holds.
func waitUntil(_ condition: () -> Bool) throws {
    let limit = Date(timeIntervalSinceNow: 20)
    while !condition() {
        try #require(Date() < limit, "it did not come to pass in time")
        usleep(5_000)
    }
}

/// Files that a run may have forgotten in the folder for temporary ones.
private struct Leftovers {
    private let before: Set<String>

    init() throws { before = try Self.names() }

    func expectNone() throws {
        #expect(try Self.names().subtracting(before).isEmpty)
    }

    private static func names() throws -> Set<String> {
        let all = try FileManager.default.contentsOfDirectory(
            atPath: FileManager.default.temporaryDirectory.path)
        // Those of tests, which run beside this one, have another beginning.
        return Set(all.filter { $0.hasPrefix("spikebench-") && !$0.hasPrefix("spikebench-test-") })
    }
}

/// Processes of this machine, as the kernel lists them.
enum ProcessTable {
    /// Those whose parent is `process`.
    static func children(of process: Int32) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { fields($0).dropFirst().first == "\(process)" }
    }

    /// Whether it is there and not just waiting to be taken note of.
    static func exists(_ process: Int32) -> Bool {
        guard let state = fields(process).first else { return false }
        return state != "Z" && state != "X"
    }

    /// The port on its command line.
    static func port(of process: Int32) -> UInt16? {
        let line =
            (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))) ?? Data()
        // Redis replaces its command line by its address.
        let text = String(decoding: line, as: UTF8.self)
        if let colon = text.lastIndex(of: ":") {
            return UInt16(text[text.index(after: colon)...].prefix { $0.isNumber })
        }
        let words = text.split(separator: "\0").map(String.init)
        guard let place = words.firstIndex(where: { $0 == "-p" || $0 == "--port" }) else {
            return nil
        }
        return UInt16(words[place + 1])
    }

    /// Whether anybody listens at a port, from the kernel's table: nothing is connected to.
    static func isListening(_ port: UInt16) -> Bool {
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        let wanted = String(port, radix: 16, uppercase: true)
        let padded = ":" + String(repeating: "0", count: 4 - wanted.count) + wanted
        return table.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            // State 0A is TCP_LISTEN (proc(5)).
            return words.count > 3 && words[1].hasSuffix(padded) && words[3] == "0A"
        }
    }

    /// What stands behind the name in its line: state, parent, ….
    private static func fields(_ process: Int32) -> [Substring] {
        let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        guard let name = line.lastIndex(of: ")") else { return [] }
        return Array(line[name...].split(separator: " ").dropFirst())
    }
}
