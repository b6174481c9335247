import Foundation
import Glibc
import Testing

@Suite("A run")
struct RunTests {
    /// Small and short: the records, the seed and the target do not matter here.
    private static let small = [
        "run", "ycsb-a", "--set", "keys.count=1k", "--set", "phases.warmUp=none",
    ]

    @Test("leaves a complete folder that can be shown and exported", arguments: ["null", "engine"])
    func folder(target: String) throws {
        let folder = try TemporaryFolder()
        let results = folder.url.appendingPathComponent("new/Results").path
        let run = try Command.run(
            Self.small + [
                "--target", target, "--duration", "100ms", "--interval", "20ms", "--results",
                results,
            ])
        #expect(run.status == 0)
        #expect(run.messages.contains("measure"))
        let names = try FileManager.default.contentsOfDirectory(atPath: results)
        #expect(names.count == 1)
        let name = try #require(names.first)
        #expect(name.hasSuffix("-ycsb-a-\(target)"))
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(results)/\(name)")
        #expect(
            files.sorted() == [
                "intervals.csv", "latencies.hlog", "manifest.json", "percentiles.csv",
                "summary.csv", "summary.json", "workload.yaml",
            ])
        let shown = try Command.run("show", "latest", "--results", results)
        #expect(shown.status == 0)
        #expect(shown.output == run.output)
        for (format, start) in [("csv", "trial,phase,"), ("json", "{"), ("hlog", "#[")] {
            let export = try Command.run(
                "export", "latest", "--results", results, "--format", format)
            #expect(export.status == 0)
            #expect(export.output.hasPrefix(start))
        }
    }

    @Test("ends early on Ctrl-C and keeps what it measured", arguments: [SIGINT, SIGTERM])
    func interruption(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let program = try Command.start(
            Self.small + [
                "--target", "null", "--duration", "60s", "--interval", "20ms", "--results",
                folder.url.path,
            ])
        // The second interval of the measured phase.
        try program.waitForMessage("measure 2/2")
        program.send(signal)
        let run = try program.end()
        #expect(run.status == 1)
        #expect(run.messages.contains("interrupted; kept "))
        #expect(run.output.contains("interrupted"))
        let shown = try Command.run("show", "latest", "--results", folder.url.path)
        #expect(shown.output == run.output)
    }

    @Test("without a folder only prints, and quietly when asked")
    func noResults() throws {
        let run = try Command.run(
            Self.small + ["--target", "null", "--duration", "50ms", "--no-results", "--quiet"])
        #expect(run.status == 0)
        #expect(run.output.contains("ycsb-a on null"))
        #expect(!run.messages.contains("measure"))
    }

    @Test("ends with status 2 when its verdict is worse than required, and keeps its result")
    func required() throws {
        let folder = try TemporaryFolder()
        // Too few samples, whatever the build and the machine.
        let short = [
            "--target", "null", "--duration", "60s", "--set", "phases.measure.operations=100",
            "--quiet", "--results", folder.url.path,
        ]
        let run = try Command.run(Self.small + short + ["--require", "valid"])
        #expect(run.status == 2)
        #expect(run.messages.contains("the verdict is "))
        #expect(run.messages.contains("tooFewSamples"))
        #expect(run.messages.hasSuffix("), and --require asks for valid\n"))
        let shown = try Command.run("show", "latest", "--results", folder.url.path)
        #expect(shown.output == run.output)
        let wrong = try Command.run(Self.small + ["--require", "perfect"])
        #expect(wrong.status == 64)
    }

    @Test("is refused before it starts when its results could not be kept")
    func unwritable() throws {
        let run = try Command.run(
            Self.small + ["--target", "null", "--duration", "60s", "--results", "/proc/nowhere"])
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.messages.hasPrefix("Error: results cannot be written to '/proc/nowhere'"))
        #expect(run.messages.contains("--results"))
    }

    @Test("on a missing result names what there is")
    func missingResult() throws {
        let folder = try TemporaryFolder()
        let shown = try Command.run("show", "nothing", "--results", folder.url.path)
        #expect(shown.status == 1)
        #expect(
            shown.messages
                == "Error: there is no result 'nothing' in '\(folder.url.path)'; "
                + "run a workload first\n")
    }
}
