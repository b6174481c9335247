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

    @Test("constant arrivals do not drift over a hundred days at a rate that does not divide")
    func drift() {
        var clock = ArrivalClock.constant(
            nextIndex: 600_000_000_000, step: 1, ratePerSecond: 70_000)
        var random = Xoshiro256(seed: 1)
        let exact = 600_000_000_000.0 / 70_000 * 1e9
        #expect(abs(Double(clock.next(using: &random).count) - exact) <= 4)
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

    @Test("a closed loop has no schedule")
    func closed() throws {
        #expect(try starts("closed", workers: 1, operations: 100)[0].allSatisfy { $0 == 0 })
    }
}
