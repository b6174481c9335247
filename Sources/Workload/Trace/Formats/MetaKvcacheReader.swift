internal import Platform

/// Reads Meta's key-value cache traces, as published with CacheLib.
///
/// CSV with a header, whose columns come in either published order: `op_time` (seconds), `key`,
/// `key_size` (bytes), `op`, `op_count`, `size` (value bytes), `ttl` (seconds, 0 for none); others
/// are not read. `GET` and `GET_LEASE` are reads, `SET` and `SET_LEASE` writes, `DELETE` deletes;
/// other operations are counted and left out. A row stands for `op_count` requests.
///
/// Source: https://cachelib.org/docs/Cache_Library_User_Guides/Cachebench_FB_HW_eval, traces
/// `kvcache/202206` and `kvcache/202401`.
struct MetaKvcacheReader: TraceRequestReader {
    private(set) var leftOut = LeftOutOperations()
    private var columns = Columns()
    private var columnCount = 0
    private var ends: [Int] = []

    /// Where the columns that matter stand.
    private struct Columns {
        var time = 0, key = 0, keySize = 0, kind = 0, count = 0, size = 0, ttl = 0
    }

    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest? {
        if columnCount == 0, try stream.nextLine() { try readHeader(stream) }
        while try stream.nextLine() {
            if stream.item.byteCount == 0 { continue }
            if let request = try readRow(stream) { return request }
        }
        return nil
    }

    private mutating func readHeader(_ stream: borrowing TraceByteStream) throws(WorkloadError) {
        let line = stream.item
        split(line)
        let names = ends.indices.map { line.text(field($0)) }
        func column(_ name: String) throws(WorkloadError) -> Int {
            guard let index = names.firstIndex(of: name) else {
                throw stream.error(
                    "the header has no column '\(name)'; this is no Meta kvcache trace; name the "
                        + "right format")
            }
            return index
        }
        columns.time = try column("op_time")
        columns.key = try column("key")
        columns.keySize = try column("key_size")
        columns.kind = try column("op")
        columns.count = try column("op_count")
        columns.size = try column("size")
        columns.ttl = try column("ttl")
        columnCount = names.count
    }

    private mutating func readRow(
        _ stream: borrowing TraceByteStream
    ) throws(WorkloadError) -> TraceRequest? {
        let line = stream.item
        split(line)
        guard ends.count == columnCount else {
            throw stream.error(
                "the row has \(ends.count) of \(columnCount) columns; "
                    + "if the file was cut off, remove this line")
        }
        let second = try stream.number(field(columns.time), "op_time", limit: TraceLimits.second)
        let count = try stream.number(
            field(columns.count), "op_count", limit: TraceLimits.repeatCount)
        let keySize = try stream.number(
            field(columns.keySize), "key_size", limit: TraceLimits.keyByteCount)
        let size = try stream.number(
            field(columns.size), "size", limit: TraceLimits.valueByteCount)
        let ttl = try stream.number(field(columns.ttl), "ttl", limit: UInt64(UInt32.max))
        guard let operation = Self.operation(line, field(columns.kind)) else {
            leftOut.add(line.text(field(columns.kind)), count)
            return nil
        }
        let key = field(columns.key)
        guard !key.isEmpty && key.count <= Int(TraceLimits.keyByteCount) else {
            throw stream.error(
                "'key' has \(key.count) bytes; it must have 1 to \(TraceLimits.keyByteCount)")
        }
        guard count > 0 else { return nil }
        return TraceRequest(
            time: Nanoseconds(second &* 1_000_000_000), keyFingerprint: stream.fingerprint(key),
            keyByteCount: UInt32(keySize), valueByteCount: UInt32(size), ttlSeconds: UInt32(ttl),
            repeatCount: UInt32(count), operation: operation)
    }

    // MARK: Fields

    @inline(__always)
    private mutating func split(_ line: RawSpan) {
        ends.removeAll(keepingCapacity: true)
        var start = 0
        while true {
            let end = line.fieldEnd(start, separator: UInt8(ascii: ","))
            ends.append(end)
            if end == line.byteCount { return }
            start = end + 1
        }
    }

    @inline(__always)
    private func field(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1] + 1)..<ends[index]
    }

    private static func operation(_ line: RawSpan, _ range: Range<Int>) -> TraceOperation? {
        switch line.text(range) {
        case "GET", "GET_LEASE": .get
        case "SET", "SET_LEASE": .set
        case "DELETE": .delete
        default: nil
        }
    }
}
