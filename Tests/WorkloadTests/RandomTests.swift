import TestSupport
import Testing

@testable import Workload

@Suite("Random numbers")
struct RandomTests {
    @Test("the first numbers are those of the reference from state 1, 2, 3, 4")
    func reference() {
        var random = Xoshiro256(state: (1, 2, 3, 4))
        let first = (0..<6).map { _ in random.next() }
        #expect(
            first == [
                11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
                607_988_272_756_665_600,
            ])
    }

    @Test(
        "bounded integers are uniform, also for awkward bounds", arguments: [1, 2, 3, 6, 100, 257])
    func bounded(bound: Int) {
        var random = Xoshiro256(seed: 7)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<100_000 { counts[Int(random.below(UInt64(bound)))] += 1 }
        let expected = [Double](repeating: 100_000 / Double(bound), count: bound)
        let statistic = Statistics.chiSquare(observed: counts, expected: expected)
        #expect(statistic <= Statistics.chiSquareLimit(degreesOfFreedom: max(bound - 1, 1)))
        #expect((0..<1000).allSatisfy { _ in random.below(.max - 1) < .max - 1 })
    }

    @Test("streams of different workers, phases, purposes and seeds have nothing in common")
    func streams() {
        var seen: Set<UInt64> = []
        for seed: UInt64 in 0..<4 {
            for phase in PhaseKind.allCases {
                for worker in 0..<8 {
                    for purpose in [DrawPurpose.kinds, .keys, .values, .bins, .scans, .arrivals] {
                        var random = purpose.generator(seed: seed, phase: phase, worker: worker)
                        for _ in 0..<4 { #expect(seen.insert(random.next()).inserted) }
                    }
                }
            }
        }
    }
}
