/// A curve rounded to the nearest whole sizes and clamped to bounds.
///
/// Clamping keeps every quantile that lies within the bounds: what is published of a distribution
/// stays true however it is cut.
struct RoundedCurve: Hashable, Sendable {
    /// The curve.
    let curve: SizeCurve
    /// The smallest and the largest size.
    let bounds: ClosedRange<Int>

    init(_ curve: SizeCurve, _ bounds: ClosedRange<Int>) {
        self.curve = curve
        self.bounds = bounds
    }

    /// The chance of a size up to `size`.
    func cumulative(_ size: Int) -> Double {
        if size < bounds.lowerBound { return 0 }
        if size >= bounds.upperBound { return 1 }
        return curve.cumulative(Double(size) + 0.5)
    }

    /// The chance of `size`.
    func chance(of size: Int) -> Double {
        max(cumulative(size) - cumulative(size - 1), 0)
    }

    /// The smallest size whose `cumulative` is at least `chance`, to within rounding.
    func quantile(_ chance: Double) -> Int {
        let value = curve.quantile(min(max(chance, 0), 1 - 0x1p-53))
        return Self.size(value, bounds.lowerBound, bounds.upperBound)
    }

    /// A value rounded to the nearest size from `lowest`, at least 0, to `highest`.
    @inline(__always)
    static func size(_ value: Double, _ lowest: Int, _ highest: Int) -> Int {
        Int(min(max(value + 0.5, Double(lowest)), Double(highest)))
    }

    /// The mean size, to five digits or better.
    ///
    /// The lowest size and the chances of all larger ones: `min + Σ (1 − F)` over a few sizes; over
    /// many, `min + ∫ (1 − F)` by Simpson's rule between quantiles, which lie close where the curve
    /// is steep and reach far into the tail.
    var mean: Double {
        let (low, high) = (Double(bounds.lowerBound), Double(bounds.upperBound))
        if bounds.count <= 1_024 {
            return bounds.dropLast().reduce(low) { $0 + 1 - cumulative($1) }
        }
        var edges = [low]
        for step in 0..<(2 * Self.tailSteps + Self.middleSteps) {
            let edge = curve.quantile(Self.chance(atStep: step))
            if edge > low && edge < high { edges.append(edge) }
        }
        edges.append(high)
        return low + zip(edges, edges.dropFirst()).reduce(0) { $0 + area(from: $1.0, to: $1.1) }
    }

    private static let tailSteps = 48
    private static let middleSteps = 64

    /// Ascending chances: 2^-49 … 2^-2 … 1 − 2^-2 … 1 − 2^-49.
    private static func chance(atStep step: Int) -> Double {
        if step < tailSteps { return power(step - tailSteps - 1) }
        let inner = step - tailSteps
        if inner < middleSteps {
            return 0.25 + (Double(inner) + 0.5) / Double(2 * middleSteps)
        }
        return 1 - power(-(inner - middleSteps) - 2)
    }

    private static func power(_ exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: 1)
    }

    /// What the sizes from one edge to another add to the mean.
    private func area(from start: Double, to end: Double) -> Double {
        let panels = 8
        let width = (end - start) / Double(2 * panels)
        let sum = (0...(2 * panels)).reduce(0.0) { sum, point in
            let weight = point == 0 || point == 2 * panels ? 1.0 : point % 2 == 0 ? 2 : 4
            return sum + weight * (1 - curve.cumulative(start + Double(point) * width))
        }
        return sum * width / 3
    }
}
