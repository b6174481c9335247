@testable import Engine

/// A seeded generator for tests.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// A digest of random bytes.
    mutating func digest() -> Digest {
        Digest(head: next(), middle: next(), tail: UInt32(truncatingIfNeeded: next()))
    }
}

extension Digest {
    /// The digest of a record that crowds others: in one of two tables, with the home slot of all
    /// others there, and with the same first eight bytes as one of them.
    static func crowded(_ number: UInt64) -> Digest {
        Digest(orderKey: (5 + number % 2) << 52 | number / 4, middle: number, tail: 0)
    }
}
