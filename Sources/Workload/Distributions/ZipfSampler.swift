/// Draws ranks with exact Zipf probabilities: rank r (from 0) comes with weight (r + 1)^−exponent.
///
/// Any exponent from 0 up, any number of ranks, no table, no sum over the ranks: set-up and growth
/// are a few operations. A draw takes one logarithm, one exponential, and rarely a second try.
///
/// Source: Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone discrete
/// distributions", ACM Transactions on Modeling and Computer Simulation 6(3), 1996, section 4. With
/// h(x) = x^−q, the area under h is inverted, and the few points outside the histogram are redrawn.
struct ZipfSampler: Sendable {
    /// How many ranks there are; at least 1.
    private(set) var count: UInt64
    /// The first rank that is drawn; those before it never come.
    private let first: UInt64
    /// The ranks at both ends, counted from 1.
    private let lowest: Double
    private var highest = 0.0
    private let exponent: Double
    /// 1 − exponent, and its inverse (0 for exponent 1, where it is not used).
    private let complement: Double
    private let complementInverse: Double
    /// The area up to the last rank's right edge.
    private var areaAtEnd = 0.0
    /// The area up to the first rank's left edge, cut so that rank 0 has its exact weight.
    private let areaAtStart: Double
    /// A point this close to the left of its rank's centre needs no further test.
    private let sureDistance: Double

    /// A sampler of `count` ranks (1 … 2^53) with an exponent from 0 to 20.
    ///
    /// - Parameters:
    ///   - count: how many ranks there are.
    ///   - exponent: how skewed they are.
    ///   - first: the first rank to draw, below `count`; those before it never come.
    init(count: UInt64, exponent: Double, first: UInt64 = 0) {
        precondition(exponent >= 0 && exponent <= 20, "a Zipf exponent of \(exponent)")
        precondition(first == 0 || exponent > 0, "ranks of equal weight need no sampler")
        self.count = count
        self.exponent = exponent
        self.first = first
        lowest = Double(first + 1)
        complement = 1 - exponent
        complementInverse = complement == 0 ? 0 : 1 / complement
        let area = Self.area(complement: complement, inverse: complementInverse)
        areaAtStart = first == 0 ? area(1.5) - 1 : area(Double(first) + 0.5)
        // The distance grows with the rank: the one of the first rank that is tested holds for all.
        let tested = Double(max(first + 1, 2))
        let height = DeterministicMath.exp(-exponent * DeterministicMath.log(tested))
        sureDistance =
            tested
            - Self.point(
                area(tested + 0.5) - height, complement: complement, inverse: complementInverse)
        setCount(count)
    }

    /// Changes the number of ranks, in constant time.
    mutating func setCount(_ count: UInt64) {
        precondition(count > first && count <= 1 << 53, "a Zipf distribution over \(count) ranks")
        self.count = count
        highest = Double(count)
        areaAtEnd = Self.area(complement: complement, inverse: complementInverse)(
            Double(count) + 0.5)
    }

    /// A rank from `first` up to, not including, `count`.
    @inline(__always)
    func next(using random: inout DrawStream) -> UInt64 {
        if exponent == 0 { return random.below(count) }
        while true {
            let area = areaAtEnd + random.unit() * (areaAtStart - areaAtEnd)
            let point = Self.point(area, complement: complement, inverse: complementInverse)
            // Signed: processors convert those faster.
            let rank = Int64(min(max(point + 0.5, lowest), highest))
            if Double(rank) - point <= sureDistance || isUnderHistogram(area, Double(rank)) {
                return UInt64(bitPattern: rank &- 1)
            }
        }
    }

    /// Whether a point left of its rank's centre still belongs to the rank.
    @inline(never)
    private func isUnderHistogram(_ area: Double, _ x: Double) -> Bool {
        let height = DeterministicMath.exp(-exponent * DeterministicMath.log(x))
        return area >= Self.area(complement: complement, inverse: complementInverse)(x + 0.5)
            - height
    }

    /// The integral of h from 1 to x: `(x^(1 − q) − 1)/(1 − q)`, or ln x for q = 1.
    private static func area(complement: Double, inverse: Double) -> (Double) -> Double {
        { x in
            let logarithm = DeterministicMath.log(x)
            guard complement != 0 else { return logarithm }
            return DeterministicMath.expMinusOne(complement * logarithm) * inverse
        }
    }

    /// The x whose `area` is given.
    @inline(__always)
    private static func point(_ area: Double, complement: Double, inverse: Double) -> Double {
        if complement == 0 { return DeterministicMath.exp(area) }
        return DeterministicMath.exp(DeterministicMath.logOnePlus(complement * area) * inverse)
    }
}
