/// Numbers as decimal text, eight digits at a time.
///
/// Source of the method: Khuong, "How to print integers really fast", 2017: a word is split into
/// two halves, then four pairs, then eight digits, each step working on all parts at once.
enum DecimalText {
    /// The four letters `user` as they lie in memory.
    static let user = UInt32(littleEndian: 0x7265_7375)

    /// The eight digits of a number below 10^8, with leading zeros, as they lie in memory.
    @inline(__always)
    static func eightDigits(_ number: UInt64) -> UInt64 {
        let upper = (number &* 3_518_437_209) >> 45  // number ÷ 10,000
        let halves = upper | ((number &- upper &* 10_000) << 32)
        let hundreds = ((halves &* 10_486) >> 20) & 0x7f_0000_007f
        let pairs = hundreds | ((halves &- hundreds &* 100) << 16)
        let tens = ((pairs &* 103) >> 10) & 0x0f_000f_000f_000f
        let digits = tens | ((pairs &- tens &* 10) << 8)
        return UInt64(littleEndian: digits | 0x3030_3030_3030_3030)
    }

    /// Writes `user` and the digits of `number`, without padding.
    ///
    /// - Returns: how many bytes that is, at most 24.
    @inline(__always)
    static func writeUser(_ number: UInt64, into space: inout MutableRawSpan) -> Int {
        space.storeBytes(of: user, toByteOffset: 0, as: UInt32.self)
        return write(number, at: 4, into: &space)
    }

    /// Writes the digits of `number` at `offset`, without padding.
    ///
    /// - Parameters:
    ///   - number: the number.
    ///   - offset: where its first digit goes; 20 bytes from there are overwritten or kept.
    ///   - space: where to write.
    /// - Returns: the offset after the last digit.
    @inline(__always)
    static func write(_ number: UInt64, at offset: Int, into space: inout MutableRawSpan) -> Int {
        guard number >= 10_000_000_000_000_000 else {
            return writeShort(number, at: offset, into: &space)
        }
        let (upper, low) = number.quotientAndRemainder(dividingBy: 100_000_000)
        let (high, middle) = upper.quotientAndRemainder(dividingBy: 100_000_000)
        let end = writeLeading(high, at: offset, into: &space)
        space.storeBytes(of: eightDigits(middle), toByteOffset: end, as: UInt64.self)
        space.storeBytes(of: eightDigits(low), toByteOffset: end + 8, as: UInt64.self)
        return end + 16
    }

    /// Writes a number below 10^16.
    @inline(never)
    private static func writeShort(
        _ number: UInt64, at offset: Int, into space: inout MutableRawSpan
    ) -> Int {
        guard number >= 100_000_000 else { return writeLeading(number, at: offset, into: &space) }
        let (high, low) = number.quotientAndRemainder(dividingBy: 100_000_000)
        let end = writeLeading(high, at: offset, into: &space)
        space.storeBytes(of: eightDigits(low), toByteOffset: end, as: UInt64.self)
        return end + 8
    }

    /// Writes a number below 10^8 without its leading zeros; eight bytes are overwritten.
    @inline(__always)
    private static func writeLeading(
        _ number: UInt64, at offset: Int, into space: inout MutableRawSpan
    ) -> Int {
        let digits = eightDigits(number).littleEndian
        // Bytes hold 0x30 to 0x39: clearing the 0x30s leaves zero bytes for leading zeros.
        let zeroBits = min((digits ^ 0x3030_3030_3030_3030).trailingZeroBitCount & ~7, 56)
        space.storeBytes(
            of: UInt64(littleEndian: digits >> UInt64(zeroBits)), toByteOffset: offset,
            as: UInt64.self)
        return offset + 8 - zeroBits / 8
    }
}

/// Numbers as hexadecimal text.
enum HexadecimalText {
    /// The eight digits of a word, with leading zeros, as they lie in memory.
    @inline(__always)
    static func eightDigits(_ word: UInt32) -> UInt64 {
        // Spread the eight nibbles over eight bytes, the highest first.
        var spread = UInt64(word.byteSwapped)
        spread = (spread | (spread << 16)) & 0x0000_ffff_0000_ffff
        spread = (spread | (spread << 8)) & 0x00ff_00ff_00ff_00ff
        spread = ((spread >> 4) & 0x000f_000f_000f_000f) | ((spread & 0x000f_000f_000f_000f) << 8)
        // 0–9 become '0'–'9'; 10–15 carry into bit 4 when 6 is added, and move on to 'a'–'f'.
        let letters = ((spread &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return UInt64(littleEndian: spread &+ 0x3030_3030_3030_3030 &+ letters &* 39)
    }
}
