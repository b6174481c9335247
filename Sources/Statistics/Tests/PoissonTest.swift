/// Whether as many things happened as a Poisson process of a known mean has it.
///
/// Thread safety: a value.
public struct PoissonTest: Hashable, Sendable {
    /// How many happened.
    public let count: UInt64
    /// How many were expected.
    public let expected: Double
    /// Twice the chance of as many or more (or as few or fewer, whichever is smaller), up to 1.
    public let pValue: Double

    /// The test of `count` against a mean of `expected`, from 0 up.
    public init(count: UInt64, expected: Double) {
        self.count = count
        self.expected = expected
        let atLeast = Self.chance(atLeast: Double(count), mean: expected)
        let atMost = GammaFunction.upper(Double(count) + 1, expected)
        pValue = min(2 * min(atLeast, atMost), 1)
    }

    /// The chance of `count` events or more, a whole number, where `mean` are expected.
    ///
    /// It is also the chance that the sum of `count` exponential gaps of mean 1 is at most `mean`
    /// (Abramowitz and Stegun 26.4.21): a Poisson process has its count-th event by then.
    public static func chance(atLeast count: Double, mean: Double) -> Double {
        count <= 0 ? 1 : GammaFunction.lower(count, mean)
    }
}
