/// A fixed shuffle of the integers below a count: every one comes out exactly once.
///
/// It scatters the popular ranks of a Zipf distribution over the keys without changing any
/// probability, which hashing modulo the count would.
///
/// Each step (xor with a right shift, multiplication by an odd number) is a bijection of the words
/// of `bitCount` bits; a result at or above the count is shuffled again until it is below, which
/// keeps the whole a bijection ("cycle walking": Black and Rogaway, "Ciphers with arbitrary finite
/// domains", CT-RSA 2002). Fewer than two rounds are needed on average.
struct Permutation: Sendable {
    private let count: UInt64
    private let mask: UInt64
    private let shift: UInt64

    /// A shuffle of 0 up to, not including, `count` (at least 1).
    init(count: UInt64) {
        precondition(count > 0, "a shuffle of nothing")
        self.count = count
        let bitCount = max(2, UInt64(64 - (count - 1).leadingZeroBitCount))
        mask = .max >> (64 - bitCount)
        shift = (bitCount + 1) / 2
    }

    /// Where `index`, which is below the count, goes.
    @inline(__always)
    func callAsFunction(_ index: UInt64) -> UInt64 {
        var word = index
        repeat {
            word = (word &+ 0x9e37_79b9_7f4a_7c15) & mask
            word = ((word ^ (word >> shift)) &* 0xbf58_476d_1ce4_e5b9) & mask
            word = ((word ^ (word >> shift)) &* 0x94d0_49bb_1331_11eb) & mask
            word ^= word >> shift
        } while word >= count
        return word
    }

    /// The index that goes to `position`, which is below the count.
    ///
    /// The steps undone in reverse order: an odd factor has an inverse, and a xor with a right
    /// shift by half of the bits or more undoes itself.
    func inverse(of position: UInt64) -> UInt64 {
        var word = position
        repeat {
            word ^= word >> shift
            word = (word &* 0x3196_42b2_d24d_8ec3) & mask
            word ^= word >> shift
            word = (word &* 0x96de_1b17_3f11_9089) & mask
            word ^= word >> shift
            word = (word &- 0x9e37_79b9_7f4a_7c15) & mask
        } while word >= count
        return word
    }
}
