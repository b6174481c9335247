import TestSupport
import Testing

@testable import Workload

@Suite("Operation sources")
struct OperationSourceTests {
    @Test("the load inserts every key once, whatever the number of workers", arguments: [1, 2, 7])
    func load(workers: Int) throws {
        let plan = try Plan.test(["workers=\(workers)"])
        let keys = try (0..<workers).flatMap { worker in
            try plan.operations(phase: .load, worker: worker).map { operation in
                #expect(operation.kind == .insert && operation.bin == Operation.allBins)
                return operation.keyIndex
            }
        }
        #expect(keys.sorted() == Array(0..<1000))
    }

    @Test("operation counts are split to the last one", arguments: [1, 3, 64])
    func split(workers: Int) throws {
        let plan = try Plan.test(["workers=\(workers)", "phases.measure.operations=1001"])
        let counts = try (0..<workers).map {
            try plan.operations(phase: .measure, worker: $0).count
        }
        #expect(counts.reduce(0, +) == 1001)
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }

    @Test("the mix comes as weighted")
    func mix() throws {
        let plan = try Plan.test([
            "operations={read: 50, update: 20, insert: 5, delete: 15, scan: 10}",
            "phases.measure.operations=100k",
        ])
        let operations = try plan.operations(phase: .measure, worker: 0)
        let counts = plan.keyspaces[0].mix.map { entry in operations.count { $0.kind == entry.kind }
        }
        let expected = plan.keyspaces[0].mix.map { $0.weight * 1000 }
        #expect(
            Statistics.chiSquare(observed: counts, expected: expected)
                <= Statistics.chiSquareLimit(degreesOfFreedom: 4))
        #expect(operations.allSatisfy { ($0.kind == .scan) == ($0.scanRecordCount > 0) })
    }

    @Test("inserts of different workers never meet, and continue the loaded keys")
    func inserts() throws {
        let plan = try Plan.test(["operations={insert: 1}", "workers=3"])
        let keys = try (0..<3).flatMap { worker in
            try plan.operations(phase: .measure, worker: worker).map(\.keyIndex)
        }
        #expect(keys.sorted() == Array(1000..<2000))
    }

    @Test("a longer warm-up changes nothing in the measured stream")
    func warmUp() throws {
        let overrides = ["operations={read: 1, insert: 1}", "keys.distribution=latest"]
        let short = try Plan.test(overrides + ["phases.warmUp.operations=10"])
        let long = try Plan.test(overrides + ["phases.warmUp.operations=5000"])
        let measured = try [short, long].map { try $0.operations(phase: .measure, worker: 0) }
        #expect(measured[0].map(\.keyIndex) == measured[1].map(\.keyIndex))
        let warm = try long.operations(phase: .warmUp, worker: 0).filter { $0.kind == .insert }
        #expect(warm.allSatisfy { $0.keyIndex >= 1 << 40 })
    }

    @Test(
        "workers read only what is loaded or what they inserted themselves",
        arguments: ["latest", "ycsbZipfian"])
    func ownInserts(distribution: String) throws {
        try forEachSeed(5) { seed in
            let plan = try Plan.test([
                "operations={read: 3, insert: 2}", "keys.distribution=\(distribution)",
                "keys.count=50", "workers=3", "seed=\(seed)",
            ])
            for worker in 0..<3 {
                var existing = Set<UInt64>(0..<50)
                for operation in try plan.operations(phase: .measure, worker: worker) {
                    if operation.kind == .insert {
                        #expect(existing.insert(operation.keyIndex).inserted, seedComment(seed))
                    } else {
                        #expect(existing.contains(operation.keyIndex), seedComment(seed))
                    }
                }
            }
        }
    }

    @Test("the batch size changes nothing in the stream")
    func batchSize() throws {
        let plan = try Plan.named("ycsb-d", overrides: ["workers=1"])
        let pool = plan.makeValuePool()
        let streams = try [1, 7, 64].map { capacity in
            let batch = plan.makeBatch(capacity: capacity, pool: pool)
            let source = try plan.makeSource(phaseIndex: 2, worker: 0)
            var lines: [String] = []
            while lines.count < 500 {
                source.fill(batch)
                lines += (0..<batch.count).map { "\(batch[$0]) \(batch.keyText($0))" }
            }
            return Array(lines.prefix(500))
        }
        #expect(streams[0] == streams[1] && streams[0] == streams[2])
    }

    @Test("one-bin operations take each bin, and the sizes are set for the bins written")
    func bins() throws {
        let plan = try Plan.test([
            "operations={read: 1, update: 1}", "record.bins=3", "record.readBins=one",
            "record.updateBins=one",
        ])
        let operations = try plan.operations(phase: .measure, worker: 0)
        #expect(Set(operations.map(\.bin)) == [0, 1, 2])
        let load = try plan.operations(phase: .load, worker: 0)
        #expect(load.allSatisfy { $0.bin == Operation.allBins })
    }
}
