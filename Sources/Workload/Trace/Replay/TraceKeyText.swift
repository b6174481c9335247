/// The bytes of a trace's keys, made from their numbers.
///
/// The digits of the number to base 64, the lowest first, lengthened with points to the key's
/// recorded size. So a replay reads no table of texts, which would be as large as the keys
/// together, and different keys stay different. A key whose recorded size is below its number of
/// digits (one to five for a billion keys) is longer than recorded.
struct TraceKeyText: Sendable {
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".utf8)

    /// Room for a key of `byteCount` bytes: whole words are written.
    static func room(_ byteCount: Int) -> Int { max(8, (byteCount + 7) / 8 * 8) }

    /// Writes the key at the start of `space`, which has `room` for it.
    ///
    /// - Parameters:
    ///   - number: the key's number, below 2^48.
    ///   - byteCount: its recorded size.
    ///   - space: where to write.
    /// - Returns: how many bytes it has.
    @inline(__always)
    static func write(
        _ number: UInt64, byteCount: Int, into space: inout MutableRawSpan
    ) -> Int {
        var word: UInt64 = 0x2e2e_2e2e_2e2e_2e2e
        var (rest, shift) = (number, 0 as UInt64)
        repeat {
            let digit = UInt64(digits[Int(rest & 63)])
            word ^= (digit ^ 0x2e) << shift
            shift += 8
            rest >>= 6
        } while rest > 0
        var offset = 8
        while offset < byteCount {
            space.storeBytes(
                of: 0x2e2e_2e2e_2e2e_2e2e, toByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        space.storeBytes(of: word.littleEndian, toByteOffset: 0, as: UInt64.self)
        return max(byteCount, Int(shift / 8))
    }
}
