internal import Wire

/// The 20 bytes that name a record within its namespace.
///
/// Held as three numbers in digest order, so that comparing them compares the bytes: first by
/// partition, then, within a partition, as `memcmp` orders the 20 bytes.
///
/// Source of the partition rule: Aerospike's protocol (first two bytes, little endian, low
/// 12 bits).
public struct Digest: BitwiseCopyable, Hashable, Sendable {
    /// Partition (12 bits), high half of byte 1 (4 bits), bytes 2…7 (48 bits).
    ///
    /// A rearrangement of bytes 0…7 that loses nothing.
    let orderKey: UInt64
    /// Bytes 8…15, the first most significant.
    public let middle: UInt64
    /// Bytes 16…19, the first most significant.
    public let tail: UInt32

    /// How many bytes a digest has.
    public static var byteCount: Int { 20 }

    @inline(__always)
    init(orderKey: UInt64, middle: UInt64, tail: UInt32) {
        self.orderKey = orderKey
        self.middle = middle
        self.tail = tail
    }

    /// The digest with these bytes, or nil when they are not exactly 20.
    @inline(__always)
    public init?(bytes: RawSpan) {
        guard bytes.byteCount == Self.byteCount else { return nil }
        self.init(
            head: unsafe UInt64(
                bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            middle: unsafe UInt64(
                bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            tail: unsafe UInt32(
                bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 16, as: UInt32.self)))
    }

    /// Bytes 0…7, the first most significant.
    @inline(__always)
    public var head: UInt64 {
        (orderKey >> 52 & 0xff) << 56 | (orderKey >> 48 & 0xf) << 52 | (orderKey >> 60) << 48
            | orderKey & 0xffff_ffff_ffff
    }

    /// The digest that clients compute.
    @inline(__always)
    init(_ digest: AerospikeDigest) {
        let bytes = digest.bytes
        self.init(
            head: bytes.bigEndian(at: 0), middle: bytes.bigEndian(at: 8),
            tail: bytes.bigEndian(at: 16))
    }

    /// The digest whose bytes are those of the three numbers, most significant first.
    @inline(__always)
    init(head: UInt64, middle: UInt64, tail: UInt32) {
        let partition = (head >> 48 & 0xf) << 8 | head >> 56
        let highHalf = head >> 52 & 0xf
        self.init(
            orderKey: partition << 52 | highHalf << 48 | head & 0xffff_ffff_ffff,
            middle: middle, tail: tail)
    }

    /// Which of the 4,096 partitions it belongs to.
    @inline(__always)
    public var partition: Int { Int(truncatingIfNeeded: orderKey >> 52) }

    /// The byte at `index`, 0…19; traps outside.
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < Self.byteCount, "a digest has no byte \(index)")
        if index == 0 { return UInt8(truncatingIfNeeded: orderKey >> 52) }
        if index == 1 {
            let halves = (orderKey >> 48 & 0xf) << 4 | orderKey >> 60
            return UInt8(truncatingIfNeeded: halves)
        }
        if index < 8 { return UInt8(truncatingIfNeeded: orderKey >> UInt64(8 * (7 - index))) }
        if index < 16 { return UInt8(truncatingIfNeeded: middle >> UInt64(8 * (15 - index))) }
        return UInt8(truncatingIfNeeded: tail >> UInt32(8 * (19 - index)))
    }
}

extension Digest: Comparable {
    /// Digest order: by partition, then as `memcmp` orders the bytes.
    @inline(__always)
    public static func < (left: Digest, right: Digest) -> Bool {
        if left.orderKey != right.orderKey { return left.orderKey < right.orderKey }
        if left.middle != right.middle { return left.middle < right.middle }
        return left.tail < right.tail
    }
}

extension Digest: CustomStringConvertible {
    /// The bytes as 40 hexadecimal digits.
    public var description: String {
        var text = ""
        for index in 0..<Self.byteCount {
            text += self[index] < 16 ? "0" : ""
            text += String(self[index], radix: 16)
        }
        return text
    }
}
