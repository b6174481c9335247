/// Writes keys in one format; sources are specialised for each, as for `KeyChooser`.
///
/// The two steps are separate passes over a batch: the first has long chains of multiplications,
/// which the processor overlaps when they follow each other directly.
protocol KeyWriter {
    /// The word that decides the bytes of the key numbered `index`.
    func word(_ index: UInt64) -> UInt64

    /// Writes the key that `word` decides at the start of `space`.
    ///
    /// - Returns: how many bytes the key has.
    func write(_ word: UInt64, into space: inout MutableRawSpan) -> Int
}

extension KeyWriter {
    @inline(__always)
    func word(_ index: UInt64) -> UInt64 { index }
}

/// `user` and the decimal digits of the hash.
struct YCSBKeyWriter: KeyWriter {
    @inline(__always)
    func word(_ index: UInt64) -> UInt64 { FNV64.magnitude(index) }

    @inline(__always)
    func write(_ hash: UInt64, into space: inout MutableRawSpan) -> Int {
        DecimalText.writeUser(hash, into: &space)
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
    private let sizes = FacebookETC.keySizes

    @inline(__always)
    func word(_ index: UInt64) -> UInt64 {
        var mixer = SplitMix64(seed: index)
        return mixer.next()
    }

    @inline(__always)
    func write(_ word: UInt64, into space: inout MutableRawSpan) -> Int {
        let byteCount = sizes.size(for: word)
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
