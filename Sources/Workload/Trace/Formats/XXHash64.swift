/// The 64-bit hash XXH64: for keys' texts, and for the checksums of the mapped form.
///
/// Source: Collet, "xxHash fast digest algorithm", version 0.1.1 of 2018, section "XXH64";
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
enum XXHash64 {
    private static let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
    private static let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    private static let prime3: UInt64 = 0x1656_67b1_9e37_79f9
    private static let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63
    private static let prime5: UInt64 = 0x27d4_eb2f_1656_67c5

    /// The hash, with seed 0, of the bytes of `range`.
    static func hash(_ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
        var offset = range.lowerBound
        let end = range.upperBound
        precondition(offset >= 0 && end <= bytes.byteCount)
        var sum: UInt64
        if range.count >= 32 {
            var lanes = (prime1 &+ prime2, prime2, 0 as UInt64, 0 &- prime1)
            while offset + 32 <= end {
                lanes.0 = round(lanes.0, bytes.littleEndian(at: offset))
                lanes.1 = round(lanes.1, bytes.littleEndian(at: offset + 8))
                lanes.2 = round(lanes.2, bytes.littleEndian(at: offset + 16))
                lanes.3 = round(lanes.3, bytes.littleEndian(at: offset + 24))
                offset += 32
            }
            sum = rotate(lanes.0, 1) &+ rotate(lanes.1, 7)
            sum = sum &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
            sum = (sum ^ round(0, lanes.0)) &* prime1 &+ prime4
            sum = (sum ^ round(0, lanes.1)) &* prime1 &+ prime4
            sum = (sum ^ round(0, lanes.2)) &* prime1 &+ prime4
            sum = (sum ^ round(0, lanes.3)) &* prime1 &+ prime4
        } else {
            sum = prime5
        }
        sum = sum &+ UInt64(range.count)
        return finish(addRest(sum, bytes, offset..<end))
    }

    /// A number that is different for every `word`, and looks like a hash of it.
    @inline(__always)
    static func mix(_ word: UInt64) -> UInt64 { finish(word &+ prime5) }

    /// Fewer than 32 bytes: words, then half a word, then single bytes.
    @inline(__always)
    private static func addRest(_ start: UInt64, _ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
        var (sum, offset) = (start, range.lowerBound)
        while offset + 8 <= range.upperBound {
            sum = rotate(sum ^ round(0, bytes.littleEndian(at: offset)), 27) &* prime1 &+ prime4
            offset += 8
        }
        if offset + 4 <= range.upperBound {
            let half = UInt64(bytes.littleEndian(at: offset, as: UInt32.self))
            sum = rotate(sum ^ (half &* prime1), 23) &* prime2 &+ prime3
            offset += 4
        }
        while offset < range.upperBound {
            sum = rotate(sum ^ (UInt64(bytes.byte(at: offset)) &* prime5), 11) &* prime1
            offset += 1
        }
        return sum
    }

    @inline(__always)
    private static func finish(_ start: UInt64) -> UInt64 {
        var sum = (start ^ (start >> 33)) &* prime2
        sum = (sum ^ (sum >> 29)) &* prime3
        return sum ^ (sum >> 32)
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }

    @inline(__always)
    private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
        (word << count) | (word >> (64 - count))
    }
}
