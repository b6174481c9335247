/// One row of the mapped form: 32 bytes, little-endian, two to a cache line.
struct TraceRow: BitwiseCopyable, Sendable {
    /// Since the first row's time, in nanoseconds.
    var time: UInt64
    /// The key's number, from 0 by first appearance.
    var key: UInt32
    /// The value's size in bytes.
    var valueByteCount: UInt32
    /// Seconds to live; 0 for none.
    var ttlSeconds: UInt32
    /// How many times in a row the request was made; at least 1.
    var repeatCount: UInt32
    /// Nanoseconds from one of them to the next.
    var spacing: UInt32
    /// The key's size in bytes: the same in all rows of a key.
    var keyByteCount: UInt16
    /// A `TraceOperation`'s number.
    var operation: UInt8
    /// Zero.
    var reserved: UInt8 = 0

    static let byteCount = 32
}

extension RawSpan {
    /// The row that begins at `offset`.
    @inline(__always)
    func traceRow(at offset: Int) -> TraceRow {
        let row = unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: TraceRow.self)
        return row.swappedOnBigEndian
    }
}

extension MutableRawSpan {
    /// Writes a row at `offset`.
    @_lifetime(self: copy self)
    mutating func store(_ row: TraceRow, at offset: Int) {
        storeBytes(of: row.swappedOnBigEndian, toByteOffset: offset, as: TraceRow.self)
    }
}

extension TraceRow {
    /// The row as it lies in memory, or back from there.
    @inline(__always)
    fileprivate var swappedOnBigEndian: TraceRow {
        TraceRow(
            time: time.littleEndian, key: key.littleEndian,
            valueByteCount: valueByteCount.littleEndian, ttlSeconds: ttlSeconds.littleEndian,
            repeatCount: repeatCount.littleEndian, spacing: spacing.littleEndian,
            keyByteCount: keyByteCount.littleEndian, operation: operation, reserved: reserved)
    }
}
