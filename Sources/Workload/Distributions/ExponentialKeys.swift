/// The newest key most often: how old a key is follows an exponential distribution.
///
/// YCSB's `exponential`: `percentile` of the operations are for the newest `keyFraction` of the
/// loaded keys, so the rate per key is `−ln(1 − percentile)/(keyFraction·N)`, whatever is inserted
/// later. YCSB draws again where the age is above the oldest key's; here the same distribution is
/// drawn at the first try, by the inverse of its truncated form.
struct ExponentialKeys: KeyChooser {
    private let rate: Double
    /// The chance that an age of the whole exponential distribution is that of a key.
    private var chance: Double

    /// A distribution over `count` loaded keys; both fractions are above 0, `percentile` below 1.
    init(count: UInt64, percentile: Double, keyFraction: Double) {
        rate = -DeterministicMath.log(1 - percentile) / (keyFraction * Double(count))
        chance = 0
        setCount(count)
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        let age = -DeterministicMath.logOnePlus(-random.unit() * chance) / rate
        return keys.key(at: keys.count - 1 - min(UInt64(age), keys.count - 1))
    }

    mutating func didInsert(_ keys: WorkerKeys) { setCount(keys.count) }

    private mutating func setCount(_ count: UInt64) {
        chance = -DeterministicMath.expMinusOne(-rate * Double(count))
    }
}
