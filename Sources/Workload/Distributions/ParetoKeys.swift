/// Popularity by Pareto's law, bounded to the keys there are.
///
/// Rank r, from 1, comes with the chance that a Pareto variate of smallest value 1, cut at N + 1,
/// falls between r and r + 1: `(r^−shape − (r + 1)^−shape)/(1 − (N + 1)^−shape)`.
struct ParetoKeys: KeyChooser {
    private let lastRank: UInt64
    private let inverse: Double
    private let chance: Double
    private let permutation: Permutation?

    /// A distribution over `count` keys; the shape is above zero.
    init(count: UInt64, shape: Double, scrambled: Bool) {
        lastRank = count - 1
        inverse = -1 / shape
        chance = -DeterministicMath.expMinusOne(-shape * DeterministicMath.log(Double(count + 1)))
        permutation = scrambled ? Permutation(count: count) : nil
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        let logarithm = DeterministicMath.logOnePlus(-random.unit() * chance)
        let value = DeterministicMath.exp(inverse * logarithm)
        let rank = min(UInt64(bitPattern: Int64(min(value, 0x1p62))) &- 1, lastRank)
        return permutation.map { $0(rank) } ?? rank
    }
}
