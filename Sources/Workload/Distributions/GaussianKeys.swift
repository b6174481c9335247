/// Keys around a middle one, by the normal distribution; what would be outside is drawn again.
///
/// memtier's `G`. The same distribution at the first try: the normal quantile of a chance between
/// those of the two ends.
struct GaussianKeys: KeyChooser {
    private let count: Double
    private let mean: Double
    private let deviation: Double
    private let chanceBelow: Double
    private let chance: Double
    private let permutation: Permutation?

    /// A distribution over `count` keys; mean and deviation are fractions of them.
    init(count: UInt64, mean: Double, deviation: Double, scrambled: Bool) {
        self.count = Double(count)
        self.mean = mean * Double(count)
        self.deviation = deviation * Double(count)
        chanceBelow = StandardNormal.cumulative(-mean / deviation)
        chance = StandardNormal.cumulative((1 - mean) / deviation) - chanceBelow
        permutation = scrambled ? Permutation(count: count) : nil
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        let normal = StandardNormal.quantile(chanceBelow + random.unit() * chance)
        let position = min(max(mean + deviation * normal, 0), count - 1)
        let key = UInt64(position)
        return permutation.map { $0(key) } ?? key
    }
}
