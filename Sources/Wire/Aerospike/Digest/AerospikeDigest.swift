/// The 20 bytes that name a record within its namespace, as clients compute them.
///
/// RIPEMD-160 of the set's name, a byte for the key's type, and the key. The namespace is not in
/// it. Source: `as_key.c` of Aerospike's C client.
public struct AerospikeDigest: BitwiseCopyable, Sendable {
    private var storage = InlineArray<20, UInt8>(repeating: 0)

    /// Twenty zeros: a place for a digest.
    public init() {}

    /// The digest of a key.
    ///
    /// - Parameters:
    ///   - key: the key's bytes; of an integer or double, eight with the most significant first.
    ///   - type: what the bytes are: integer, double, string or blob.
    ///   - set: the set's name; empty for none.
    public init(ofKey key: RawSpan, type: AerospikeParticleType, set: RawSpan) {
        self.init(ofKey: key, after: Self.beginning(ofSet: set, type: type))
    }

    /// What the digests of all keys of one set and one type begin with.
    ///
    /// - Parameters:
    ///   - set: the set's name; empty for none.
    ///   - type: what the keys are.
    /// - Returns: the digest of set and type, to go on with a key.
    public static func beginning(ofSet set: RawSpan, type: AerospikeParticleType) -> RIPEMD160 {
        var hash = RIPEMD160()
        hash.update(set)
        hash.append(type.rawValue)
        return hash
    }

    /// The digest of a key whose set and type are digested already.
    @inline(__always)
    public init(ofKey key: RawSpan, after beginning: RIPEMD160) {
        var hash = beginning
        hash.update(key)
        self = hash.finalize()
    }

    /// The digest with these bytes, or nil when they are not exactly 20.
    public init?(bytes: RawSpan) {
        guard bytes.byteCount == AerospikeLimits.digestByteCount else { return nil }
        for index in bytes.byteOffsets { storage[index] = bytes.byte(at: index) }
    }

    /// The digest of five words, the first byte of each most significant.
    init(_ word0: UInt32, _ word1: UInt32, _ word2: UInt32, _ word3: UInt32, _ word4: UInt32) {
        store(word0, at: 0)
        store(word1, at: 4)
        store(word2, at: 8)
        store(word3, at: 12)
        store(word4, at: 16)
    }

    private mutating func store(_ word: UInt32, at offset: Int) {
        storage[offset] = UInt8(truncatingIfNeeded: word >> 24)
        storage[offset + 1] = UInt8(truncatingIfNeeded: word >> 16)
        storage[offset + 2] = UInt8(truncatingIfNeeded: word >> 8)
        storage[offset + 3] = UInt8(truncatingIfNeeded: word)
    }

    /// The 20 bytes.
    public var bytes: RawSpan {
        @inline(__always)
        @_lifetime(borrow self)
        get {
            // Bytes have no padding that would be read uninitialised.
            unsafe storage.span.bytes
        }
    }

    /// Which of the 4,096 partitions it belongs to.
    @inline(__always)
    public var partition: Int { Int(storage[0]) | Int(storage[1] & 0xf) << 8 }
}

extension AerospikeDigest: Hashable {
    /// Whether the bytes are the same.
    public static func == (left: AerospikeDigest, right: AerospikeDigest) -> Bool {
        left.bytes.equals(right.bytes)
    }

    /// Feeds the bytes to a hasher; the first sixteen tell digests apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.littleEndian(at: 0, as: UInt64.self))
        hasher.combine(bytes.littleEndian(at: 8, as: UInt64.self))
    }
}

extension AerospikeDigest: CustomStringConvertible {
    /// The bytes as 40 hexadecimal digits.
    public var description: String {
        bytes.byteOffsets.map { offset in
            let digits = String(bytes.byte(at: offset), radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }
}
