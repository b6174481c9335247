import Testing

@testable import Engine

@Suite("Truncation")
struct TruncateTests {
    @Test("a truncation takes the set's records up to the second, and no others")
    func byTimeAndSet() throws {
        let fixture = try MaintenanceFixture()
        let namespace = fixture.namespace
        let set = try namespace.createSet("s")
        fixture.fill(0..<100, set: set)
        fixture.fill(100..<200)
        fixture.store.clock.set(seconds: 1001)
        fixture.fill(200..<300, set: set)
        fixture.fill(300..<400)
        // Records written again count by their last update.
        fixture.fill(0..<10)
        var removed = try namespace.truncate(set: set, through: 999)
        #expect(removed == 0)
        removed = try namespace.truncate(set: set, through: 1000)
        #expect(removed == 90)
        #expect(fixture.readable(0..<400) == Array(0..<10) + Array(100..<400))
        removed = try namespace.truncate(through: 1000)
        #expect(removed == 100)
        #expect(fixture.readable(0..<400) == Array(0..<10) + Array(200..<400))
        removed = try namespace.truncate(set: set)
        #expect(removed == 110)
        #expect(fixture.readable(0..<400) == Array(300..<400))
        #expect(fixture.fault() == nil)
        removed = try namespace.truncate()
        #expect(removed == 100)
        let statistics = namespace.statistics()
        #expect(statistics.recordCount == 0 && statistics.allocatedByteCount == 0)
        #expect(fixture.fault() == nil)
    }

    @Test("records written after a truncation stay, even in its own second")
    func sameSecond() throws {
        let fixture = try MaintenanceFixture()
        let set = try fixture.namespace.createSet("s")
        for round in 0..<3 {
            fixture.fill(0..<50, set: set)
            let removed =
                round == 0
                ? try fixture.namespace.truncate(set: set, through: 1000)
                : try fixture.namespace.truncate(set: round == 1 ? set : nil)
            #expect(removed == 50)
            fixture.fill(0..<1, set: set)
            #expect(fixture.readable(0..<50) == [0])
            _ = fixture.namespace.delete(fixture.digest(0))
        }
    }

    @Test("a time in the future is refused, and nothing goes")
    func future() throws {
        let fixture = try MaintenanceFixture()
        fixture.fill(0..<10)
        #expect(throws: EngineError.truncatesInFuture(through: 1001, now: 1000)) {
            try fixture.namespace.truncate(through: 1001)
        }
        #expect(fixture.readable(0..<10).count == 10)
    }
}
