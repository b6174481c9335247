/// The one stored form of each value of a container: the shortest.
extension [UInt8] {
    /// Appends a first byte, then a number with its most significant byte first.
    public mutating func appendNumber<Number: FixedWidthInteger>(_ first: UInt8, _ number: Number) {
        append(first)
        var shift = Number.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    /// Appends an integer.
    public mutating func appendInteger(_ number: Int64) {
        switch number {
        case -32...127: append(UInt8(truncatingIfNeeded: number))
        case 128...0xff: appendNumber(0xcc, UInt8(number))
        case 0x100...0xffff: appendNumber(0xcd, UInt16(number))
        case 0x1_0000...0xffff_ffff: appendNumber(0xce, UInt32(number))
        case 0x1_0000_0000...: appendNumber(0xcf, UInt64(number))
        case Int64(Int8.min)...: appendNumber(0xd0, Int8(number))
        case Int64(Int16.min)...: appendNumber(0xd1, Int16(number))
        case Int64(Int32.min)...: appendNumber(0xd2, Int32(number))
        default: appendNumber(0xd3, number)
        }
    }

    /// Appends a floating-point number of 64 bits.
    public mutating func appendDouble(_ number: Double) {
        appendNumber(0xcb, number.bitPattern)
    }

    /// The head of text or blob of `count` bytes, the type byte counted.
    public mutating func appendTextHead(count: Int) {
        switch count {
        case ..<32: append(0xa0 | UInt8(count))
        case ..<0x100: appendNumber(0xd9, UInt8(count))
        case ..<0x1_0000: appendNumber(0xda, UInt16(count))
        default: appendNumber(0xdb, UInt32(count))
        }
    }

    /// Appends the head of a list of `count` elements, and its flags unless they are 0.
    public mutating func appendListHead(count: Int, flags: UInt8) {
        let total = count + (flags == 0 ? 0 : 1)
        switch total {
        case ..<16: append(0x90 | UInt8(total))
        case ..<0x1_0000: appendNumber(0xdc, UInt16(total))
        default: appendNumber(0xdd, UInt32(total))
        }
        if flags != 0 { append(contentsOf: [0xc7, 0, flags]) }
    }

    /// Appends the head of a map of `count` pairs, and its flags unless they are 0.
    public mutating func appendMapHead(count: Int, flags: UInt8) {
        let total = count + (flags == 0 ? 0 : 1)
        switch total {
        case ..<16: append(0x80 | UInt8(total))
        case ..<0x1_0000: appendNumber(0xde, UInt16(total))
        default: appendNumber(0xdf, UInt32(total))
        }
        if flags != 0 { append(contentsOf: [0xc7, 0, flags, 0xc0]) }
    }

    /// Appends the bytes in `range`.
    public mutating func append(_ bytes: RawSpan, _ range: Range<Int>) {
        reserve(range.count)
        for index in range { append(bytes.byte(at: index)) }
    }

    /// Room for `count` more, at least doubling, as `reserveCapacity` alone would not.
    private mutating func reserve(_ count: Int) {
        let needed = self.count + count
        if needed > capacity { reserveCapacity(Swift.max(needed, 2 * capacity)) }
    }
}
