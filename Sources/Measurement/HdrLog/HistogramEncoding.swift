/// Why bytes or text are not a histogram of ours.
public enum HistogramEncodingError: Error, Hashable, Sendable {
    /// The text is not base64.
    case notBase64
    /// There are only `byteCount` bytes, fewer than the header needs.
    case tooShort(byteCount: Int)
    /// The first word is not the one of the V2 encoding.
    case wrongCookie(UInt32)
    /// The header says `declared` bytes follow, but `actual` do.
    case wrongLength(declared: Int, actual: Int)
    /// The compressed part is no zlib block, or holds more than any histogram of ours.
    case notCompressed
    /// The buckets are laid out for another precision or unit.
    case otherLayout(significantDigits: UInt32, lowest: UInt64)
    /// A run of counts reaches beyond the last bucket.
    case countsBeyondLayout
    /// The last count is cut off.
    case truncatedCount
    /// The counts add up to more than 2^63.
    case totalTooLarge
}

/// HdrHistogram's V2 encoding, compressed: what interval logs hold.
///
/// All words are big-endian. Outer header: cookie, byte count of the zlib block. Inside it: cookie,
/// byte count of the counts, normalising offset, digits, lowest and highest value, ratio as a
/// double; then the counts as ZigZag LEB128 numbers, where a negative one is a run of zeros.
/// Source: HdrHistogram, "AbstractHistogram.encodeIntoByteBuffer".
enum HistogramEncoding {
    private static let cookie: UInt32 = 0x1c84_9303
    private static let compressedCookie: UInt32 = 0x1c84_9304
    private static let wordSizeMark: UInt32 = 0x10
    private static let headerByteCount = 40

    /// What `histogram` holds in buckets; overflows have no place in this encoding.
    static func encode(_ histogram: LatencyHistogram) -> String {
        let block = Zlib.compress(payload(of: histogram))
        var bytes: [UInt8] = []
        append(compressedCookie | wordSizeMark, to: &bytes)
        append(UInt32(block.count), to: &bytes)
        return Base64.encode(bytes + block)
    }

    static func payload(of histogram: LatencyHistogram) -> [UInt8] {
        let counts = encodedCounts(of: histogram.counts)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headerByteCount + counts.count)
        append(cookie | wordSizeMark, to: &bytes)
        append(UInt32(counts.count), to: &bytes)
        append(UInt32(0), to: &bytes)
        append(HistogramLayout.significantDigits, to: &bytes)
        append(UInt64(1), to: &bytes)
        append(HistogramLayout.highestTrackable, to: &bytes)
        append((1.0).bitPattern, to: &bytes)
        return bytes + counts
    }

    /// The counts up to the last that is not zero; a lone zero is a run of one.
    private static func encodedCounts(of counts: LatencyCounts) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = 0
        for index in counts.usedIndices where counts[index] > 0 {
            if index > next { ZigZag.append(-Int64(index - next), to: &bytes) }
            ZigZag.append(Int64(counts[index]), to: &bytes)
            next = index + 1
        }
        return bytes
    }

    static func decode(
        _ text: some StringProtocol
    ) throws(HistogramEncodingError) -> LatencyHistogram {
        guard let bytes = Base64.decode(text) else { throw .notBase64 }
        guard bytes.count >= 8 else { throw .tooShort(byteCount: bytes.count) }
        try check(cookie: word(bytes, at: 0), is: compressedCookie)
        let declared = Int(word(bytes, at: 4))
        guard declared == bytes.count - 8 else {
            throw .wrongLength(declared: declared, actual: bytes.count - 8)
        }
        let limit = headerByteCount + 9 * HistogramLayout.bucketCount
        guard let payload = Zlib.decompress(Array(bytes[8...]), limit: limit) else {
            throw .notCompressed
        }
        return try histogram(payload: payload)
    }

    static func histogram(
        payload: [UInt8]
    ) throws(HistogramEncodingError) -> LatencyHistogram {
        guard payload.count >= headerByteCount else { throw .tooShort(byteCount: payload.count) }
        try check(cookie: word(payload, at: 0), is: cookie)
        let declared = Int(word(payload, at: 4))
        guard declared == payload.count - headerByteCount else {
            throw .wrongLength(declared: declared, actual: payload.count - headerByteCount)
        }
        let digits = word(payload, at: 12)
        let lowest = UInt64(word(payload, at: 16)) << 32 | UInt64(word(payload, at: 20))
        guard digits == HistogramLayout.significantDigits, lowest == 1, word(payload, at: 8) == 0
        else { throw .otherLayout(significantDigits: digits, lowest: lowest) }
        return try histogram(encodedCounts: payload[headerByteCount...])
    }

    private static func histogram(
        encodedCounts: ArraySlice<UInt8>
    ) throws(HistogramEncodingError) -> LatencyHistogram {
        let histogram = LatencyHistogram()
        var bytes = encodedCounts
        var index = 0
        var total: Int64 = 0
        while !bytes.isEmpty {
            guard let number = ZigZag.next(&bytes) else { throw .truncatedCount }
            if number < 0 {
                let limit = Int64(HistogramLayout.bucketCount - index)
                guard number >= -limit else { throw .countsBeyondLayout }
                index -= Int(number)
                continue
            }
            guard index < HistogramLayout.bucketCount else { throw .countsBeyondLayout }
            let (sum, overflowed) = total.addingReportingOverflow(number)
            guard !overflowed else { throw .totalTooLarge }
            total = sum
            if number > 0 { histogram.counts.add(UInt64(number), toBucket: index) }
            index += 1
        }
        return histogram
    }

    /// The word size that a cookie may carry besides says nothing in V2.
    private static func check(
        cookie: UInt32, is wanted: UInt32
    ) throws(HistogramEncodingError) {
        guard cookie & ~0xF0 == wanted else { throw .wrongCookie(cookie) }
    }

    private static func append(_ word: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: word.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
