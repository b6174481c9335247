/// YCSB's `zipfian` request distribution, flaws included, for results that compare with others'.
///
/// A rank is drawn from a Zipf distribution of exponent 0.99 over 10^10 + 1 items and hashed onto
/// the keys. The skew is therefore flatter than Zipf's over N: the hottest key gets 3.78 % whatever
/// N is, and keys can share a rank's weight or get none.
///
/// Source: YCSB's `ScrambledZipfianGenerator`, whose sampler is that of Gray et al., "Quickly
/// generating billion-record synthetic databases", SIGMOD 1994, and whose ζ is a constant. The
/// power 1/(1 − 0.99) = 100 is taken by multiplications, the same on every machine.
struct YCSBZipfianKeys: KeyChooser {
    private static let itemCount = 10_000_000_001.0
    private static let zeta = 26.46902820178302
    private let itemLimit: UInt64
    private let secondWeight: Double
    private let eta: Double

    /// A distribution over `itemLimit` keys, some of which may still have to be inserted.
    init(itemLimit: UInt64) {
        precondition(itemLimit > 0, "a distribution over no keys")
        self.itemLimit = itemLimit
        let log2 = DeterministicMath.log(2)
        secondWeight = DeterministicMath.exp(-0.99 * log2)
        let ratio = DeterministicMath.exp(0.01 * DeterministicMath.log(2 / Self.itemCount))
        eta = (1 - ratio) / (1 - (1 + secondWeight) / Self.zeta)
    }

    /// Draws until the key exists: one of those loaded or inserted so far.
    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        while true {
            let position = FNV64.magnitude(rank(random.unit())) % itemLimit
            if position < keys.count { return keys.key(at: position) }
        }
    }

    /// The chance of a rank below `rank`: the u at which `rank(u)` steps up to it.
    func cumulative(below rank: UInt64) -> Double {
        switch rank {
        case 0: return 0
        case 1: return 1 / Self.zeta
        case 2: return (1 + secondWeight) / Self.zeta
        default:
            let part = Double(min(rank, UInt64(Self.itemCount))) / Self.itemCount
            let root = DeterministicMath.exp(0.01 * DeterministicMath.log(part))
            return max((root - 1) / eta + 1, (1 + secondWeight) / Self.zeta)
        }
    }

    /// The rank at `unit` of the distribution.
    @inline(__always)
    private func rank(_ unit: Double) -> UInt64 {
        let weight = unit * Self.zeta
        if weight < 1 { return 0 }
        if weight < 1 + secondWeight { return 1 }
        let base = eta * unit - eta + 1
        let power4 = (base * base) * (base * base)
        let power16 = (power4 * power4) * (power4 * power4)
        let power32 = power16 * power16
        return UInt64(Self.itemCount * (power4 * power32 * (power32 * power32)))
    }
}
