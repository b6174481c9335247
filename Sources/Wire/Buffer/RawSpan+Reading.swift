/// How decoders read bytes: every access checks its bounds, and no alignment is assumed.
extension RawSpan {
    /// The byte at `offset`; traps outside the span.
    @inline(__always)
    public func byte(at offset: Int) -> UInt8 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// The integer at `offset` whose most significant byte comes first; traps outside the span.
    ///
    /// - Parameters:
    ///   - offset: where its first byte is.
    ///   - type: its type, which says how many bytes it has.
    /// - Returns: the integer.
    @inline(__always)
    public func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Value.Type = Value.self
    ) -> Value {
        unsafe Value(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// The integer at `offset` whose least significant byte comes first; traps outside the span.
    ///
    /// - Parameters:
    ///   - offset: where its first byte is.
    ///   - type: its type, which says how many bytes it has.
    /// - Returns: the integer.
    @inline(__always)
    public func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Value.Type = Value.self
    ) -> Value {
        unsafe Value(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// Whether the bytes are exactly those of `literal`.
    @inline(__always)
    public func equals(_ literal: StaticString) -> Bool {
        byteCount == literal.utf8CodeUnitCount && hasPrefix(literal)
    }

    /// Whether the first bytes are those of `literal`.
    public func hasPrefix(_ literal: StaticString) -> Bool {
        let prefix = literal.bytes
        guard byteCount >= prefix.byteCount else { return false }
        for offset in prefix.byteOffsets where byte(at: offset) != prefix.byte(at: offset) {
            return false
        }
        return true
    }

    /// Whether both spans hold the same bytes.
    @inline(__always)
    public func equals(_ other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        var offset = 0
        while offset + 8 <= byteCount {
            if littleEndian(at: offset, as: UInt64.self)
                != other.littleEndian(at: offset, as: UInt64.self)
            {
                return false
            }
            offset += 8
        }
        while offset < byteCount {
            if byte(at: offset) != other.byte(at: offset) { return false }
            offset += 1
        }
        return true
    }

    /// The offset of the first `wanted` byte at or after `start`, if there is one.
    ///
    /// - Parameters:
    ///   - wanted: the byte to look for.
    ///   - start: where to begin; at most the number of bytes.
    /// - Returns: the offset, nil when there is none.
    @inline(__always)
    public func firstOffset(of wanted: UInt8, from start: Int = 0) -> Int? {
        var offset = start
        let pattern = 0x0101_0101_0101_0101 &* UInt64(wanted)
        // Eight at a time: only a zero byte turns its highest bit on by losing one, and of several
        // the lowest is certain (Mycroft's test, as in Hacker's Delight, 6-1).
        while offset + 8 <= byteCount {
            let word = littleEndian(at: offset, as: UInt64.self) ^ pattern
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 { return offset + zeros.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < byteCount {
            if byte(at: offset) == wanted { return offset }
            offset += 1
        }
        return nil
    }

    /// The bytes as text, with U+FFFD for what is not UTF-8: for messages, not for hot paths.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for offset in byteOffsets { bytes.append(byte(at: offset)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
