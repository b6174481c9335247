internal import Workload

/// The 24 bytes that begin every value of a verified run.
///
/// | bytes | |
/// |---|---|
/// | 0…7 | the key, with its keyspace |
/// | 8…11 | the version: how many writes of this value had begun, this one included |
/// | 12…15 | where in the value pool the rest of the value comes from |
/// | 16…23 | a checksum of all of that, the rest of the value, its length and its bin |
///
/// Numbers are little endian. With them a value that lies under the wrong key or bin, that lost its
/// end, that mixes two writes or in which one bit changed is told from every value that was
/// written.
///
/// Safety: loads and stores are checked against the length of the span they are made in.
@frozen
public struct ValueStamp: Hashable, Sendable, BitwiseCopyable {
    /// Bytes of a stamp; a value of a verified run is at least as long.
    @inlinable
    public static var byteCount: Int { 24 }

    /// Whose value it is.
    public var key: VerifiedKey
    /// Which of the writes of this value it comes from, from 1; it goes round after 2^32.
    public var version: UInt32
    /// Where the rest of the value begins in the value pool, less the stamp's length.
    public var poolOffset: UInt32

    /// A stamp; each value as its property says.
    @inline(__always)
    public init(key: VerifiedKey, version: UInt32, poolOffset: UInt32) {
        self.key = key
        self.version = version
        self.poolOffset = poolOffset
    }

    // MARK: Writing

    /// Stamps a value whose other bytes are there already.
    ///
    /// - Parameters:
    ///   - value: the value, at least `byteCount` long.
    ///   - bin: the number of the bin it is for.
    @inline(__always)
    public func write(to value: inout MutableRawSpan, bin: UInt16) {
        value.storeBytes(of: key.bits.littleEndian, toByteOffset: 0, as: UInt64.self)
        value.storeBytes(of: version.littleEndian, toByteOffset: 8, as: UInt32.self)
        value.storeBytes(of: poolOffset.littleEndian, toByteOffset: 12, as: UInt32.self)
        let checksum = Self.checksum(of: value.bytes, bin: bin)
        value.storeBytes(of: checksum.littleEndian, toByteOffset: 16, as: UInt64.self)
    }

    // MARK: Reading

    /// The stamp that a value claims to have, checksum or no checksum; nil when it is too short.
    @inline(__always)
    init?(claimedBy value: RawSpan) {
        guard value.byteCount >= Self.byteCount else { return nil }
        key = VerifiedKey(bits: unsafe Self.word(value, 0))
        let numbers = unsafe Self.word(value, 8)
        version = UInt32(truncatingIfNeeded: numbers)
        poolOffset = UInt32(truncatingIfNeeded: numbers >> 32)
    }

    /// The stamp of a whole value of `bin`, or nil when the value is not one that was written.
    ///
    /// - Parameters:
    ///   - value: all bytes of the value.
    ///   - bin: the number of the bin it was found in.
    @inline(__always)
    public init?(of value: RawSpan, bin: UInt16) {
        guard value.byteCount >= Self.byteCount,
            unsafe Self.word(value, 16) == Self.checksum(of: value, bin: bin)
        else { return nil }
        self.init(claimedBy: value)
    }

    // MARK: Checksum

    /// Two sums, each over two lanes of 64 bits: of the words, and of the first sum after each word
    /// (Fletcher, "An arithmetic checksum for serial transmissions", 1982, with 2^64 in place of
    /// 255), mixed by two multiplications with the length and the bin.
    ///
    /// One changed bit changes the first sum, words that changed places the second. Sixteen bytes
    /// take two additions: for the 760 bytes of ten values in the first-level cache 18 ns, where
    /// comparing them with the pool took 24 to 29 ns and multiplying 27 ns.
    @inlinable
    @inline(__always)
    static func checksum(of value: RawSpan, bin: UInt16) -> UInt64 {
        let byteCount = value.byteCount
        var sums = unsafe words(value, 0)
        var sumsOfSums = sums
        var offset = Self.byteCount
        while offset &+ 64 <= byteCount {
            sums &+= unsafe words(value, offset)
            sumsOfSums &+= sums
            sums &+= unsafe words(value, offset &+ 16)
            sumsOfSums &+= sums
            sums &+= unsafe words(value, offset &+ 32)
            sumsOfSums &+= sums
            sums &+= unsafe words(value, offset &+ 48)
            sumsOfSums &+= sums
            offset &+= 64
        }
        while offset &+ 16 <= byteCount {
            sums &+= unsafe words(value, offset)
            sumsOfSums &+= sums
            offset &+= 16
        }
        if offset < byteCount {
            // The last 16 bytes, some of them for the second time, where there are as many.
            sums &+=
                byteCount >= Self.byteCount &+ 16
                ? unsafe words(value, byteCount &- 16) : shortTail(of: value)
            sumsOfSums &+= sums
        }
        let place = UInt64(truncatingIfNeeded: byteCount) << 16 | UInt64(bin)
        return folded(sums[0] ^ 0x9e37_79b9_7f4a_7c15 ^ place, sumsOfSums[1] | 1)
            ^ folded(sums[1] ^ 0xbf58_476d_1ce4_e5b9, sumsOfSums[0] | 1)
    }

    /// The 1 to 15 bytes after the stamp of a value that has no more.
    @inline(never)
    @usableFromInline
    static func shortTail(of value: RawSpan) -> SIMD2<UInt64> {
        var words = SIMD2<UInt64>.zero
        for index in byteCount..<value.byteCount {
            let byte = unsafe value.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
            let place = index &- byteCount
            words[place >> 3] |= UInt64(byte) << UInt64((place & 7) &* 8)
        }
        return words
    }

    @inlinable
    @inline(__always)
    static func folded(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }

    @inlinable
    @inline(__always)
    @unsafe static func words(_ value: RawSpan, _ offset: Int) -> SIMD2<UInt64> {
        unsafe value.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset, as: SIMD2<UInt64>.self)
    }

    @inlinable
    @inline(__always)
    @unsafe static func word(_ value: RawSpan, _ offset: Int) -> UInt64 {
        unsafe UInt64(
            littleEndian: value.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset, as: UInt64.self))
    }
}
