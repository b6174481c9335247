import Foundation
import Glibc
import TestSupport
import Testing

/// The server as a command, for its users: official clients, and people at a terminal.
@Suite("Serving")
struct ServeTests {
    @Test(
        "Aerospike's official Python client puts, gets, operates, batches, scans and truncates",
        .enabled(
            if: Environment.value("SPIKEBENCH_PYTHON") != nil,
            "SPIKEBENCH_PYTHON names no Python that has aerospike; scripts/test sets it"))
    func pythonClient() throws {
        let server = try ServedCommand()
        let python = try #require(Environment.value("SPIKEBENCH_PYTHON"))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("python_client.py")
        let client = try RunningProgram(
            URL(fileURLWithPath: python), [script.path, "\(server.port)"]
        ).end(within: 300)
        #expect(client.status == 0, "\(client.output)\(client.messages)")
        #expect(client.output.hasSuffix(" checks, 0 failed\n"))
        let ended = try server.end()
        #expect(ended.status == 0)
    }

    @Test("a signal ends it in good order, with status 0")
    func signals() throws {
        for signal in [SIGTERM, SIGINT] {
            let server = try ServedCommand()
            let ended = try server.end(signal)
            #expect(ended.status == 0)
            #expect(ended.output == "serving at 127.0.0.1:\(server.port)\n")
            #expect(ended.messages.contains("ending the server; once more to end at once\n"))
            #expect(ended.messages.contains("has ended"))
        }
    }

    @Test("info commands are answered, and errors end with 1")
    func info() throws {
        let server = try ServedCommand("--namespace", "cache", "--set", "shards=64")
        func ask(_ command: String...) throws -> Invocation {
            try Command.run(["info"] + command + ["--port", "\(server.port)"])
        }
        #expect(try ask("namespaces").output == "cache\n")
        #expect(try ask("build", "status").output == "build\t8.1.2.0\nstatus\tok\n")
        #expect(
            try ask("-l", "get-config:context=namespace;namespace=cache").output
                .contains("\nshards=64\n"))
        #expect(try ask("create-namespace:namespace=more;memoryLimit=1GiB").output == "ok\n")
        #expect(try ask("namespaces").output == "cache;more\n")
        let unknown = try ask("foo")
        #expect(unknown.status == 1 && unknown.output.isEmpty)
        #expect(unknown.messages == "Error: foo: ERROR:4:unrecognized command\n")
        _ = try server.end()
        let gone = try ask("build")
        #expect(gone.status == 1)
        #expect(
            gone.messages
                == "Error: cannot connect to 127.0.0.1:\(server.port) (connect: Connection "
                + "refused); is it running?\n")
    }

    @Test("a configuration file says what is served, and its faults are told with their line")
    func configuration() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("engine.yaml").path
        try Data("service: {nodeName: A1}\nnamespaces:\n  one: {shards: 16}\n  two:\n".utf8)
            .write(to: URL(fileURLWithPath: path))
        let server = try ServedCommand("--config", path, "--threads", "1")
        let info = try Command.run("info", "node", "namespaces", "--port", "\(server.port)")
        #expect(info.output == "node\tA1\nnamespaces\tone;two\n")
        _ = try server.end()
        try Data("service: {port: 0}\nnamespace: {}\n".utf8).write(to: URL(fileURLWithPath: path))
        let refused = try Command.run("serve", "--config", path)
        #expect(refused.status == 1)
        #expect(
            refused.messages == "Error: \(path):2: unknown key 'namespace'; did you mean "
                + "'namespaces'?\n")
    }

    @Test(
        "wrong options end with 64 and say what to give",
        arguments: [
            (["serve", "--threads", "0"], "--threads is 0; give 1 to 256"),
            (["serve", "--set", "shards"], "--set 'shards': write name=value"),
            (["serve", "--port", "70000"], "The value '70000' is invalid for '--port <port>'"),
            (["info"], "Missing expected argument '<command> ...'"),
        ])
    func wrongOptions(arguments: [String], message: String) throws {
        let run = try Command.run(arguments)
        #expect(run.status == 64)
        #expect(run.messages.contains(message))
    }

    @Test("a parameter that cannot be is refused before it listens")
    func wrongParameter() throws {
        let run = try Command.run("serve", "--port", "0", "--set", "shards=3")
        #expect(run.status == 1)
        #expect(
            run.messages
                == "Error: --set: 'shards' is 3; it must be a power of two from 1 to 65536\n")
    }
}

/// `spikebench serve` on a free port; ended by its own process id.
private final class ServedCommand {
    let port: UInt16
    private let program: RunningProgram
    private var hasEnded = false

    init(_ arguments: String...) throws {
        program = try Command.start(["serve", "--port", "0"] + arguments)
        let line = try program.waitForLine(with: " serves at 127.0.0.1:")
        let digits = line.split(separator: ":").last?.prefix { $0.isNumber } ?? ""
        port = try #require(UInt16(digits), "no port in: \(line)")
    }

    /// Asks it to end, and waits for that.
    func end(_ signal: Int32 = SIGTERM) throws -> Invocation {
        hasEnded = true
        program.send(signal)
        return try program.end()
    }

    deinit {
        if !hasEnded { program.send(SIGKILL) }
    }
}
