import Foundation
import Platform
import TestSupport
import Testing
import Workload

@testable import Reporting

@Suite("Pages about traces")
struct TracePageTests {
    /// The description of `text`, which is called `name`.
    private func describe(_ text: String, _ name: String) throws -> TraceDescription {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent(name).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return TraceDescription(try TraceFile.open(path, temporaryFolder: folder.path).file)
    }

    /// The page without the folder that the trace was in.
    private func page(_ text: String, _ name: String) throws -> String {
        let lines = TracePage.text(try describe(text, name)).components(separatedBy: "\n")
        return ([name] + lines.dropFirst()).joined(separator: "\n")
    }

    @Test("a trace with times in seconds fits one screen")
    func twitter() throws {
        let lines = (0..<5000).map { index in
            let operation = ["get", "get", "get", "get", "set"][index % 5]
            let key = (index * index * 31) % (1 + index % 499)
            return "\(index / 500),key:\(key),\(6 + key % 30),\(index * 37 % 900),1,\(operation),"
                + "\(operation == "set" ? 3600 : 0)\n"
        }
        let text = try page(lines.joined(), "cluster.csv")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
        try expectGolden(text, "trace-twitter.txt")
    }

    @Test("a log of commands has arrivals, and names what is left out")
    func monitor() throws {
        let lines = (0..<1500).map { index in
            let micros = String(1_000_000 + index * 600 + index * index % 500).dropFirst()
            let command = index % 50 == 7 ? #""ping""# : #""get" "user:\#(index % 37)""#
            return "1339518083.\(micros) [0 10.0.0.1:600] \(command)\n"
        }
        try expectGolden(try page(lines.joined(), "monitor.log"), "trace-monitor.txt")
    }

    @Test("keys alone are described, too")
    func keys() throws {
        let lines = (0..<400).map { "k\($0 * $0 % 61)\n" }
        try expectGolden(try page(lines.joined(), "keys.txt"), "trace-keys.txt")
    }

    @Test("a conversion says what was read and how fast")
    func conversion() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let path = folder + "/\(UUID().uuidString)"
        try Data("a\nb\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let done = try TraceConversion.convert(path, to: path + ".out")
        try FileManager.default.removeItem(atPath: path + ".out")
        #expect(
            TracePage.conversion(done, to: "out", in: .milliseconds(1))
                == "recognised as keys: one key per line, text, plain\n"
                + "2 requests written to out in 1 ms, 2.000k/s\n")
    }
}
