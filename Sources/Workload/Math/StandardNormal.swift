/// The normal distribution of mean 0 and deviation 1, with the same bits on every machine.
enum StandardNormal {
    /// The chance of a value at or below `x`; off by less than 10^-15.
    ///
    /// Source: the series of Marsaglia, "Evaluating the normal distribution", Journal of
    /// Statistical Software 11(4), 2004: `½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …)`.
    static func cumulative(_ x: Double) -> Double {
        guard abs(x) < 8.5 else { return x < 0 ? 0 : 1 }
        let square = x * x
        var (term, sum, divisor) = (x, x, 1.0)
        var previous = 0.0
        while sum != previous {
            previous = sum
            divisor += 2
            term *= square / divisor
            sum += term
        }
        // 0.3989… is 1/√(2π).
        let density = 0.398_942_280_401_432_7 * DeterministicMath.exp(-square / 2)
        return min(max(0.5 + sum * density, 0), 1)
    }

    /// The value whose `cumulative` is `chance`, from 0 to 1; off by less than 10^-15 of itself.
    ///
    /// Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
    /// Applied Statistics 37(3), 1988, function PPND16: one of three quotients of polynomials.
    @inline(__always)
    static func quantile(_ chance: Double) -> Double {
        let distance = chance - 0.5
        guard abs(distance) <= 0.425 else { return tailQuantile(chance) }
        let r = 0.180625 - distance * distance
        return distance * middleNumerator(r) / middleDenominator(r)
    }

    @inline(never)
    private static func tailQuantile(_ chance: Double) -> Double {
        let tail = max(min(chance, 1 - chance), 0x1p-60)
        let r = (-DeterministicMath.log(tail)).squareRoot()
        let size: Double
        if r <= 5 {
            size =
                polynomial(
                    r - 1.6, 1.423_437_110_749_683_577_34, 4.630_337_846_156_545_295_9,
                    5.769_497_221_460_691_405_5, 3.647_848_324_763_204_605_04,
                    1.270_458_252_452_368_382_58, 2.417_807_251_774_506_117_7e-1,
                    2.272_384_498_926_918_458_33e-2, 7.745_450_142_783_414_076_4e-4)
                / polynomial(
                    r - 1.6, 1, 2.053_191_626_637_758_821_87, 1.676_384_830_183_803_849_4,
                    6.897_673_349_851_000_045_5e-1, 1.481_039_764_274_800_745_9e-1,
                    1.519_866_656_361_645_719_66e-2, 5.475_938_084_995_344_946e-4,
                    1.050_750_071_644_416_843_24e-9)
        } else {
            size =
                polynomial(
                    r - 5, 6.657_904_643_501_103_777_2, 5.463_784_911_164_114_369_9,
                    1.784_826_539_917_291_335_8, 2.965_605_718_285_048_912_3e-1,
                    2.653_218_952_657_612_309_3e-2, 1.242_660_947_388_078_438_6e-3,
                    2.711_555_568_743_487_578_15e-5, 2.010_334_399_292_288_132_65e-7)
                / polynomial(
                    r - 5, 1, 5.998_322_065_558_879_376_9e-1, 1.369_298_809_227_358_053_1e-1,
                    1.487_536_129_085_061_485_25e-2, 7.868_691_311_456_132_591e-4,
                    1.846_318_317_510_054_681_8e-5, 1.421_511_758_316_445_888_7e-7,
                    2.044_263_103_389_939_785_64e-15)
        }
        return chance < 0.5 ? -size : size
    }

    @inline(__always)
    private static func middleNumerator(_ r: Double) -> Double {
        polynomial(
            r, 3.387_132_872_796_366_608, 133.141_667_891_784_377_45,
            1971.590_950_306_551_442_7, 13_731.693_765_509_461_125, 45_921.953_931_549_871_457,
            67_265.770_927_008_700_853, 33_430.575_583_588_128_105, 2509.080_928_730_122_672_7)
    }

    @inline(__always)
    private static func middleDenominator(_ r: Double) -> Double {
        polynomial(
            r, 1, 42.313_330_701_600_911_252, 687.187_007_492_057_908_3,
            5394.196_021_424_751_107_7, 21_213.794_301_586_595_867, 39_307.895_800_092_710_61,
            28_729.085_735_721_942_674, 5226.495_278_852_854_561)
    }

    /// `c0 + c1·r + … + c7·r^7`, in pairs (Estrin's scheme), which the processor overlaps.
    @inline(__always)
    private static func polynomial(
        _ r: Double, _ c0: Double, _ c1: Double, _ c2: Double, _ c3: Double, _ c4: Double,
        _ c5: Double, _ c6: Double, _ c7: Double
    ) -> Double {
        let r2 = r * r
        let low = (c0 + r * c1) + r2 * (c2 + r * c3)
        let high = (c4 + r * c5) + r2 * (c6 + r * c7)
        return low + (r2 * r2) * high
    }
}
