internal import Glibc

/// Sums over ranks that a Zipf distribution stands on: Σ k^−s·(ln k)^j for j = 0, 1, 2.
struct HarmonicSums {
    /// Σ k^−s.
    var total = 0.0
    /// Σ k^−s·ln k.
    var logarithms = 0.0
    /// Σ k^−s·(ln k)².
    var squares = 0.0

    /// Ranks up to this are added one by one.
    private static let exactCount = 1_000.0

    /// The sums over the ranks 1 to `count`, to about ten digits.
    ///
    /// Up to 1,000 term by term, and the rest by Euler and Maclaurin's formula (Abramowitz and
    /// Stegun 23.1.30): the integral, half of the end terms, a twelfth of the slopes' difference.
    init(exponent: Double, count: Double) {
        let exact = min(count, Self.exactCount)
        var rank = 1.0
        while rank <= exact {
            add(rank, exponent: exponent, times: 1)
            rank += 1
        }
        guard count > exact else { return }
        addIntegral(from: log(exact), to: log(count), exponent: exponent)
        add(exact, exponent: exponent, times: -0.5)
        add(count, exponent: exponent, times: 0.5)
        addSlope(exact, exponent: exponent, times: -1.0 / 12)
        addSlope(count, exponent: exponent, times: 1.0 / 12)
    }

    private mutating func add(_ rank: Double, exponent: Double, times weight: Double) {
        let logarithm = log(rank)
        let term = weight * exp(-exponent * logarithm)
        total += term
        logarithms += term * logarithm
        squares += term * logarithm * logarithm
    }

    /// Adds the derivatives of the three terms by the rank.
    private mutating func addSlope(_ rank: Double, exponent: Double, times weight: Double) {
        let logarithm = log(rank)
        let term = weight * exp(-(exponent + 1) * logarithm)
        total -= term * exponent
        logarithms += term * (1 - exponent * logarithm)
        squares += term * logarithm * (2 - exponent * logarithm)
    }

    /// Adds ∫ u^j·e^((1 − s)·u) du, the integrals in u = ln k: smooth for every s, 1 included.
    ///
    /// Gauss's rule of five points on short panels (Abramowitz and Stegun 25.4.30).
    private mutating func addIntegral(from start: Double, to end: Double, exponent: Double) {
        let panelCount = max(Int((end - start) * (1 + abs(1 - exponent))), 1)
        let half = (end - start) / Double(2 * panelCount)
        for panel in 0..<panelCount {
            let middle = start + half * Double(2 * panel + 1)
            for (point, weight) in zip(Self.points, Self.weights) {
                let logarithm = middle + half * point
                let term = half * weight * exp((1 - exponent) * logarithm)
                total += term
                logarithms += term * logarithm
                squares += term * logarithm * logarithm
            }
        }
    }

    private static let points = [
        -0.906179845938664, -0.538469310105683, 0, 0.538469310105683, 0.906179845938664,
    ]
    private static let weights = [
        0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366,
        0.236926885056189,
    ]
}
