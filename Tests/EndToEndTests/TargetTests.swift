import Foundation
import Glibc
import Testing

/// Targets that are not there, or are not what they were taken for.
@Suite("A target that cannot be driven")
struct TargetTests {
    private static let small = [
        "run", "ycsb-a", "--set", "keys.count=100", "--set", "phases.warmUp=none", "--no-results",
    ]

    @Test(
        "is wrong usage when its address is none, in words that hide its password",
        arguments: [
            ("redis://:hunter2@localhost:x", "--target 'redis://…@localhost:…': the port is '…'"),
            (
                "redos://localhost",
                "--target 'redos://localhost': 'redos' is no store"
            ),
            ("spawn:postgres", "--target 'spawn:postgres': there is no server 'postgres' to start"),
        ])
    func address(text: String, message: String) throws {
        let run = try Command.run(Self.small + ["--target", text])
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("Error: \(message)"))
        #expect(!run.messages.contains("hunter2"))
    }

    @Test(
        "is one line when nobody listens, at once", arguments: ["redis", "memcached", "aerospike"])
    func refused(scheme: String) throws {
        let port = try FreePort.find()
        let run = try Command.run(
            Self.small + ["--target", "\(scheme)://127.0.0.1:\(port)"], within: 20)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("Error: target '\(scheme)': "))
        #expect(run.messages.contains("127.0.0.1:\(port)"))
        #expect(run.messages.contains("Connection refused"))
        #expect(run.messages.split(separator: "\n").count == 1)
    }

    @Test(
        "is one line when its name means nothing", arguments: ["redis", "memcached", "aerospike"])
    func unresolved(scheme: String) throws {
        let run = try Command.run(
            Self.small + ["--target", "\(scheme)://no-such-host.invalid"], within: 60)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("Error: target '\(scheme)': "))
        #expect(run.messages.contains("no-such-host.invalid"))
        #expect(run.messages.split(separator: "\n").count == 1)
    }

    @Test(
        "is one line when another kind of server answers, or none does",
        arguments: ["redis", "memcached", "aerospike"],
        [
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
            "\u{0}\u{1}\u{2}", "",
        ])
    func otherServer(scheme: String, words: String) throws {
        let server = try WordyServer(words)
        let run = try Command.run(
            Self.small + ["--target", "\(scheme)://127.0.0.1:\(server.port)"], within: 60)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("Error: target '\(scheme)': "))
        #expect(run.messages.contains("127.0.0.1:\(server.port)"))
        #expect(run.messages.split(separator: "\n").count == 1)
    }
}
