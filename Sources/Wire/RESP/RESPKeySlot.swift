/// Which of a Redis Cluster's slots a key belongs to.
///
/// Source: "Key distribution model" and "Hash tags",
/// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/.
public enum RESPKeySlot {
    /// How many slots a cluster has.
    public static let count = 16_384

    /// The slot of `key`: CRC-16 of the key, or of what stands between its first braces.
    public static func slot(of key: RawSpan) -> Int {
        Int(crc16(hashed(key))) & (count - 1)
    }

    /// What of the key is hashed: keys that share what stands in braces share a slot.
    @_lifetime(copy key)
    private static func hashed(_ key: RawSpan) -> RawSpan {
        guard let open = key.firstOffset(of: UInt8(ascii: "{")),
            let close = key.firstOffset(of: UInt8(ascii: "}"), from: open + 1), close > open + 1
        else { return key }
        return key.extracting(open + 1..<close)
    }

    /// CRC-16 as XMODEM has it: polynomial 0x1021, initial value 0, not reflected.
    static func crc16(_ bytes: RawSpan) -> UInt16 {
        var remainder: UInt16 = 0
        for offset in bytes.byteOffsets {
            let index = Int(UInt8(truncatingIfNeeded: remainder >> 8) ^ bytes.byte(at: offset))
            remainder = remainder << 8 ^ table[index]
        }
        return remainder
    }

    private static let table: [UInt16] = (0..<256).map { index in
        (0..<8).reduce(UInt16(index) << 8) { value, _ in
            value & 0x8000 == 0 ? value << 1 : value << 1 ^ 0x1021
        }
    }
}
