/// A key as the values of a verified run carry it: its keyspace above its number.
@frozen
public struct VerifiedKey: Hashable, Sendable, BitwiseCopyable {
    /// The keyspace's number plus one over the top 8 bits, so that no key is all zeros.
    var bits: UInt64

    /// A key.
    ///
    /// - Parameters:
    ///   - index: its number in its keyspace.
    ///   - keyspace: the keyspace's number.
    @inline(__always)
    public init(index: UInt64, keyspace: UInt8 = 0) {
        bits = index ^ (UInt64(keyspace) &+ 1) << 56
    }

    /// The key's number, when it is below 2^56, as all are that exist.
    public var index: UInt64 { bits & (1 << 56 - 1) }

    /// The keyspace's number, for such a key.
    public var keyspace: UInt8 { UInt8(truncatingIfNeeded: bits >> 56) &- 1 }

    init(bits: UInt64) {
        self.bits = bits
    }
}
