import Foundation
import Glibc
import Testing

@Suite("Bad input")
struct BadInputTests {
    private static let traceHeader = "op_time,key,key_size,op,op_count,size,cache_hits,ttl\n"

    /// A file that is no workload, and what is said of it after its path.
    struct BadFile: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let message: String

        init(_ name: String, _ bytes: [UInt8], _ message: String) {
            testDescription = name
            self.bytes = bytes
            self.message = message
        }

        init(_ name: String, _ text: String, _ message: String) {
            self.init(name, Array(text.utf8), message)
        }
    }

    @Test(
        "a file that is no workload ends with 1 and one line that names it",
        arguments: [
            BadFile("empty", "", ": the file is empty"),
            BadFile("words", "hello", ":1: 'hello' is no value for 'workload'"),
            BadFile("no text", [0xff, 0xfe, 0x00, 0x80], ": the text is not UTF-8"),
            BadFile("zeros", Array(repeating: 0, count: 5_000), ":1: not YAML"),
            BadFile("deep", String(repeating: "[", count: 90_000), ":1: not YAML: too many levels"),
            BadFile(
                "large", String(repeating: "#\n", count: 600_000),
                ": cannot be read: it is larger than"),
            BadFile("a misspelt key", "phasez: {}\n", ":1: unknown key 'phasez'; did you mean"),
            BadFile(
                "an engine that cannot be",
                """
                keys: {count: 10}
                record: {values: 1B}
                operations: {read: 1}
                phases: {measure: {duration: 1s}}
                engine:
                  shards: 64
                  lockRatio: 1/128
                """, ":7: 'engine.lockRatio' is 1/128; it must be 1, 1/2, 1/4,"),
            BadFile("an unknown section", "foo:\n  bar: 1\n", ":1: unknown key 'foo'"),
        ])
    func workload(file: BadFile) throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appendingPathComponent("w.yaml").path
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
        let run = try Command.run("run", path)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("Error: \(path)\(file.message)"))
        #expect(run.messages.split(separator: "\n").count == 1)
    }

    @Test(
        "a trace that cannot be replayed is refused before the run",
        arguments: [
            BadFile("no rows", traceHeader, ": the trace has no operation to replay"),
            BadFile("empty", "", ": the trace is empty"),
            BadFile(
                "a truncated line", traceHeader + "1,a,1,GET,1,0,0,0\n1,a,1,GE",
                ":3: the line has no end"),
            BadFile(
                "a truncated number", traceHeader + "1,a,1,GET,1,0,0,0\n1,a,1,GET,1,0,0,36",
                ":3: the line has no end"),
            BadFile("another file", "a,b\n1,2\n", ": its format is not recognised; name it"),
        ])
    func trace(file: BadFile) throws {
        let folder = try TemporaryFolder()
        let trace = folder.url.appendingPathComponent("t.csv").path
        let workload = folder.url.appendingPathComponent("w.yaml").path
        try Data(file.bytes).write(to: URL(fileURLWithPath: trace))
        try Data("trace: {file: \(trace)}\nphases: {measure: {}}\n".utf8)
            .write(to: URL(fileURLWithPath: workload))
        let run = try Command.run("run", workload)
        #expect(run.status == 1)
        #expect(run.messages.hasPrefix("Error: \(trace)\(file.message)"))
        try FileManager.default.removeItem(atPath: trace)
        let missing = try Command.run("run", workload)
        #expect(missing.status == 1)
        #expect(missing.messages.contains("t.csv: cannot be read: there is no such file"))
    }

    @Test(
        "what cannot be run is refused in one line, before anything is measured",
        arguments: [
            (["run", ""], "workload '': no such workload or file"),
            (["run", "/tmp"], "/tmp: cannot be read: it is a folder; name a file"),
            (["run", "/proc/self/mem"], "/proc/self/mem: cannot be read: the system"),
            (["run", "ycsb-a", "--set", "=5"], "--set =5: not an override; write key=value"),
            (["run", "ycsb-a", "--set", "keys.count"], "--set keys.count: not an override"),
            (
                ["run", "ycsb-a", "--set", "record.values=10XB"],
                "--set record.values: '10XB' is no value for 'record.values'; write a size"
            ),
            (
                ["run", "ycsb-a", "--set", "operations={read: 0}"],
                "ycsb-a.yaml:26: all weights are zero"
            ),
            (
                ["run", "ycsb-a", "--target", "null", "--set", "engine.shards=3"],
                "--set engine.shards: 'engine.shards' is 3; it must be a power of two from 1 to"
            ),
            (
                ["sample", "ycsb-a", "--operations", "1", "--set", "engine.lokc=spin"],
                "--set engine.lokc: unknown key 'lokc'; did you mean 'lock'?"
            ),
            (["run", "ycsb-a", "--rate", "nan/s"], "--rate: 'nan/s' is no value for"),
            (["run", "ycsb-a", "--set", "keys.count=1000G"], "the records need about"),
            (["run", "ycsb-a", "--results", "/dev/null"], "results cannot be written to"),
            (["show", "/tmp"], "'/tmp' is no result: it has no manifest.json"),
        ])
    func refused(arguments: [String], message: String) throws {
        let run = try Command.run(arguments)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("Error: \(message)"))
        #expect(run.messages.split(separator: "\n").count == 1)
    }

    @Test("more workers than processors are warned of, and run")
    func manyWorkers() throws {
        let run = try run("", more: ["--workers", "64", "--set", "keys.count=100"])
        #expect(run.status == 0)
        #expect(run.messages.contains("warning: 64 workers share"))
    }

    @Test("a file that may not grow is refused before the run, not a death by signal")
    func fileSizeLimit() throws {
        let run = try run("ulimit -f 1;")
        #expect(run.status == 1)
        #expect(run.messages.contains("File too large; raise the limit on file sizes"))
    }

    @Test(
        "what was measured is kept when it cannot be printed",
        arguments: [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
    func unprintable(redirection: String, words: String) throws {
        let folder = try TemporaryFolder()
        let run = try run("", redirection, more: ["--results", folder.url.path])
        #expect(run.status == 1)
        #expect(run.messages.contains(words))
        #expect(run.messages.contains("the result is in \(folder.url.path)/"))
        let shown = try Command.run("show", "latest", "--results", folder.url.path)
        #expect(shown.status == 0)
        #expect(shown.output.contains("ycsb-a on null"))
    }

    /// A short run, begun by a shell.
    private func run(
        _ before: String, _ redirection: String = "", more: [String] = []
    ) throws -> Invocation {
        let arguments =
            [Command.path.path]
            + "run ycsb-a --target null --duration 50ms".split(separator: " ")
            .map(String.init) + ["--set", "phases.warmUp=none"] + more
        let line = before + #" exec "$@" "# + redirection
        return try RunningProgram(
            URL(fileURLWithPath: "/bin/bash"), ["-c", line, "bash"] + arguments
        ).end()
    }
}
