import Platform
import RealModule
import TestSupport
import Testing

@testable import Workload

@Suite("Arrivals")
struct ArrivalTests {
    private func starts(_ arrivals: String, workers: Int, operations: Int) throws -> [[UInt64]] {
        let plan = try Plan.test([
            "arrivals=\(arrivals)", "workers=\(workers)", "phases.measure.operations=\(operations)",
        ])
        return try (0..<workers).map { worker in
            try plan.operations(phase: .measure, worker: worker).map(\.intendedStart.count)
        }
    }

    @Test("constant arrivals of all workers together are exactly spaced", arguments: [1, 3])
    func constant(workers: Int) throws {
        let starts = try starts("{constant: 3/s}", workers: workers, operations: 3000)
        let merged = starts.flatMap(\.self).sorted()
        let isExact = merged == (0..<3000).map { UInt64($0) * 1_000_000_000 / 3 }
        #expect(isExact)
    }

    @Test("Poisson gaps are exponential, for one worker and for all together", arguments: [1, 4])
    func poisson(workers: Int) throws {
        let starts = try starts("{poisson: 100k/s}", workers: workers, operations: 40_000)
        let common = starts.compactMap(\.last).min() ?? 0
        let merged = starts.flatMap(\.self).filter { $0 <= common }.sorted()
        let gaps = zip(merged.dropFirst(), merged).map { Double($0 - $1) }
        #expect(gaps.count > 38_000)
        let limit = Statistics.kolmogorovLimit(count: gaps.count)
        let distance = Statistics.kolmogorovDistance(gaps) { 1 - Double.exp(-$0 / 10_000) }
        #expect(distance < limit)
        let wrong = Statistics.kolmogorovDistance(gaps) { 1 - Double.exp(-$0 / 10_500) }
        #expect(wrong > limit, "the test tells a rate that is 5 % off")
    }

    @Test("any number of workers shares out the same schedule", arguments: ["poisson", "constant"])
    func shared(process: String) throws {
        let whole = try starts("{\(process): 100k/s}", workers: 1, operations: 1000)[0]
        for workers in [2, 3, 7] {
            let parts = try starts("{\(process): 100k/s}", workers: workers, operations: 1000)
            #expect((0..<1000).map { parts[$0 % workers][$0 / workers] } == whole)
        }
    }

    @Test("a closed loop has no schedule")
    func closed() throws {
        #expect(try starts("closed", workers: 1, operations: 100)[0].allSatisfy { $0 == 0 })
    }
}
