/// Draws ranks with exact Zipf probabilities, the most popular ones from a table.
///
/// The first 2,048 ranks, which get half of the draws of a billion keys at exponent 0.99, have an
/// entry of an alias table each; one more entry stands for all others, which `ZipfSampler` draws.
/// There its test hardly ever fails, so a draw costs half of one over all ranks.
struct ZipfRanks: Sendable {
    private static let headLimit: UInt64 = 2_048

    private let count: UInt64
    private let isEven: Bool
    private let head: AliasTable
    private let headCount: UInt32
    private let tail: ZipfSampler

    /// Ranks from 0 up to, not including, `count` (1 … 2^53) with an exponent from 0 to 20.
    init(count: UInt64, exponent: Double) {
        self.count = count
        isEven = exponent == 0
        let headCount = isEven ? 1 : min(count, Self.headLimit)
        let sums = PowerSums(exponent: exponent, limit: count)
        var weights = (1...headCount).map { rank in
            DeterministicMath.exp(-exponent * DeterministicMath.log(Double(rank)))
        }
        // A tail that is smaller than the rounding of the sums never comes.
        let rest = isEven ? 0 : sums.sum(count) - sums.sum(headCount)
        let hasTail = rest > 1e-12 * sums.sum(headCount)
        if hasTail { weights.append(rest) }
        head = AliasTable(values: weights.indices.map(UInt32.init), weights: weights)
        self.headCount = UInt32(headCount)
        tail = ZipfSampler(count: count, exponent: exponent, first: hasTail ? headCount : 0)
    }

    /// The next rank.
    @inline(__always)
    func next(using random: inout DrawStream) -> UInt64 {
        if isEven { return random.below(count) }
        let rank = head.value(for: random.next())
        return rank < headCount ? UInt64(rank) : tail.next(using: &random)
    }
}
