/// Writes keys in one format; sources are specialised for each, as for `KeyChooser`.
protocol KeyWriter {
    /// Writes the key of `index` at the start of `space`, and returns how many bytes it has.
    func write(_ index: UInt64, into space: inout MutableRawSpan) -> Int
}

/// `user` and the decimal digits of the hash.
struct YCSBKeyWriter: KeyWriter {
    @inline(__always)
    func write(_ index: UInt64, into space: inout MutableRawSpan) -> Int {
        DecimalText.writeUser(FNV64.magnitude(index), into: &space)
    }
}

/// `user` and 20 decimal digits of the number.
struct OrderedKeyWriter: KeyWriter {
    @inline(__always)
    func write(_ index: UInt64, into space: inout MutableRawSpan) -> Int {
        // 24 digits, of which the first four, zeros, give way to `user`.
        let (upper, low) = index.quotientAndRemainder(dividingBy: 100_000_000)
        let (high, middle) = upper.quotientAndRemainder(dividingBy: 100_000_000)
        space.storeBytes(of: DecimalText.eightDigits(high), toByteOffset: 0, as: UInt64.self)
        space.storeBytes(of: DecimalText.eightDigits(middle), toByteOffset: 8, as: UInt64.self)
        space.storeBytes(of: DecimalText.eightDigits(low), toByteOffset: 16, as: UInt64.self)
        space.storeBytes(of: DecimalText.user, toByteOffset: 0, as: UInt32.self)
        return 24
    }
}

/// Decimal digits.
struct DecimalKeyWriter: KeyWriter {
    @inline(__always)
    func write(_ index: UInt64, into space: inout MutableRawSpan) -> Int {
        DecimalText.write(index, at: 0, into: &space)
    }
}

/// Eight bytes, the highest first.
struct IntegerKeyWriter: KeyWriter {
    @inline(__always)
    func write(_ index: UInt64, into space: inout MutableRawSpan) -> Int {
        space.storeBytes(of: index.bigEndian, toByteOffset: 0, as: UInt64.self)
        return 8
    }
}

/// Hexadecimal digits, repeated up to the length that an ETC key has.
struct FacebookKeyWriter: KeyWriter {
    private let byteCounts = FacebookETC.keyByteCounts

    @inline(__always)
    func write(_ index: UInt64, into space: inout MutableRawSpan) -> Int {
        var mixer = SplitMix64(seed: index)
        let word = mixer.next()
        let byteCount = Int(byteCounts[Int(word >> 52)])
        let high = HexadecimalText.eightDigits(UInt32(truncatingIfNeeded: word >> 32))
        let low = HexadecimalText.eightDigits(UInt32(truncatingIfNeeded: word))
        // The end first: what the whole words then cover must not be cut short.
        space.storeBytes(of: low, toByteOffset: byteCount - 8, as: UInt64.self)
        var offset = 0
        while offset + 8 <= byteCount {
            let digits = offset & 8 == 0 ? high : low
            space.storeBytes(of: digits, toByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        return byteCount
    }
}
