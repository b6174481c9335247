import Engine
import Testing

/// The examples of the page `UsingTheEngine.md`, each a function that is run.
///
/// What stands between the lines `// begin` and `// end` is what the page shows.
@Suite("Library examples")
struct LibraryExamples {
    @Test("records are written and read")
    func records() throws {
        // begin
        let store = try Store(namespaces: "test")
        let namespace = try store.namespace("test")

        let ann = RecordKey("ann", in: "users")
        try namespace.put(ann, ["name": "Ann", "age": 41, "tags": ["admin", "staff"]])

        if let record = namespace.get(ann) {
            print(record["name"] ?? nil, record.generation)
        }
        try namespace.update(ann, ["age": 42])
        namespace.delete("nobody")
        // end
        let record = namespace.get(ann)
        #expect(record?.bins == ["name": "Ann", "age": 42, "tags": ["admin", "staff"]])
        #expect(record?.generation == 2)
    }

    @Test("steps on one record are atomic")
    func operate() throws {
        let namespace = try Store(namespaces: "test").namespace("test")
        // begin
        let visits = RecordKey(17, in: "visits")
        let record = try namespace.operate(
            visits,
            [.add("count", 1), .append("pages", "/home;"), .read("count")])
        print(record["count"] ?? nil)
        // end
        #expect(record.bins == ["count": 1])
        #expect(namespace.get(visits)?.bins == ["count": 1, "pages": "/home;"])
    }

    @Test("a condition that does not hold is an error that says so")
    func conditions() throws {
        let namespace = try Store(namespaces: "test").namespace("test")
        // begin
        let once = WritePolicy(condition: .createOnly, timeToLive: .seconds(60))
        try namespace.put("lease", ["owner": "a"], policy: once)
        do {
            try namespace.put("lease", ["owner": "b"], policy: once)
        } catch RecordError.refused(.exists) {
            print("somebody else has it")
        }
        // end
        #expect(namespace.get("lease")?["owner"] == "a")
    }

    @Test("a scan visits every record of a set")
    func scan() throws {
        let namespace = try Store(namespaces: "test").namespace("test")
        for number in 1...20 {
            try namespace.put(RecordKey(Int64(number), in: "users"), ["age": .integer(20)])
        }
        try namespace.put("elsewhere", ["age": 99])
        // begin
        var sum: Int64 = 0
        for record in namespace.scan(set: "users") {
            if case .integer(let age) = record["age"] { sum += age }
        }
        // end
        #expect(sum == 400)
    }

    @Test("the inner loop uses digests and drafts")
    func fast() throws {
        let namespace = try Store(namespaces: "test").namespace("test")
        // begin
        let bin = try namespace.bin(named: "count")
        let set = try namespace.set(named: "counters")
        let draft = RecordDraft()
        let copy = RecordCopy()
        for key in Int64(0)..<1_000 {
            let digest = namespace.digest(ofKey: key, set: set)
            draft.removeAll()
            draft.append(bin, integer: 2 * key)
            guard case .written = namespace.put(digest, draft, set: set) else { continue }
            guard case .found = namespace.get(digest, into: copy) else { continue }
            assert(copy.integer(bin) == 2 * key)
        }
        // end
        #expect(namespace.get(RecordKey(7, in: "counters"))?["count"] == 14)
    }

    @Test("a layout is checked when a namespace is made")
    func configuration() throws {
        // begin
        let configuration = EngineConfiguration(
            shards: 1024, lockRatio: 1 / 4, lock: .mutex, defaultTTLSeconds: 3600)
        let store = try Store(namespaces: "cache", "sessions", configuration: configuration)
        // end
        #expect(store.namespaceNames == ["cache", "sessions"])
        #expect(throws: EngineError.self) {
            try Store(namespaces: "x", configuration: EngineConfiguration(shards: 3))
        }
    }
}
