/// The in-process digest: folded multiplication over two lanes, then three outputs.
///
/// The step is that of Wang Yi's wyhash (https://github.com/wangyi-fudan/wyhash): a 64 × 64 → 128
/// bit product whose halves are combined by exclusive or. Two lanes absorb every block with the
/// words in exchanged roles, so that the state has 128 bits and a zero factor in one lane does not
/// erase the block from the other. Constants are the first digits of π's fraction, in hexadecimal.
///
/// Not resistant against an adversary who chooses keys. Reads words as little endian, so the
/// result is the same on every machine.
///
/// Safety: the pointer to the key lives for one call and reads stay within `byteCount`.
@safe
struct FastDigest {
    private static var pi0: UInt64 { 0x243f_6a88_85a3_08d3 }
    private static var pi1: UInt64 { 0x1319_8a2e_0370_7344 }
    private static var pi2: UInt64 { 0xa409_3822_299f_31d0 }
    private static var pi3: UInt64 { 0x082e_fa98_ec4e_6c89 }
    private static var pi4: UInt64 { 0x4528_21e6_38d0_1377 }
    private static var pi5: UInt64 { 0xbe54_66cf_34e9_0c6c }
    private static var pi6: UInt64 { 0xc0ac_29b7_c97c_50dd }
    private static var pi7: UInt64 { 0x3f84_d5b5_b547_0917 }

    /// The seed that stands for a set's name in every digest of that set.
    static func seed(ofSetName name: RawSpan) -> UInt64 {
        digest(of: name, seed: pi0).orderKey
    }

    /// The digest of `key` under a seed that stands for set and key type.
    @inline(__always)
    static func digest(of key: RawSpan, seed: UInt64) -> Digest {
        let count = key.byteCount
        var first = seed ^ pi1
        var second = (seed &+ UInt64(truncatingIfNeeded: count)) ^ pi2
        unsafe key.withUnsafeBytes { bytes in
            guard count > 0, let base = bytes.baseAddress else { return }
            var offset = 0
            while count - offset > 16 {
                unsafe absorb(
                    word(base, offset), word(base, offset + 8), into: &first, &second)
                offset += 16
            }
            let last = unsafe lastWords(base, count)
            absorb(last.0, last.1, into: &first, &second)
        }
        return finish(first, second)
    }

    /// The digest of a key of eight bytes, which `word` has in their order, the first lowest.
    @inline(__always)
    static func digest(ofWord word: UInt64, seed: UInt64) -> Digest {
        var first = seed ^ pi1
        var second = (seed &+ 8) ^ pi2
        absorb(word, word, into: &first, &second)
        return finish(first, second)
    }

    /// What a key's type adds to the seed of its set.
    @inline(__always)
    static func typeSeed(_ type: KeyType) -> UInt64 {
        UInt64(type.rawValue) &* 0x9e37_79b9_7f4a_7c15
    }

    @inline(__always)
    private static func finish(_ first: UInt64, _ second: UInt64) -> Digest {
        Digest(
            orderKey: fold(first ^ pi4, second ^ pi5),
            middle: fold(first ^ pi6, second ^ pi7),
            tail: UInt32(truncatingIfNeeded: fold(first ^ pi0, second ^ pi3) >> 16))
    }

    @inline(__always)
    private static func absorb(
        _ left: UInt64, _ right: UInt64, into first: inout UInt64, _ second: inout UInt64
    ) {
        first = fold(left ^ first, right ^ pi3) &+ pi0
        second = fold(right ^ second, left ^ pi5) &+ pi2
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func half(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        unsafe UInt64(
            UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }

    /// The last 16 bytes as two words; of a shorter key (1 byte at least), reads that overlap but
    /// miss nothing.
    @inline(__always)
    private static func lastWords(_ base: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
        if count >= 16 { return unsafe (word(base, count - 16), word(base, count - 8)) }
        if count >= 8 { return unsafe (word(base, 0), word(base, count - 8)) }
        if count >= 4 { return unsafe (half(base, 0), half(base, count - 4)) }
        let first = unsafe base.load(as: UInt8.self)
        let middle = unsafe base.load(fromByteOffset: count / 2, as: UInt8.self)
        let last = unsafe base.load(fromByteOffset: count - 1, as: UInt8.self)
        return (UInt64(first) << 16 | UInt64(middle) << 8 | UInt64(last), 0)
    }
}
