/// Draws from the exponential distribution with mean 1, without a logarithm in 99 of 100 cases.
///
/// Source: Marsaglia and Tsang, "The ziggurat method for generating random variables", Journal of
/// Statistical Software 5(8), 2000, with 256 layers. Layer and place within it come from different
/// bits of a draw, as Doornik, "An improved ziggurat method to generate normal random samples",
/// 2005, asks for. The tail beyond the last layer is the distribution itself again, moved.
struct ExponentialSampler: Sendable {
    /// Where the tail begins.
    private static let tail = 7.697117470131050
    /// The area of each layer.
    private static let area = 0.003949659822581557

    /// The width of each layer, the bottom one first, which has the tail; then 0.
    private let widths: [Double]
    /// The density at each of the widths.
    private let heights: [Double]

    init() {
        var widths = [Self.area * DeterministicMath.exp(Self.tail), Self.tail]
        while widths.count < 256 {
            let width = widths[widths.count - 1]
            widths.append(
                -DeterministicMath.log(Self.area / width + DeterministicMath.exp(-width)))
        }
        widths.append(0)
        self.widths = widths
        heights = widths.map { DeterministicMath.exp(-$0) }
    }

    /// The next number, above or equal to 0.
    @inline(__always)
    func next(using random: inout DrawStream) -> Double {
        let draw = random.next()
        let layer = Int(truncatingIfNeeded: draw & 255)
        let place = Double(draw >> 11) * 0x1p-53 * widths[layer]
        return place < widths[layer + 1] ? place : atEdge(layer, place, using: &random)
    }

    /// What lies right of what the layer above covers.
    @inline(never)
    private func atEdge(
        _ layer: Int, _ place: Double, using random: inout DrawStream
    ) -> Double {
        // `unit` is below 1, so the logarithm is of a number above 0.
        if layer == 0 { return Self.tail - DeterministicMath.log(1 - random.unit()) }
        let height =
            heights[layer] + random.unit() * (heights[layer + 1] - heights[layer])
        return height < DeterministicMath.exp(-place) ? place : next(using: &random)
    }
}
