import Testing

@testable import Statistics

@Suite("Special functions")
struct SpecialFunctionTests {
    private func isClose(_ value: Double, _ expected: Double, within relative: Double) -> Bool {
        abs(value - expected) <= relative * abs(expected)
    }

    @Test(
        "ln Γ has its known values",
        arguments: [
            (0.5, 0.572_364_942_924_700_1), (1, 0), (2, 0), (5, 3.178_053_830_347_945_6),
            (100, 359.134_205_369_575_4), (1e6, 12_815_504.569_147_612),
        ])
    func gamma(x: Double, expected: Double) {
        #expect(abs(GammaFunction.logarithm(x) - expected) <= 1e-12 * max(expected, 1))
    }

    /// Values of Q(a, x): e^−x for a = 1, erfc(√x) for a = ½, Poisson sums for whole a.
    @Test(
        "the incomplete gamma function has its known values",
        arguments: [
            (1, 1, 0.367_879_441_171_442_3), (1, 30, 9.357_622_968_840_175e-14),
            (0.5, 2, 0.045_500_263_896_358_41), (0.5, 12.5, 5.733_031_437_583_869e-7),
            (5, 5, 0.440_493_285_065_212_6), (10, 3, 0.998_897_511_869_890_8),
        ])
    func upperGamma(a: Double, x: Double, expected: Double) {
        #expect(isClose(GammaFunction.upper(a, x), expected, within: 1e-11))
        #expect(abs(GammaFunction.lower(a, x) - (1 - expected)) < 1e-11)
    }

    @Test("both expansions of the incomplete gamma function meet", arguments: [3.0, 50, 5_000])
    func seam(a: Double) {
        let (below, above) = (GammaFunction.upper(a, a + 1 - 1e-9), GammaFunction.upper(a, a + 1))
        #expect(isClose(below, above, within: 1e-8))
    }

    /// I_x(a, b) is a binomial tail for whole a and b: 3 or more of 5 at 0.3, 2 or more of 10 at
    /// 0.01, and x^a for b = 1.
    @Test(
        "the incomplete beta function has its known values",
        arguments: [
            (0.3, 3, 3, 0.163_08), (0.01, 2, 9, 0.004_266_200_242_837), (0.2, 4, 1, 0.0016),
            (0.9, 1, 2, 0.99), (0.5, 200, 200, 0.5),
        ])
    func beta(x: Double, a: Double, b: Double, expected: Double) {
        #expect(isClose(BetaFunction.regularised(x, a, b), expected, within: 1e-10))
    }

    @Test("harmonic sums agree with adding up", arguments: [-0.5, 0, 0.9, 1, 1.3, 3])
    func sums(exponent: Double) {
        var (total, logarithms, squares) = (0.0, 0.0, 0.0)
        for rank in stride(from: 20_000.0, through: 1, by: -1) {
            let logarithm = DoubleMath.log(rank)
            let term = DoubleMath.exp(-exponent * logarithm)
            total += term
            logarithms += term * logarithm
            squares += term * logarithm * logarithm
        }
        let sums = HarmonicSums(exponent: exponent, count: 20_000)
        #expect(isClose(sums.total, total, within: 1e-9))
        #expect(isClose(sums.logarithms, logarithms, within: 1e-9))
        #expect(isClose(sums.squares, squares, within: 1e-9))
        let law = ZipfDistribution(exponent: exponent, rankCount: 20_000)
        #expect(isClose(law.share(1), 1 / total, within: 1e-8))
        #expect(law.cumulative(20_000) == 1)
        let first = HarmonicSums(exponent: exponent, count: 300).total
        #expect(isClose(law.cumulative(300), first / total, within: 1e-8))
    }
}
