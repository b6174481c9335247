/// The small facts of a record, packed into one word so that one load brings them all.
///
/// Generation 16 bits, bin count 15, set 12, packed byte count 21.
struct RecordAttributes: BitwiseCopyable, Hashable {
    var rawValue: UInt64

    @inline(__always)
    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    @inline(__always)
    init(generation: UInt16, binCount: Int, set: SetID, packedByteCount: Int) {
        rawValue =
            UInt64(generation) | UInt64(truncatingIfNeeded: binCount) << 16
            | UInt64(set.rawValue) << 31 | UInt64(truncatingIfNeeded: packedByteCount) << 43
    }

    @inline(__always)
    var generation: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

    @inline(__always)
    var binCount: Int { Int(truncatingIfNeeded: rawValue >> 16 & 0x7fff) }

    @inline(__always)
    var set: SetID { SetID(rawValue: UInt16(truncatingIfNeeded: rawValue >> 31 & 0xfff)) }

    /// Bytes of all bins with their headers.
    @inline(__always)
    var packedByteCount: Int { Int(truncatingIfNeeded: rawValue >> 43) }

    /// The generation that a write gives a record of `generation`; 65,535 is followed by 1.
    @inline(__always)
    static func generation(after generation: UInt16) -> UInt16 {
        generation == .max ? 1 : generation &+ 1
    }
}

/// What a store knows of a record besides its bins.
public struct RecordMetadata: BitwiseCopyable, Hashable, Sendable {
    /// How many times it was written, 1…65,535; after 65,535 comes 1.
    public var generation: UInt16
    /// When it expires, in seconds since 2010-01-01 UTC; 0 for never.
    public var voidTime: UInt32
}
