internal import Wire

/// How a record of several bins becomes the one value that a Memcached item has.
///
/// | bytes | |
/// |---|---|
/// | 1 | the layout's version, 1 |
/// | 1 to 3 | how many bins the record has |
/// | for each bin, in the plan's order: | |
/// | 1 to 5 | 0 for a bin that is missing, else 1 more than the bytes of its value |
/// | … | the value |
///
/// Counts are in base 128, the lowest seven bits first, with the highest bit of a byte set when
/// another follows (LEB128). Integers and doubles are 8 bytes, the highest first; a boolean is the
/// byte 0 or 1; a list or a map is its MessagePack. Ten bins of 100 bytes take 1,012 bytes.
enum PackedRecord {
    /// The version of this layout.
    static let version: UInt8 = 1
    /// What stands before the bins of a record.
    @inline(__always)
    static func appendHead(binCount: Int, to queue: inout ByteQueue) {
        queue.append(version)
        append(UInt64(binCount), to: &queue)
    }

    /// What stands before the value of a bin.
    @inline(__always)
    static func appendCount(ofValue byteCount: Int, to queue: inout ByteQueue) {
        append(UInt64(byteCount) + 1, to: &queue)
    }

    /// A bin that the record does not have.
    @inline(__always)
    static func appendMissing(to queue: inout ByteQueue) {
        queue.append(0)
    }

    /// The bytes of a head.
    @inline(__always)
    static func headByteCount(binCount: Int) -> Int { 1 + countByteCount(UInt64(binCount)) }

    /// The bytes of a bin whose value has `valueByteCount`.
    @inline(__always)
    static func byteCount(ofValue valueByteCount: Int) -> Int {
        countByteCount(UInt64(valueByteCount) + 1) + valueByteCount
    }

    @inline(__always)
    private static func append(_ number: UInt64, to queue: inout ByteQueue) {
        var rest = number
        while rest >= 128 {
            queue.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        queue.append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    private static func countByteCount(_ number: UInt64) -> Int {
        max(70 - number.leadingZeroBitCount, 7) / 7
    }
}

/// Walks the bins of a packed record, wherever it comes from: no bytes make it trap.
struct PackedRecordCursor: ~Escapable {
    /// What is found for a bin.
    enum Bin: Equatable {
        /// Where the value of the next bin is.
        case value(Range<Int>)
        /// The next bin is missing.
        case missing
        /// There were no more bins, and nothing follows the last.
        case end
        /// The bytes are no packed record of so many bins.
        case malformed
    }

    private let bytes: RawSpan
    private var position = 0
    private var left = 0
    private var isMalformed = false

    /// A cursor before the first bin.
    ///
    /// - Parameters:
    ///   - bytes: a whole value.
    ///   - binCount: how many bins its record must have.
    @_lifetime(copy bytes)
    @inline(__always)
    init(_ bytes: RawSpan, binCount: Int) {
        self.bytes = bytes
        guard bytes.byteCount > 1, bytes.byte(at: 0) == PackedRecord.version else {
            isMalformed = true
            return
        }
        position = 1
        left = readCount() ?? -1
        isMalformed = left != binCount
    }

    /// The next bin; after the last, or what is no bin, the same answer again.
    @inline(__always)
    mutating func next() -> Bin {
        if isMalformed { return .malformed }
        guard left > 0 else {
            isMalformed = position != bytes.byteCount
            return isMalformed ? .malformed : .end
        }
        left -= 1
        guard let count = readCount(), count - 1 <= bytes.byteCount - position else {
            isMalformed = true
            return .malformed
        }
        guard count > 0 else { return .missing }
        let start = position
        position += count - 1
        return .value(start..<position)
    }

    /// The count at `position`, which moves behind it; nil when there is none.
    @inline(__always)
    private mutating func readCount() -> Int? {
        guard position < bytes.byteCount else { return nil }
        let first = bytes.byte(at: position)
        position += 1
        guard first >= 128 else { return Int(first) }
        var (number, shift) = (UInt64(first & 127), 7 as UInt64)
        while shift < 35, position < bytes.byteCount {
            let byte = bytes.byte(at: position)
            position += 1
            number |= UInt64(byte & 127) << shift
            guard byte >= 128 else { return Int(number) }
            shift += 7
        }
        return nil
    }
}
