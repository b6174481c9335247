import TestSupport
import Testing

@testable import Workload

@Suite("Random numbers")
struct RandomTests {
    @Test("the first numbers are those of the reference from the seed 1234567")
    func reference() {
        var random = DrawStream(seed: 1_234_567)
        let first = (0..<5).map { _ in random.next() }
        #expect(
            first == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test(
        "bounded integers are uniform, also for awkward bounds", arguments: [1, 2, 3, 6, 100, 257])
    func bounded(bound: Int) {
        var random = DrawStream(seed: 7)
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<100_000 { counts[Int(random.below(UInt64(bound)))] += 1 }
        let expected = [Double](repeating: 100_000 / Double(bound), count: bound)
        let statistic = Statistics.chiSquare(observed: counts, expected: expected)
        #expect(statistic <= Statistics.chiSquareLimit(degreesOfFreedom: max(bound - 1, 1)))
        #expect((0..<1000).allSatisfy { _ in random.below(.max - 1) < .max - 1 })
    }

    @Test("streams of different operations, phases, purposes and seeds have nothing in common")
    func streams() {
        var seen: Set<UInt64> = []
        for seed: UInt64 in 0..<4 {
            for phase in PhaseKind.allCases {
                let draws = PhaseDraws(seed: seed, phase: phase)
                for operation: UInt64 in 0..<8 {
                    for purpose in DrawPurpose.allCases {
                        var random = draws[operation].member(operation % 3)[purpose]
                        for _ in 0..<4 { #expect(seen.insert(random.next()).inserted) }
                    }
                }
            }
        }
    }

    @Test("the first numbers of neighbouring operations are uniform and independent")
    func neighbours() {
        let draws = PhaseDraws(seed: 1, phase: .measure)
        var cells = [Int](repeating: 0, count: 256)
        for operation: UInt64 in 0..<200_000 {
            var (one, next) = (draws[operation][.keys], draws[operation + 1][.keys])
            cells[Int(one.below(16) * 16 + next.below(16))] += 1
        }
        let expected = [Double](repeating: 200_000 / 256, count: 256)
        let statistic = Statistics.chiSquare(observed: cells, expected: expected)
        #expect(statistic <= Statistics.chiSquareLimit(degreesOfFreedom: 255))
    }

    @Test("the first numbers of different purposes of one operation are independent")
    func purposes() {
        let draws = PhaseDraws(seed: 1, phase: .measure)
        var cells = [Int](repeating: 0, count: 256)
        for operation: UInt64 in 0..<200_000 {
            var (kind, key) = (draws[operation][.kinds], draws[operation][.keys])
            cells[Int(kind.below(16) * 16 + key.below(16))] += 1
        }
        let expected = [Double](repeating: 200_000 / 256, count: 256)
        let statistic = Statistics.chiSquare(observed: cells, expected: expected)
        #expect(statistic <= Statistics.chiSquareLimit(degreesOfFreedom: 255))
    }
}
