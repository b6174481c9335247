import Foundation
import Testing

@testable import Engine

@Suite("The engine as a library")
struct LibraryTests {
    private func namespace() throws -> Namespace {
        try Store(namespaces: "test").namespace("test")
    }

    @Test("every example of the page is one that is run")
    func page() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let page = try String(
            contentsOf: tests.appendingPathComponent(
                "../../Sources/Engine/Engine.docc/UsingTheEngine.md"), encoding: .utf8)
        let source = try String(
            contentsOf: tests.appendingPathComponent("LibraryExamples.swift"), encoding: .utf8)
        let shown = Self.stretches(of: page, from: "```swift", to: "```")
        let run = Self.stretches(of: source, from: "        // begin", to: "        // end")
            .map { $0.map { String($0.dropFirst(8)) } }
        #expect(!shown.isEmpty && shown == run)
    }

    /// The lines between each pair of marks.
    private static func stretches(of text: String, from: String, to: String) -> [[String]] {
        var found: [[String]] = []
        var isInside = false
        for line in text.components(separatedBy: "\n") {
            if !isInside, line == from {
                isInside = true
                found.append([])
            } else if isInside, line == to {
                isInside = false
            } else if isInside {
                found[found.count - 1].append(line)
            }
        }
        return found
    }

    @Test("keys of all types are told apart, and sets are")
    func keys() throws {
        let namespace = try namespace()
        let keys = [
            RecordKey(1), RecordKey("1"), RecordKey([0x31]), RecordKey("1", in: "s"),
            RecordKey("1", in: "t"), RecordKey(1, in: "s"), RecordKey(""), RecordKey([]),
        ]
        for (number, key) in keys.enumerated() {
            try namespace.put(key, ["n": .integer(Int64(number))])
        }
        for (number, key) in keys.enumerated() {
            #expect(namespace.get(key)?["n"] == .integer(Int64(number)))
        }
        let found = namespace.scan().compactMap { $0["n"] }
        #expect(Set(found).count == keys.count && found.count == keys.count)
        #expect(namespace.scan(set: "s").reduce(0) { count, _ in count + 1 } == 2)
        #expect(namespace.scan(set: "").reduce(0) { count, _ in count + 1 } == 5)
    }

    @Test("values of all types come back as they were put")
    func values() throws {
        let namespace = try namespace()
        let bins: [String: Value] = [
            "integer": -5, "double": 2.5, "string": "häh", "blob": .blob([0, 255]),
            "boolean": true, "list": [1, "two", nil], "map": ["a": [1], 2: "b"],
            "place": .geoJSON(#"{"type":"Point","coordinates":[1,2]}"#),
        ]
        try namespace.put("k", bins, policy: WritePolicy(timeToLive: .seconds(60)))
        let record = try #require(namespace.get("k"))
        #expect(record.bins == bins)
        #expect(record.expiration != nil && record.generation == 1)
    }

    @Test("what cannot be done is refused, and the record stays as it was")
    func refusals() throws {
        let namespace = try namespace()
        try namespace.put("k", ["n": 1])
        let long = String(repeating: "b", count: 16)
        let calls: [(RecordError, () throws -> Void)] = [
            (.refused(.noBins), { try namespace.put("k", [:]) }),
            (.invalidValue(bin: "n", .null), { try namespace.put("k", ["n": nil]) }),
            (.invalidName(.binNameTooLong(long)), { try namespace.put("k", [long: 1]) }),
            (
                .invalidName(.setNameTooLong(String(repeating: "b", count: 64))),
                {
                    try namespace.put(
                        RecordKey("k", in: String(repeating: "b", count: 64)), ["n": 1])
                }
            ),
            (
                .refused(.notFound),
                { try namespace.update("x", ["n": 1], policy: WritePolicy(condition: .updateOnly)) }
            ),
            (.invalidValue(bin: "n", .notNumber), { try namespace.operate("k", [.add("n", "a")]) }),
            (
                .refused(.incompatibleType(step: 1)),
                { try namespace.operate("k", [.add("n", 1), .append("n", "a")]) }
            ),
        ]
        for (error, call) in calls {
            #expect(throws: error) { try call() }
            #expect(error.description.contains(";") || error.description.contains(":"))
        }
        #expect(namespace.get("k") == StoredRecord(bins: ["n": 1], generation: 1, expiration: nil))
    }

    @Test("every step does what its name says")
    func steps() throws {
        let namespace = try namespace()
        try namespace.put("k", ["n": 1, "t": "b", "gone": true])
        let record = try namespace.operate(
            "k",
            [
                .read("gone"), .delete("gone"), .add("n", 2), .prepend("t", "a"),
                .append("t", "c"), .write("new", [1]), .touch, .readAll,
            ])
        #expect(record.bins == ["n": 3, "t": "abc", "new": [1], "gone": true])
        #expect(record.generation == 2)
        #expect(namespace.get("k")?.bins == ["n": 3, "t": "abc", "new": [1]])
        #expect(try namespace.operate("k", [.read("n")]).generation == 2)
    }

    @Test("to read what is not there adds no set")
    func unknownSets() throws {
        let namespace = try namespace()
        #expect(namespace.get(RecordKey("k", in: "unknown")) == nil)
        #expect(!namespace.delete(RecordKey("k", in: "unknown")))
        #expect(namespace.scan(set: "unknown").first { _ in true } == nil)
        #expect(namespace.setNames.isEmpty)
    }

    @Test("a store with a clock of its user's goes by that clock")
    func clock() throws {
        let clock = StoreClock(seconds: 1_000)
        let store = try Store(namespaces: "test", clock: clock)
        let namespace = try store.namespace("test")
        try namespace.put("k", ["n": 1], policy: WritePolicy(timeToLive: .seconds(10)))
        #expect(namespace.get("k")?.expiration == 1_010)
        clock.set(seconds: 1_011)
        #expect(namespace.get("k") == nil)
    }

    @Test("a scan of more records than a chunk holds visits each once")
    func longScan() throws {
        let namespace = try namespace()
        for number in 0..<3_000 { try namespace.put(RecordKey(Int64(number)), ["n": 1]) }
        #expect(namespace.scan().reduce(0) { count, _ in count + 1 } == 3_000)
    }
}
