import Testing

@testable import Engine

@Suite("Sets")
struct SetTests {
    @Test("a set has one name, which is taken until it is dropped")
    func names() throws {
        let namespace = try MaintenanceFixture().namespace
        let first = try namespace.createSet("one")
        let second = try namespace.createSet("two")
        #expect(namespace.setNames == ["one", "two"])
        #expect(throws: EngineError.setExists("one", namespace: "test")) {
            try namespace.createSet("one")
        }
        let found = try namespace.set(named: "one")
        #expect(found == first)
        try namespace.dropSet("one")
        #expect(namespace.setNames == ["two"])
        for absent in ["one", "", "three"] {
            #expect(throws: EngineError.setNotFound(absent, namespace: "test")) {
                try namespace.dropSet(absent)
            }
        }
        #expect(throws: EngineError.setNotFound("one", namespace: "test")) {
            try namespace.configureSet("one", SetConfiguration())
        }
        let again = try namespace.createSet("one")
        #expect(again == first && again != second)
        #expect(namespace.setNames == ["one", "two"])
        let long = String(repeating: "s", count: 64)
        #expect(throws: EngineError.setNameTooLong(long)) { try namespace.createSet(long) }
    }

    @Test("a drop takes the set's records only, and its number lets none in until it is back")
    func drop() throws {
        let fixture = try MaintenanceFixture()
        let namespace = fixture.namespace
        let kept = try namespace.createSet("kept")
        let dropped = try namespace.createSet("dropped")
        fixture.fill(0..<300, set: kept)
        fixture.fill(300..<700, set: dropped)
        fixture.fill(700..<800)
        let removed = try namespace.dropSet("dropped")
        #expect(removed == 400)
        #expect(fixture.readable(0..<800) == Array(0..<300) + Array(700..<800))
        #expect(fixture.fault() == nil)
        let draft = fixture.draft(1)
        #expect(namespace.put(fixture.digest(300), draft, set: dropped) == .setDropped)
        #expect(namespace.update(fixture.digest(300), draft, set: dropped) == .setDropped)
        #expect(!namespace.exists(fixture.digest(300)))
        let back = try namespace.set(named: "dropped")
        fixture.fill(300..<301, set: back)
        #expect(fixture.readable(300..<700) == [300])
        #expect(fixture.fault() == nil)
    }

    @Test("a record's default time to live is its set's, else the namespace's")
    func defaultTTL() throws {
        let fixture = try MaintenanceFixture(EngineConfiguration(defaultTTLSeconds: 10))
        let namespace = fixture.namespace
        let own = try namespace.createSet(
            "own", configuration: SetConfiguration(defaultTTLSeconds: 20))
        let never = try namespace.createSet(
            "never", configuration: SetConfiguration(defaultTTLSeconds: 0))
        let inherits = try namespace.createSet("inherits")
        let cases: [(SetID, TimeToLive, UInt32)] = [
            (own, .namespaceDefault, 1020), (own, .seconds(0), 1020), (own, .keep, 1020),
            (own, .seconds(5), 1005), (own, .never, 0), (never, .namespaceDefault, 0),
            (inherits, .namespaceDefault, 1010), (.none, .namespaceDefault, 1010),
        ]
        for (number, (set, timeToLive, voidTime)) in cases.enumerated() {
            let result = namespace.put(
                fixture.digest(number), fixture.draft(1), set: set, timeToLive: timeToLive)
            #expect(
                result == .written(RecordMetadata(generation: 1, voidTime: voidTime)),
                "case \(number)")
        }
        // A record that exists keeps its set, whatever the write says.
        #expect(
            namespace.put(fixture.digest(0), fixture.draft(1), set: never)
                == .written(RecordMetadata(generation: 2, voidTime: 1020)))
        try namespace.configureSet("own", SetConfiguration(defaultTTLSeconds: 30))
        #expect(
            namespace.put(fixture.digest(0), fixture.draft(1))
                == .written(RecordMetadata(generation: 3, voidTime: 1030)))
        #expect(namespace.defaultTTLSeconds(of: own) == 30)
        try namespace.configureSet("own", SetConfiguration())
        #expect(namespace.defaultTTLSeconds(of: own) == 10)
        try namespace.configureSet("", SetConfiguration(defaultTTLSeconds: 7))
        #expect(namespace.defaultTTLSeconds(of: .none) == 7)
    }

    @Test("a default time to live above ten years is refused")
    func bounds() throws {
        let namespace = try MaintenanceFixture().namespace
        let error = EngineError.invalidParameter(
            name: "defaultTTLSeconds", value: "315360001", bounds: "0 (never) to 315360000 seconds")
        let bad = SetConfiguration(defaultTTLSeconds: 315_360_001)
        #expect(throws: error) { try namespace.createSet("s", configuration: bad) }
        try namespace.createSet("s")
        #expect(throws: error) { try namespace.configureSet("s", bad) }
        try namespace.configureSet("s", SetConfiguration(defaultTTLSeconds: 315_360_000))
    }
}
