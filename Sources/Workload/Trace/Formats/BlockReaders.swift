internal import Platform

/// Reads the block lists with which ARC was published.
///
/// A line `start count ignored sequence` asks for `count` blocks of 512 bytes from `start` on.
///
/// Source: Megiddo and Modha, "ARC: a self-tuning, low overhead replacement cache", FAST 2003.
struct ARCBlockReader: TraceRequestReader {
    /// The most blocks that one line asks for.
    private static let blockLimit: UInt64 = 1 << 24
    private static let form = "four numbers: start, count, ignored, sequence"

    private var block: UInt64 = 0
    private var leftCount: UInt64 = 0

    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest? {
        while leftCount == 0 {
            guard try stream.nextLine() else { return nil }
            try readLine(stream)
        }
        leftCount -= 1
        let request = TraceRequest(
            keyFingerprint: XXHash64.mix(block), keyByteCount: 8, valueByteCount: 512)
        block &+= 1
        return request
    }

    private mutating func readLine(_ stream: borrowing TraceByteStream) throws(WorkloadError) {
        let line = stream.item
        var starts = (0, 0, 0, 0)
        var ends = (0, 0, 0, 0)
        ends.0 = line.fieldEnd(0, separator: Self.blank)
        starts.1 = ends.0 + 1
        ends.1 = starts.1 <= line.byteCount ? line.fieldEnd(starts.1, separator: Self.blank) : 0
        starts.2 = ends.1 + 1
        ends.2 = starts.2 <= line.byteCount ? line.fieldEnd(starts.2, separator: Self.blank) : 0
        starts.3 = ends.2 + 1
        ends.3 = line.byteCount
        guard starts.1 < ends.1, starts.2 < ends.2, starts.3 < ends.3,
            let first = line.decimal(0..<ends.0), let count = line.decimal(starts.1..<ends.1),
            line.decimal(starts.2..<ends.2) != nil, line.decimal(starts.3..<ends.3) != nil
        else { throw stream.expected(.arcBlocks, Self.form) }
        guard count <= Self.blockLimit else {
            throw stream.error("'count' is \(count); it must be at most \(Self.blockLimit)")
        }
        (block, leftCount) = (first, count)
    }

    private static let blank = UInt8(ascii: " ")
}

/// Reads libCacheSim's `oracleGeneral`: little-endian records of 24 bytes.
///
/// `u32` time in seconds, `u64` object, `u32` size in bytes, `i64` the position of its next use.
///
/// Source: https://github.com/1a1a11a/libCacheSim, `oracleGeneral`.
struct OracleGeneralReader: TraceRequestReader {
    static let recordByteCount = 24

    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest? {
        guard try stream.nextRecord(byteCount: Self.recordByteCount) else { return nil }
        let record = stream.item
        let second = record.littleEndian(at: 0, as: UInt32.self)
        let size = record.littleEndian(at: 12, as: UInt32.self)
        let next = record.littleEndian(at: 16, as: Int64.self)
        guard next >= -2 else {
            throw stream.error(
                "the next use is at \(next), which cannot be; this is no oracleGeneral trace; name "
                    + "the right format")
        }
        guard size <= TraceLimits.valueByteCount else {
            throw stream.error(
                "the object has \(size) bytes; at most \(TraceLimits.valueByteCount) are replayed")
        }
        return TraceRequest(
            time: Nanoseconds(UInt64(second) &* 1_000_000_000),
            keyFingerprint: XXHash64.mix(record.littleEndian(at: 4)), keyByteCount: 8,
            valueByteCount: size)
    }
}

/// Reads key numbers of 32 bits, as the cache2k benchmark's traces have them (decompressed).
struct NumberListReader: TraceRequestReader {
    /// Whether the most significant byte comes first.
    let isBigEndian: Bool

    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest? {
        guard try stream.nextRecord(byteCount: 4) else { return nil }
        let number = stream.item.littleEndian(at: 0, as: UInt32.self)
        return TraceRequest(
            keyFingerprint: XXHash64.mix(UInt64(isBigEndian ? number.byteSwapped : number)),
            keyByteCount: 8)
    }
}

/// Reads a key per line.
struct KeyListReader: TraceRequestReader {
    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest? {
        guard try stream.nextLine() else { return nil }
        let line = stream.item
        guard line.byteCount > 0 && line.byteCount <= Int(TraceLimits.keyByteCount) else {
            throw stream.error(
                "the line has \(line.byteCount) bytes; a key has 1 to \(TraceLimits.keyByteCount); "
                    + "remove the line")
        }
        for offset in line.byteOffsets where line.byte(at: offset) <= UInt8(ascii: " ") {
            throw stream.expected(.keys, "one key without blanks")
        }
        return TraceRequest(
            keyFingerprint: stream.fingerprint(line.byteOffsets),
            keyByteCount: UInt32(line.byteCount))
    }
}
