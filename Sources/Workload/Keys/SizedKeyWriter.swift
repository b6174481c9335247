/// Writes keys of given sizes: digits that tell the key from all others, then more digits up to the
/// size.
///
/// A key's number is shuffled among the numbers of so many base-32 digits (0–9, a–v) as all keys
/// need; those come first, the lowest digit at the beginning, so that keys of all sizes differ. The
/// size, too, is decided by the number alone.
struct SizedKeyWriter: KeyWriter {
    /// The most keys that can be told apart, in 12 digits.
    static let countLimit: UInt64 = 1 << 59
    /// The longest key, in bytes: what fits with its length into a batch's entry.
    static let sizeLimit = 65_472

    /// Keys up to this length are written by one store.
    private static let shortByteCount = 16

    private let sizes: SizeDistribution
    private let permutation: Permutation
    private let digitBitCount: UInt64
    private let count: UInt64
    private let isShort: Bool

    /// A writer of the keys numbered from 0 up to, not including, `count`.
    ///
    /// `sizes` are at least `smallestByteCount(count:)`.
    init(sizes: SizeDistribution, count: UInt64) {
        let digitCount = Self.smallestByteCount(count: count)
        precondition(sizes.smallest >= digitCount, "keys shorter than \(digitCount) bytes")
        self.sizes = sizes
        self.count = count
        digitBitCount = UInt64(digitCount) * 5
        isShort = sizes.largest <= Self.shortByteCount
        permutation = Permutation(count: 1 << digitBitCount)
    }

    /// How many bytes the shortest of `count` keys must have: 4 for a million, 6 for a billion.
    ///
    /// One number at least is left for keys that never existed.
    static func smallestByteCount(count: UInt64) -> Int {
        precondition(count > 0 && count <= countLimit, "\(count) keys")
        return (64 - count.leadingZeroBitCount + 4) / 5
    }

    /// The room that `write` needs for keys of up to `largestByteCount` bytes.
    static func byteLimit(largestByteCount: Int) -> Int {
        largestByteCount <= shortByteCount ? shortByteCount : (largestByteCount + 63) & ~63
    }

    /// Keys that never existed have numbers beyond all others: they share those that are left.
    @inline(__always)
    func word(_ index: UInt64) -> UInt64 {
        if index < count { return permutation(index) }
        return permutation(count + index % ((1 << digitBitCount) - count))
    }

    @inline(__always)
    func write(_ word: UInt64, into space: inout MutableRawSpan) -> Int {
        var mixer = SplitMix64(seed: word)
        let mix = mixer.next()
        let byteCount = sizes.size(for: mix)
        let digits = word | (mix << digitBitCount)
        let first = Base32Text.eightDigits(digits)
        let second = Base32Text.eightDigits((digits >> 40) | (mix << 24))
        let pair = SIMD2(first, second)
        space.storeBytes(of: pair, toByteOffset: 0, as: SIMD2<UInt64>.self)
        if isShort { return byteCount }
        // 64 bytes at a time, most of them too many: a loop that ends at each key's own size costs
        // a mispredicted branch for most keys.
        var offset = 0
        repeat {
            for part in 0..<4 {
                space.storeBytes(
                    of: pair, toByteOffset: offset &+ 16 &* part, as: SIMD2<UInt64>.self)
            }
            offset &+= 64
        } while offset < byteCount
        return byteCount
    }
}

/// Numbers in base 32, with the digits 0–9 and a–v.
enum Base32Text {
    /// The digits of the lowest 40 bits, the lowest first, as they lie in memory.
    @inline(__always)
    static func eightDigits(_ word: UInt64) -> UInt64 {
        // Spread over two halves, then four quarters, then eight bytes of five bits.
        var spread = (word & 0xf_ffff) | ((word & 0xff_fff0_0000) << 12)
        spread = (spread & 0x3ff_0000_03ff) | ((spread & 0xf_fc00_000f_fc00) << 6)
        spread = (spread & 0x1f_001f_001f_001f) | ((spread & 0x3e0_03e0_03e0_03e0) << 3)
        // 10 and above carry into bit 7 when 118 is added, and move on from '9' + 1 to 'a'.
        let letters = ((spread &+ 0x7676_7676_7676_7676) >> 7) & 0x0101_0101_0101_0101
        return UInt64(littleEndian: spread &+ 0x3030_3030_3030_3030 &+ letters &* 39)
    }
}
