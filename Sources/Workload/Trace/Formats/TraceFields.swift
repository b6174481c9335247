/// How readers of trace formats look at bytes; every access checks its bounds.
extension RawSpan {
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// The integer at `offset`, its least significant byte first.
    @inline(__always)
    func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Value.Type = Value.self
    ) -> Value {
        unsafe Value(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// Where the field that begins at `start` ends: at the next `separator`, or with the bytes.
    @inline(__always)
    func fieldEnd(_ start: Int, separator: UInt8) -> Int {
        var offset = start
        let pattern = 0x0101_0101_0101_0101 &* UInt64(separator)
        // Eight at a time: only a zero byte turns its highest bit on by losing one, and of several
        // the lowest is certain (Mycroft's test, as in Hacker's Delight, 6-1).
        while offset + 8 <= byteCount {
            let word = littleEndian(at: offset, as: UInt64.self) ^ pattern
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 { return offset + zeros.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < byteCount, byte(at: offset) != separator { offset += 1 }
        return offset
    }

    /// The number whose decimal digits fill `range`; nil when they do not, or it exceeds 10^18.
    @inline(__always)
    func decimal(_ range: Range<Int>) -> UInt64? {
        guard !range.isEmpty && range.count <= 18 else { return nil }
        var value: UInt64 = 0
        for offset in range {
            let digit = byte(at: offset) &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ UInt64(digit)
        }
        return value
    }

    /// The first bytes of `range` as text for a message.
    func text(_ range: Range<Int>) -> String {
        let bytes = range.prefix(60).map { byte(at: $0) }
        let text = String(decoding: bytes, as: UTF8.self)
        return WorkloadError.Place.shortened(range.count > 60 ? text + "…" : text)
    }

}
