/// The hash by which YCSB turns a key number into a key name.
///
/// Source: FNV-1 style as in YCSB's `Utils.fnvhash64`: offset basis 0xCBF29CE484222325, prime
/// 1,099,511,628,211, over the eight bytes from the lowest; xor first, then multiply.
enum FNV64 {
    /// The absolute value of the hash read as a signed number, as YCSB takes it.
    @inline(__always)
    static func magnitude(_ number: UInt64) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var rest = number
        for _ in 0..<8 {
            hash = (hash ^ (rest & 0xff)) &* 1_099_511_628_211
            rest >>= 8
        }
        return Int64(bitPattern: hash).magnitude
    }
}
