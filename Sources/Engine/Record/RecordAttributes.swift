/// The small facts of a record: when it was written last, how often, and how large it is.
struct RecordAttributes: BitwiseCopyable, Hashable {
    /// Seconds since 2010-01-01 UTC.
    var lastUpdateTime: UInt32
    var generation: UInt16
    /// Bytes of all bins with their headers; 24 bits.
    var packedByteCount: Int

    @inline(__always)
    init(lastUpdateTime: UInt32, generation: UInt16, packedByteCount: Int) {
        self.lastUpdateTime = lastUpdateTime
        self.generation = generation
        self.packedByteCount = packedByteCount
    }

    /// What `word` and `highByte` say.
    @inline(__always)
    init(word: UInt64, highByte: UInt8) {
        lastUpdateTime = UInt32(truncatingIfNeeded: word)
        generation = UInt16(truncatingIfNeeded: word >> 32)
        packedByteCount = Int(truncatingIfNeeded: word >> 48) | Int(highByte) << 16
    }

    /// Last update time (32 bits), generation (16), the low bits of the byte count (16).
    @inline(__always)
    var word: UInt64 {
        UInt64(lastUpdateTime) | UInt64(generation) << 32
            | UInt64(truncatingIfNeeded: packedByteCount) << 48
    }

    /// The high bits of the byte count.
    @inline(__always)
    var highByte: UInt8 { UInt8(truncatingIfNeeded: packedByteCount >> 16) }

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

    /// Metadata of those values.
    @inline(__always)
    public init(generation: UInt16, voidTime: UInt32) {
        self.generation = generation
        self.voidTime = voidTime
    }
}
