import RealModule
import TestSupport
import Testing

@testable import Workload

@Suite("Size distributions")
struct SizeDistributionTests {
    /// One of each kind, narrow and wide, clamped hard and hardly.
    static let all: [SizeDistribution] = [
        .constant(7),
        .uniform(3...12),
        .uniform(0...SizeDistribution.limit),
        curve(.normal(mean: 200, deviation: 50), 1...1024),
        curve(.normal(mean: 1e6, deviation: 1e5), 800_000...1_100_000),
        curve(.normal(mean: -3, deviation: 2), 0...4),
        curve(.logNormal(median: 100, sigma: 0.5), 1...10_000),
        curve(.logNormal(median: 20_000, sigma: 2), 64...1_000_000),
        curve(.generalizedPareto(location: 15, scale: 214.476, shape: 0.348238), 15...1_000_000),
        curve(.generalizedPareto(location: 0, scale: 30_000, shape: 0), 10...10_000_000),
        curve(.generalizedPareto(location: 0, scale: 100, shape: -0.3), 0...1_000),
        curve(
            .generalizedExtremeValue(location: 30.7984, scale: 8.20449, shape: 0.078688), 16...250),
        curve(.generalizedExtremeValue(location: 9_000, scale: 4_000, shape: -0.2), 0...100_000),
        curve(.generalizedExtremeValue(location: 50, scale: 10, shape: 0), 1...60),
        table([(2...2, 0.2), (11...11, 0.1), (100...100, 0.7)]),
        table([(0...9, 1), (100...199, 3), (5_000...9_999, 0.5), (10_000...10_000, 0)]),
        .facebookETC,
    ]

    private static func curve(_ curve: SizeCurve, _ bounds: ClosedRange<Int>) -> SizeDistribution {
        SizeDistribution(.curve(curve, bounds))
    }

    private static func table(_ rows: [(ClosedRange<Int>, Double)]) -> SizeDistribution {
        guard let table = SizeTable(rows.map { SizeTable.Row($0.0, weight: $0.1) }) else {
            preconditionFailure("the test's rows do not overlap")
        }
        return SizeDistribution(.table(table))
    }

    @Test("sizes come as often as their distribution says", arguments: all)
    func drawn(sizes: SizeDistribution) {
        var edges: Set<UInt64> = [UInt64(sizes.smallest), UInt64(sizes.largest)]
        for step in 1..<200 { edges.insert(UInt64(sizes.quantile(Double(step) / 200))) }
        for step in 5...20 {
            let rare = Double(sign: .plus, exponent: -step, significand: 1)
            edges.insert(UInt64(sizes.quantile(rare)))
            edges.insert(UInt64(sizes.quantile(1 - rare)))
        }
        var random = DrawStream(seed: 11)
        let agree = DrawTesting.agree(
            edges: edges.sorted(), below: { sizes.cumulative(Int($0) - 1) },
            draw: { UInt64(sizes.next(using: &random)) })
        #expect(agree)
    }

    @Test("the test tells a distribution that is 1 % off")
    func biased() {
        let sizes = Self.curve(.normal(mean: 200, deviation: 50), 1...1024)
        let other = Self.curve(.normal(mean: 202, deviation: 50), 1...1024)
        var random = DrawStream(seed: 11)
        let edges = (1..<50).map { UInt64(sizes.quantile(Double($0) / 50)) }
        let agree = DrawTesting.agree(
            edges: [1] + edges, below: { sizes.cumulative(Int($0) - 1) },
            draw: { UInt64(other.next(using: &random)) })
        #expect(!agree)
    }

    @Test("no size is out of bounds, and the mean is the one said", arguments: all)
    func bounds(sizes: SizeDistribution) {
        var random = DrawStream(seed: 3)
        let (count, expected) = (DrawTesting.drawCount, sizes.mean)
        var (sum, squares, outside) = (0.0, 0.0, 0)
        for _ in 0..<count {
            let size = sizes.next(using: &random)
            if size < sizes.smallest || size > sizes.largest { outside += 1 }
            let difference = Double(size) - expected
            sum += difference
            squares += difference * difference
        }
        #expect(outside == 0)
        let error = (squares.squareRoot() / Double(count))
        #expect(abs(sum / Double(count)) <= 4.5 * error + expected * 1e-5)
    }

