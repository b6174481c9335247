import Platform
import Testing

@testable import Workload

@Suite("Streams whose keys change")
struct KeyChangeStreamTests {
    private func operations(_ overrides: [String], workers: Int = 1) throws -> [Operation] {
        let plan = try Plan.test(
            ["keys.count=100k", "workers=\(workers)", "phases.measure.operations=20k"] + overrides)
        let parts = try (0..<workers).map { try plan.operations(phase: .measure, worker: $0) }
        return (0..<parts.reduce(0) { $0 + $1.count }).map { parts[$0 % workers][$0 / workers] }
    }

    static let changes = [
        "phases.measure.changes={storm: {at: 5k, for: 5k, share: 0.5, keys: 2}}",
        "phases.measure.changes={shift: {at: 10k}}",
        "phases.measure.changes={drift: {keysPerOperation: 0.5}, growth: {over: 10k}}",
    ]

    @Test("any number of workers shares one and the same stream", arguments: changes)
    func workers(changes: String) throws {
        let overrides = ["keys.distribution=zipf", changes]
        let alone = try operations(overrides).map(\.keyIndex)
        for workers in [2, 3, 8] {
            #expect(try operations(overrides, workers: workers).map(\.keyIndex) == alone)
        }
        #expect(try operations(["keys.distribution=zipf"]).map(\.keyIndex) != alone)
    }

    @Test("a storm takes its share for its time, and leaves the other draws as they were")
    func storm() throws {
        let still = try operations(["keys.distribution=zipf"]).map(\.keyIndex)
        let stormy = try operations(["keys.distribution=zipf", Self.changes[0]]).map(\.keyIndex)
        let changed = still.indices.filter { still[$0] != stormy[$0] }
        #expect(changed.allSatisfy { (5_000..<10_000).contains($0) })
        // Four standard deviations of 5,000 tosses.
        #expect(abs(changed.count - 2_500) < 142)
        #expect(Set(changed.map { stormy[$0] }).count == 2)
    }

    @Test("by time, a shift happens at the intended start", arguments: [1, 2])
    func shiftByTime(workers: Int) throws {
        let shifted = try operations(
            [
                "keys.distribution={hotspot: {keys: 0.1, operations: 1}}",
                "arrivals={constant: 1k/s}", "phases.measure.changes={shift: {at: 10s}}",
            ], workers: workers)
        #expect(shifted[..<10_000].allSatisfy { $0.keyIndex < 10_000 })
        #expect(shifted[10_000...].allSatisfy { (50_000..<60_000).contains($0.keyIndex) })
    }

    @Test("in a TTL storm all writes end together")
    func ttlStorm() throws {
        let written = try operations([
            "operations={update: 1}", "arrivals={constant: 1k/s}",
            "phases.measure.changes={ttlStorm: {at: 2s, for: 5s, ttl: 10s}}",
        ])
        for operation in written {
            let start = operation.intendedStart.seconds
            guard start >= 2 && start < 7 else {
                #expect(operation.ttlSeconds == 0)
                continue
            }
            #expect(abs(start + Double(operation.ttlSeconds) - 17) <= 0.5)
        }
    }

    @Test("the members of a batch change as single operations do")
    func batches() throws {
        let plan = try Plan.test([
            "keys.count=100k", "operations={batchRead: 1}", "batch.size=10",
            "arrivals={constant: 1k/s}", "phases.measure.operations=2k",
            "phases.measure.changes={storm: {at: 1s, for: 1s, share: 0.5}}",
        ])
        let entries = try plan.operations(phase: .measure, worker: 0)
        #expect(entries.count == 20_000)
        let late = entries[10_000...].map(\.keyIndex)
        let hottest = late.reduce(into: [:]) { $0[$1, default: 0] += 1 }.values.max() ?? 0
        #expect(abs(hottest - 5_000) < 200)
    }
}
