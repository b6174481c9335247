/// The random numbers that one operation draws for one purpose.
///
/// Eight bytes of state, made afresh for each operation: what an operation draws depends on its
/// number alone, never on how many numbers the operations before it have taken.
///
/// The numbers are those of `SplitMix64`, integer arithmetic only, so a seed gives the same on
/// every machine.
struct DrawStream: RandomNumberGenerator, Sendable {
    private var random: SplitMix64

    /// The stream that `seed` decides.
    @inline(__always)
    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// The next 64 bits.
    @inline(__always)
    mutating func next() -> UInt64 { random.next() }

    /// An integer from 0 up to, not including, `bound` (above 0); every one equally likely.
    ///
    /// Source: Lemire, "Fast random integer generation in an interval", ACM Transactions on
    /// Modeling and Computer Simulation 29(1), 2019.
    @inline(__always)
    mutating func below(_ bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold {
                product = next().multipliedFullWidth(by: bound)
            }
        }
        return product.high
    }

    /// A multiple of 2^-53 from 0 up to, not including, 1.
    @inline(__always)
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}
