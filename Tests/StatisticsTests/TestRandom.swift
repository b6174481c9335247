import Glibc

/// Random numbers for these tests: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct TestRandom {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
        // Far from the states of other seeds, which would give the same numbers one draw later.
        state = next() &* 0xd6e8_feb8_6659_fd93
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// From 0 up to, not including, 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// An exponential variable of mean 1.
    mutating func exponential() -> Double { -log1p(-unit()) }
}

/// The system's functions, under names that tests can import.
enum DoubleMath {
    static func log(_ x: Double) -> Double { Glibc.log(x) }
    static func exp(_ x: Double) -> Double { Glibc.exp(x) }
}
