/// The generator behind every draw of an operation stream: xoshiro256**, 256 bits of state.
///
/// Integer arithmetic only, so a seed gives the same numbers on every machine.
///
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM Transactions
/// on Mathematical Software 47(4), 2021; the test compares with the authors' reference.
struct Xoshiro256: RandomNumberGenerator, Sendable {
    private var state0: UInt64
    private var state1: UInt64
    private var state2: UInt64
    private var state3: UInt64

    /// A generator whose four words come from `SplitMix64`, as the authors advise.
    init(seed: UInt64) {
        var seeder = SplitMix64(seed: seed)
        self.init(state: (seeder.next(), seeder.next(), seeder.next(), seeder.next()))
    }

    /// A generator in a given state, not all zero.
    init(state: (UInt64, UInt64, UInt64, UInt64)) {
        (state0, state1, state2, state3) = state
        precondition(state0 | state1 | state2 | state3 != 0, "the state is all zero")
    }

    /// The next 64 bits.
    @inline(__always)
    mutating func next() -> UInt64 {
        let product = state1 &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let shifted = state1 << 17
        state2 ^= state0
        state3 ^= state1
        state1 ^= state2
        state0 ^= state3
        state2 ^= shifted
        state3 = (state3 << 45) | (state3 >> 19)
        return result
    }

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
