import Foundation
import Testing

/// `require_packages` on machines that this one is not, played by programs of the same names.
@Suite("Installing packages")
struct ScriptTests {
    @Test("as root, what is missing is installed, and said")
    func root() throws {
        let machine = try Machine(["id": "echo 0", "apt-get": "exit 0"])
        let outcome = try machine.requirePackages()
        #expect(outcome.status == 0)
        #expect(outcome.messages == "installing libjemalloc-dev zlib1g-dev\n")
    }

    @Test("what is there needs neither a word nor root")
    func present() throws {
        let machine = try Machine(["id": "echo 1000", "dpkg-query": "printf installed"])
        let outcome = try machine.requirePackages()
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
    }

    @Test("others use sudo, which asks nothing when nobody can answer")
    func sudo() throws {
        let machine = try Machine([
            "id": "echo 1000", "apt-get": "exit 0", "sudo": #"[[ $1 == -n ]] && shift && "$@""#,
        ])
        #expect(try machine.requirePackages().status == 0)
    }

    @Test("package lists are fetched when installing fails without them")
    func update() throws {
        let machine = try Machine([
            "id": "echo 0",
            "apt-get": #"[[ $* == *update* ]] && : >lists; [[ -e lists ]] || exit 100"#,
        ])
        #expect(try machine.requirePackages().status == 0)
    }

    @Test(
        "a server that a run starts is installed when its target says so, and only then",
        arguments: [
            (["run", "ycsb-a", "--target", "spawn:redis"], "installing redis-server\n"),
            (["rerun", "--target=spawn:memcached?threads=2", "x"], "installing memcached\n"),
            (["run", "ycsb-a", "--target", "redis://127.0.0.1"], ""),
            (["run", "spawn:redis"], ""), (["run", "--target"], ""), ([], ""),
        ] as [([String], String)])
    func spawned(arguments: [String], messages: String) throws {
        let machine = try Machine(["id": "echo 0", "apt-get": "exit 0"])
        let outcome = try machine.requireSpawnedServers(arguments)
        #expect(outcome.status == 0)
        #expect(outcome.messages == messages)
    }

    @Test(
        "what cannot be had ends with one line that says what to do",
        arguments: [
            (
                ["id": "echo 0"],
                "this system has no apt-get, so install them by hand"
            ),
            (
                ["id": "echo 1000", "apt-get": "exit 0"],
                "neither root nor sudo is at hand, so run 'apt-get install libjemalloc-dev"
            ),
            (
                ["id": "echo 0", "apt-get": "echo 'E: Unable to locate package' ; exit 100"],
                "could not install libjemalloc-dev zlib1g-dev; check the network"
            ),
        ] as [([String: String], String)]
    )
    func refusal(programs: [String: String], line: String) throws {
        let outcome = try Machine(programs).requirePackages()
        #expect(outcome.status == 1)
        #expect(outcome.messages.split(separator: "\n").last?.hasPrefix("error: ") == true)
        #expect(outcome.messages.contains(line))
    }
}

/// A `PATH` of few real programs and some played ones, on a machine without the headers.
private struct Machine {
    private let folder: TemporaryFolder
    private let library: URL

    init(_ programs: [String: String]) throws {
        folder = try TemporaryFolder()
        library = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../scripts/lib/dependencies.sh")
        for name in ["dirname", "mktemp", "grep", "tail", "rm", "env"] {
            let real = ["/usr/bin/\(name)", "/bin/\(name)"].first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
            try FileManager.default.createSymbolicLink(
                atPath: path(name), withDestinationPath: try #require(real))
        }
        for (name, body) in programs.merging(
            ["dpkg-query": "exit 1"], uniquingKeysWith: { a, _ in a })
        {
            try "#!/bin/bash\n\(body)\n".write(
                toFile: path(name), atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: path(name))
        }
    }

    func requirePackages() throws -> Invocation {
        try run("require_packages libjemalloc-dev zlib1g-dev", [])
    }

    func requireSpawnedServers(_ arguments: [String]) throws -> Invocation {
        try run(#"require_spawned_servers "$@""#, arguments)
    }

    private func run(_ line: String, _ arguments: [String]) throws -> Invocation {
        let script = """
            set -euo pipefail
            source '\(library.path)'
            has_header() { return 1; }
            has_program() { return 1; }
            \(line)
            """
        return try RunningProgram(
            URL(fileURLWithPath: "/bin/bash"), ["-c", script, "bash"] + arguments,
            environment: ["PATH": folder.url.path]
        ).end()
    }

    private func path(_ name: String) -> String {
        folder.url.appendingPathComponent(name).path
    }
}
