import Foundation
import Measurement
import Platform
import TestSupport
import Testing

/// Reads and writes logs with the Python package `hdrhistogram`, in a process of its own.
///
/// `scripts/test` installs the package and sets `SPIKEBENCH_PYTHON`.
@Suite(
    "Reference implementation",
    .enabled(
        if: Environment.value("SPIKEBENCH_PYTHON") != nil,
        "SPIKEBENCH_PYTHON names no Python that has hdrhistogram; scripts/test sets it"))
struct ReferenceImplementationTests {
    /// The same contents as in `scripts/hlog-reference.py`.
    private static let contents: [(tag: String, values: [(value: UInt64, count: UInt64)])] = [
        ("empty", []),
        (
            "read.service",
            [(1, 1), (2_047, 2), (2_048, 3), (2_050, 70_000), (3_600_000_000_000, 1)]
        ),
        ("update.response", (1..<500).map { (1_000 * $0 * $0, $0) }),
    ]

    private static func histogram(_ values: [(value: UInt64, count: UInt64)]) -> LatencyHistogram {
        let histogram = LatencyHistogram()
        for (value, count) in values { histogram.record(Nanoseconds(value), count: count) }
        return histogram
    }

    private static func withLogFile<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(UUID().uuidString).hlog")
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file)
    }

    private static func runReference(_ verb: String, _ file: URL) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        let python = try #require(Environment.value("SPIKEBENCH_PYTHON"))
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [
            root.appendingPathComponent("scripts/hlog-reference.py").path, verb, file.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return text
    }

    @Test("the reference reads what we wrote: times, tags, counts and percentiles")
    func referenceReadsOurs() throws {
        // 100,000 values, so that every percentile is a whole rank and rounding plays no part.
        let many = (
            tag: "many", values: (1...100_000).map { (value: UInt64($0 * 37), count: UInt64(1)) }
        )
        let contents = Self.contents + [many]
        let output = try Self.withLogFile { file in
            var text = LogWriter.header(startedAtUnixNanoseconds: 1_700_000_000_000_000_000)
            for (second, content) in contents.enumerated() {
                text += LogWriter.line(
                    LogInterval(
                        tag: content.tag, start: .seconds(Double(second)), length: .seconds(1),
                        histogram: Self.histogram(content.values)))
            }
            try text.write(to: file, atomically: false, encoding: .utf8)
            return try Self.runReference("read", file)
        }
        let lines = output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        try #require(lines.count == contents.count)
        for (second, (line, content)) in zip(lines, contents).enumerated() {
            let histogram = Self.histogram(content.values)
            #expect(line[0] == content.tag)
            #expect(line[1] == "\(1_700_000_000_000 + second * 1_000)")
            #expect(line[2] == "\(1_700_000_001_000 + second * 1_000)")
            let buckets = histogram.recordedValues.map { "\($0.highest.count):\($0.count)" }
            #expect(Array(line[10...]) == buckets)
            if content.tag == "many" {
                // A log keeps no exact maximum, so ours is read back before it is asked.
                let text = LogWriter.line(
                    LogInterval(tag: "", start: .zero, length: .zero, histogram: histogram))
                let read = try LogReader.read(text).intervals[0].histogram
                let percentiles = read.percentiles(Percentiles.standard)
                #expect(Array(line[3..<10]) == percentiles.map { "\($0.count)" })
            }
        }
    }

    @Test("we read what the reference wrote: times, tags and counts")
    func weReadTheReferences() throws {
        let text = try Self.withLogFile { file in
            _ = try Self.runReference("write", file)
            return try String(contentsOf: file, encoding: .utf8)
        }
        let log = try LogReader.read(text)
        #expect(log.startUnixSeconds == 1_700_000_000)
        try #require(log.intervals.count == Self.contents.count)
        for (second, (interval, content)) in zip(log.intervals, Self.contents).enumerated() {
            let expected = Self.histogram(content.values)
            #expect(interval.tag == content.tag)
            #expect(interval.start == .seconds(Double(second + 1)))
            #expect(interval.length == .seconds(1))
            #expect(interval.histogram.recordedValues == expected.recordedValues)
            #expect(interval.histogram.mean == expected.mean)
        }
    }
}
