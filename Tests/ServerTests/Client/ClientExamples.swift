import Client
import Foundation
import TestSupport
import Testing
import Wire

/// The examples of the page `UsingTheClient.md`, each a function that is run against a server.
///
/// What stands between the lines `// begin` and `// end` is what the page shows.
@Suite("Client examples", .timeLimit(.minutes(10)))
struct ClientExamples {
    private let server = try? ServedCluster()

    private func served() throws -> ServedCluster { try #require(server) }

    @Test("records are written and read")
    func records() throws {
        let seed = try served().address()
        // begin
        let client = try AerospikeClient.connect(to: seed)
        let ann = RecordKey("ann", namespace: "test", set: "users")

        try client.put(ann, ["name": "Ann", "age": 41, "tags": ["admin", "staff"]])
        if let record = try client.get(ann) {
            print(record["name"] ?? nil, record.generation)
        }
        let age = try client.get(ann, bins: .named(["age"]))
        let isThere = try client.exists(ann)
        try client.remove(RecordKey("nobody", namespace: "test", set: "users"))
        // end
        #expect(
            try client.get(ann)?.bins == ["name": "Ann", "age": 41, "tags": ["admin", "staff"]])
        #expect(age?.bins == ["age": 41] && isThere)
    }

    @Test("a condition that does not hold is an error that says so")
    func conditions() throws {
        let client = try AerospikeClient.connect(to: served().address())
        // begin
        let lease = RecordKey("lease", namespace: "test")
        let once = WritePolicy(existence: .createOnly, timeToLive: .after(seconds: 60))
        try client.put(lease, ["owner": "a"], policy: once)
        do throws(ClientError) {
            try client.put(lease, ["owner": "b"], policy: once)
        } catch {
            if error.code == .recordExists { print("somebody else has it") }
        }
        let found = try client.get(lease)
        let unchanged = WritePolicy(generation: .equal(found?.generation ?? 0))
        try client.put(lease, ["owner": "c"], policy: unchanged)
        try client.touch(lease, policy: WritePolicy(timeToLive: .after(seconds: 3_600)))
        // end
        let record = try client.get(lease)
        #expect(record?["owner"] == "c" && record?.generation == 3)
        #expect(record?.expiration != nil)
    }

    @Test("steps on one record are atomic")
    func operate() throws {
        let client = try AerospikeClient.connect(to: served().address())
        // begin
        let visits = RecordKey(17, namespace: "test", set: "visits")
        let record = try client.operate(
            visits, [.add("count", 1), .append("pages", "/home;"), .read("count")])
        print(record["count"] ?? nil)
        try client.add(visits, ["count": 5])
        // end
        #expect(record.bins == ["count": 1])
        #expect(try client.get(visits)?.bins == ["count": 6, "pages": "/home;"])
    }

    @Test("several records are asked for at once, and scanned")
    func several() throws {
        let client = try AerospikeClient.connect(to: served().address())
        // begin
        let keys = (1...3).map { RecordKey(Int64($0), namespace: "test", set: "points") }
        let results = try client.batch([
            .put(keys[0], ["x": 1]),
            .operate(keys[1], [.add("x", 2), .read("x")]),
            .remove(keys[2]),
        ])
        for result in results { print(try result.get()?.bins ?? [:]) }
        let points = try client.get(keys)
        // end
        #expect(points.map { $0?["x"] } == [1, 2, nil])
        // begin
        var sum: Int64 = 0
        var progress = try ScanProgress()
        try client.scan("test", set: "points", progress: &progress) { point in
            if case .integer(let x) = point["x"] { sum += x }
            return true
        }
        let few = try client.scan("test", set: "points", policy: ScanPolicy(recordLimit: 1))
        // end
        #expect(sum == 3 && few.count == 1)
        // begin
        for (node, answer) in try client.info("statistics") { print(node, answer) }
        try client.truncate("test", set: "points")
        // end
        #expect(try client.scan("test", set: "points").isEmpty)
    }

    @Test("async code makes the same calls")
    func asynchronous() async throws {
        let seed = try served().address()
        // begin
        let client = try await AsyncAerospikeClient.connect(to: seed)
        let key = RecordKey("k", namespace: "test")
        try await client.put(key, ["n": 1])
        let record = try await client.get(key)
        client.close()
        // end
        #expect(record?["n"] == 1)
    }

    @Test("every example of the page is one that is run")
    func page() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let page = try String(
            contentsOf: tests.appendingPathComponent(
                "../../../Sources/Client/Client.docc/UsingTheClient.md"), encoding: .utf8)
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
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
}
