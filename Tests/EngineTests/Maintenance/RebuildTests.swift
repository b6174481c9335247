import Synchronization
import Testing

@testable import Engine

@Suite("Rebuild")
struct RebuildTests {
    @Test(
        "a namespace that was rebuilt takes its records without growing", arguments: [16, 65_536])
    func grow(shards: Int) throws {
        let fixture = try MaintenanceFixture(EngineConfiguration(shards: shards))
        let namespace = fixture.namespace
        fixture.fill(0..<100)
        try namespace.rebuild(forRecordCount: 40_000)
        let before = namespace.statistics().indexByteCount
        fixture.fill(0..<10_000)
        #expect(namespace.statistics().indexByteCount == before)
        #expect(fixture.readable(0..<10_000).count == 10_000)
        #expect(fixture.fault() == nil)
    }

    @Test("a rebuild for fewer gives memory back and loses nothing")
    func shrink() throws {
        let fixture = try MaintenanceFixture()
        let namespace = fixture.namespace
        try namespace.rebuild(forRecordCount: 1_000_000)
        fixture.fill(0..<3000)
        let before = namespace.statistics().indexByteCount
        try namespace.rebuild(forRecordCount: 3000)
        #expect(namespace.statistics().indexByteCount < before / 8)
        #expect(fixture.readable(0..<3000).count == 3000)
        #expect(fixture.fault() == nil)
        try namespace.truncate()
        try namespace.rebuild(forRecordCount: 1_000_000)
        try namespace.rebuild(forRecordCount: 0)
        #expect(namespace.statistics().allocatedByteCount == 0)
        fixture.fill(0..<10)
        #expect(fixture.fault() == nil)
    }

    @Test("a rebuild below what is stored is refused with both numbers and changes nothing")
    func tooSmall() throws {
        let fixture = try MaintenanceFixture()
        fixture.fill(0..<101)
        let before = fixture.namespace.statistics()
        #expect(
            throws: EngineError.rebuildTooSmall(
                namespace: "test", storedRecordCount: 101, askedRecordCount: 100)
        ) {
            try fixture.namespace.rebuild(forRecordCount: 100)
        }
        for bad in [-1, Namespace.recordCountLimit + 1] {
            let error = EngineError.invalidParameter(
                name: "recordCount", value: "\(bad)", bounds: "0 to 1099511627776")
            #expect(throws: error) { try fixture.namespace.rebuild(forRecordCount: bad) }
        }
        #expect(fixture.namespace.statistics() == before)
        try fixture.namespace.rebuild(forRecordCount: 101)
        #expect(fixture.readable(0..<101).count == 101)
    }

    @Test("a rebuild that memory ends for leaves a namespace that works")
    func outOfMemory() throws {
        let fixture = try MaintenanceFixture()
        let namespace = fixture.namespace
        fixture.fill(0..<1000)
        let before = namespace.statistics()
        namespace.heap.refusesAllocations.store(true, ordering: .relaxed)
        #expect(
            throws: EngineError.rebuildOutOfMemory(
                namespace: "test", rebuiltTableCount: 0, tableCount: 4096)
        ) {
            try namespace.rebuild(forRecordCount: 100_000)
        }
        namespace.heap.refusesAllocations.store(false, ordering: .relaxed)
        #expect(namespace.statistics() == before)
        #expect(fixture.readable(0..<1000).count == 1000)
        fixture.fill(0..<2000)
        #expect(fixture.fault() == nil)
    }

    private static let mebibyte = 1 << 20

    /// Fills until a write is refused; how many records there are then.
    private func fillUp(_ fixture: MaintenanceFixture, from first: Int = 0) -> Int {
        var number = first
        while case .written = fixture.namespace.put(fixture.digest(number), fixture.draft(number)) {
            number += 1
        }
        return number
    }

    @Test("a higher memory limit lets more records in, and a lower one keeps all that are there")
    func memoryLimit() throws {
        let fixture = try MaintenanceFixture(
            EngineConfiguration(memoryLimit: 4 * Self.mebibyte))
        let namespace = fixture.namespace
        let first = fillUp(fixture)
        try namespace.rebuild(memoryLimit: 5 * Self.mebibyte)
        #expect(namespace.memoryLimit == 5 * Self.mebibyte)
        let second = fillUp(fixture, from: first)
        #expect(second > first + first / 8)
        let stored = namespace.statistics().recordAndIndexByteCount
        #expect(
            throws: EngineError.memoryLimitTooLow(
                namespace: "test", neededByteCount: stored, roomByteCount: 4 * Self.mebibyte)
        ) {
            try namespace.rebuild(memoryLimit: 4 * Self.mebibyte)
        }
        #expect(namespace.memoryLimit == 5 * Self.mebibyte)
        for number in 0..<first { _ = namespace.delete(fixture.digest(number)) }
        try namespace.rebuild(memoryLimit: 4 * Self.mebibyte)
        #expect(fixture.readable(0..<second) == Array(first..<second))
        let third = fillUp(fixture, from: second)
        #expect(third > second)
        #expect(namespace.statistics().recordAndIndexByteCount <= 4 * Self.mebibyte)
        #expect(fixture.fault() == nil)
    }

    @Test("a lower memory limit evicts nothing by itself", arguments: EvictionPolicy.allCases)
    func evictsNothing(eviction: EvictionPolicy) throws {
        var configuration = EngineConfiguration(memoryLimit: 16 * Self.mebibyte)
        configuration.eviction = eviction
        let fixture = try MaintenanceFixture(configuration)
        let namespace = fixture.namespace
        fixture.fill(0..<30_000)
        let stored = namespace.statistics().recordAndIndexByteCount
        // The least limit with room for them below the mark.
        let share: Double = 0.9 - 1 / 256
        let least = Int(Double(stored) / share) + 64
        try namespace.rebuild(memoryLimit: least)
        for _ in 0..<10 { _ = namespace.maintain() }
        let readableCount = fixture.readable(0..<30_000).count
        #expect(readableCount == 30_000)
        #expect(fixture.fault() == nil)
    }

    @Test("a rebuild for more records than the memory limit holds is refused")
    func indexTooLarge() throws {
        let fixture = try MaintenanceFixture(
            EngineConfiguration(memoryLimit: 4 * Self.mebibyte))
        fixture.fill(0..<1000)
        let before = fixture.namespace.statistics()
        #expect(throws: EngineError.self) {
            try fixture.namespace.rebuild(forRecordCount: 1_000_000)
        }
        #expect(fixture.namespace.statistics() == before)
        try fixture.namespace.rebuild(forRecordCount: 20_000)
        #expect(fixture.fault() == nil)
    }

    @Test("a limit where there was none, none where there was one, and one too low are refused")
    func badLimit() throws {
        let unlimited = try MaintenanceFixture().namespace
        let limited = try MaintenanceFixture(
            EngineConfiguration(memoryLimit: 4 * Self.mebibyte)
        ).namespace
        for (namespace, limit) in [
            (unlimited, 4 * Self.mebibyte), (unlimited, 0), (limited, 0), (limited, -1),
            (limited, 1000), (limited, .max),
        ] {
            var name = ""
            do {
                try namespace.rebuild(memoryLimit: limit)
            } catch .invalidParameter(let parameter, _, _) {
                name = parameter
            }
            #expect(name == "memoryLimit", "\(limit)")
        }
    }
}