    @Test("a quantile is the smallest size that reaches its chance", arguments: all)
    func quantiles(sizes: SizeDistribution) {
        for step in 0...40 {
            let chance = Double(step) / 40
            let size = sizes.quantile(chance)
            #expect(sizes.cumulative(size) >= chance)
            #expect(size == sizes.smallest || sizes.cumulative(size - 1) < chance)
        }
        #expect(sizes.cumulative(sizes.smallest - 1) == 0)
        #expect(sizes.cumulative(sizes.largest) == 1)
    }

    @Test("curves are those of the textbooks")
    func curves() {
        let pareto = SizeCurve.generalizedPareto(location: 15, scale: 200, shape: 0.35)
        let extreme = SizeCurve.generalizedExtremeValue(location: 30, scale: 8, shape: 0.08)
        let gumbel = SizeCurve.generalizedExtremeValue(location: 30, scale: 8, shape: 0)
        let logNormal = SizeCurve.logNormal(median: 100, sigma: 0.7)
        for x in [16.0, 30, 45, 100, 1_000] {
            let tail = Double.pow(1 + 0.35 * (x - 15) / 200, -1 / 0.35)
            #expect(abs(pareto.cumulative(x) - (1 - tail)) < 1e-14)
            let power = Double.pow(1 + 0.08 * (x - 30) / 8, -1 / 0.08)
            #expect(abs(extreme.cumulative(x) - Double.exp(-power)) < 1e-14)
            #expect(
                abs(gumbel.cumulative(x) - Double.exp(-Double.exp(-(x - 30) / 8))) < 1e-14)
            let normal = Double.log(x / 100) / 0.7
            #expect(
                abs(logNormal.cumulative(x) - Double.erfc(-normal / 2.0.squareRoot()) / 2) < 1e-14)
            for curve in [pareto, extreme, gumbel, logNormal] {
                let chance = curve.cumulative(x)
                guard chance > 1e-6 && chance < 1 - 1e-6 else { continue }
                #expect(abs(curve.quantile(chance) / x - 1) < 1e-9)
            }
        }
    }

    @Test("what falls outside of the bounds becomes the bound")
    func clamped() {
        let sizes = Self.curve(.normal(mean: 100, deviation: 50), 50...150)
        let sixth = StandardNormal.cumulative(-0.99)
        #expect(abs(sizes.cumulative(50) - sixth) < 1e-12)
        #expect(abs(1 - sizes.cumulative(149) - sixth) < 1e-12)
        #expect(abs(sizes.mean - 100) < 1e-9)
    }

    @Test("ETC values have the published shares and quantiles")
    func facebook() {
        let sizes = SizeDistribution.facebookETC
        #expect(abs(sizes.cumulative(2) - 0.18403) < 1e-9)
        #expect(abs(sizes.cumulative(14) - 0.44155) < 1e-9)
        let quantiles = [0.5, 0.75, 0.9, 0.99, 0.999].map { sizes.quantile($0) }
        #expect(quantiles == [39, 214, 520, 1899, 4972])
        #expect(abs(sizes.mean - 194) < 0.5)
        #expect(abs(FacebookETC.keySizes.mean - 36.2) < 0.05)
        #expect(FacebookETC.keySizes.quantile(0.5) == 34)
    }

    @Test("a table refuses ranges that overlap")
    func overlap() {
        let row = SizeTable.Row(5...9, weight: 1)
        #expect(SizeTable([row, SizeTable.Row(9...12, weight: 1)]) == nil)
        #expect(SizeTable([row, SizeTable.Row(9...12, weight: 0)]) != nil)
    }

    @Test("distributions are equal when their definitions are")
    func equality() {
        #expect(Self.curve(.normal(mean: 5, deviation: 1), 1...9) != Self.all[3])
        #expect(SizeDistribution.constant(7) == Self.all[0])
        #expect(Set(Self.all).count == Self.all.count)
    }

    @Test("the same words give the same sizes on every machine")
    func goldens() throws {
        let lines = Self.all.map { sizes in
            var random = DrawStream(seed: 5)
            let drawn = (0..<24).map { _ in "\(sizes.next(using: &random))" }
            return sizes.text { "\($0) B" } + "\n    " + drawn.joined(separator: " ") + "\n"
        }
        try expectGolden(lines.joined(), "sizes.txt")
    }
}
