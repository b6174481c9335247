import Platform
import TestSupport
import Testing
import Workload

@testable import Driver

@Suite("Steady state")
struct SteadyStateTests {
    /// The flow of the Nile at Aswan from 1871 to 1970, in 10^8 m³; it fell in 1899.
    ///
    /// Source: Cobb, "The problem of the Nile", Biometrika 65, 1978, table 1.
    private static let nile: [Double] = [
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960,
        1180, 799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694,
        940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764,
        821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822,
        1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050,
        918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
    ]

    /// A seeded series around 1: each value keeps a part of the deviation of the one before.
    private func series(_ seed: UInt64, count: Int, spread: Double, kept: Double = 0) -> [Double] {
        var random = SplitMix64(seed: seed)
        var deviation = 0.0
        return (0..<count).map { _ in
            // Twelve uniforms less six: nearly normal, with a standard deviation of 1.
            let noise = (0..<12).reduce(-6) { sum, _ in sum + Double(random.next() >> 11) * 0x1p-53
            }
            deviation = kept * deviation + (1 - kept * kept).squareRoot() * noise
            return 1 + spread * deviation
        }
    }

    private func share(_ count: Int, _ holds: (UInt64) -> Bool) -> Double {
        var found = 0
        for seed in 1...UInt64(count) where holds(seed) { found += 1 }
        return Double(found) / Double(count)
    }

    @Test("ranks share ties, medians are in the middle")
    func ranks() {
        #expect(Ranks.of([30, 10, 20, 10]) == [4, 1.5, 3, 1.5])
        #expect(Ranks.of([]) == [])
        #expect(Ranks.median([3, 1, 2]) == 2)
        #expect(Ranks.median([4, 1, 2, 3]) == 2.5)
        #expect(abs(Ranks.twoSidedChance(1.959_964) - 0.05) < 1e-6)
    }

    @Test("the trend of a straight line is certain, and as large as it is")
    func line() {
        let trend = TrendTest((1...10).map(Double.init))
        // All 45 pairs ascend; the variance is 10 × 9 × 25 / 18: z = 44 / √125.
        #expect(abs(trend.chance - 8.303e-5) < 1e-8)
        #expect(abs(trend.change - 9) < 1e-12)
    }

    @Test("a constant series has neither trend nor step")
    func constant() {
        let values = Array(repeating: 5.0, count: 20)
        #expect(TrendTest(values).chance == 1)
        #expect(TrendTest(values).change == 0)
        #expect(StepTest(values).chance == 1)
    }

    @Test("the Nile's step is found where it was")
    func nile() {
        let step = StepTest(Self.nile)
        #expect(step.place == 28)
        #expect(step.chance < 1e-4)
        #expect(step.change < -200)
        // Pettitt's statistic by its definition: the signs of all pairs across the cut.
        let cuts = (1..<Self.nile.count).map { cut in
            Self.nile[..<cut].reduce(0) { sum, earlier in
                sum
                    + Self.nile[cut...].reduce(0) {
                        $0 + ($1 < earlier ? 1 : $1 > earlier ? -1 : 0)
                    }
            }
        }
        #expect(cuts.map(abs).max() == abs(cuts[27]))
    }

    @Test("steady series are rarely found to change, also where neighbours are alike")
    func falseAlarms() {
        let count = BuildMode.isDebug ? 300 : 3_000
        // The tests' own limit is one in a hundred; small samples and the estimate of the
        // autocorrelation add to it.
        for (kept, limit) in [(0.0, 0.02), (0.3, 0.05), (0.6, 0.09)] {
            let trends = share(count) {
                TrendTest(series($0, count: 30, spread: 0.1, kept: kept)).chance < 0.01
            }
            let steps = share(count) {
                StepTest(series($0, count: 30, spread: 0.1, kept: kept)).chance < 0.01
            }
            #expect(trends <= limit, "trends where \(kept) is kept")
            #expect(steps <= limit, "steps where \(kept) is kept")
        }
    }

    @Test("a steady rate that scatters by three hundredths raises no alarm")
    func steady() {
        let count = BuildMode.isDebug ? 300 : 3_000
        for length in [6, 10, 30] {
            let alarms = share(count) {
                let values = series($0, count: length, spread: 0.03, kept: 0.3)
                return SteadyState.firstFault(in: [("rate", values)]) != nil
            }
            #expect(alarms <= 0.02, "\(length) intervals")
        }
    }

    @Test("a tenth's trend is found in ten intervals, a tenth's step in thirty")
    func power() {
        forEachSeed(BuildMode.isDebug ? 30 : 300) { seed in
            let noise = series(seed, count: 30, spread: 0.005)
            let sloped = noise[..<10].enumerated().map { $0.element - 0.1 * Double($0.offset) / 9 }
            let trend = SteadyState.firstFault(in: [("rate", Array(sloped))])
            #expect(trend?.isStep == false, seedComment(seed))
            let stepped = noise.enumerated().map { $0.element - ($0.offset < 12 ? 0 : 0.1) }
            let step = SteadyState.firstFault(in: [("rate", stepped)])
            #expect(step.map { abs($0.change + 0.1) < 0.03 } == true, seedComment(seed))
        }
    }

    @Test("a change that is certain but small does not matter")
    func small() {
        let values = (0..<30).map { 1 + 0.04 * Double($0) / 29 }
        #expect(TrendTest(values).chance < 1e-6)
        #expect(SteadyState.firstFault(in: [("rate", values)]) == nil)
    }

    @Test("fewer than six intervals are not tested")
    func few() {
        #expect(SteadyState.firstFault(in: [("rate", [1, 2, 3, 4, 5])]) == nil)
        #expect(SteadyState.firstFault(in: [("rate", [0, 0, 0, 0, 0, 0, 0])]) == nil)
        #expect(SteadyState.firstFault(in: []) == nil)
    }
}
