/// Reads Meta's key-value cache traces, as published with CacheLib.
///
/// CSV with a header, whose columns come in either published order: `op_time` (seconds), `key`,
/// `key_size` (bytes), `op`, `op_count`, `size` (value bytes), `ttl` (seconds, 0 for none); others
/// are not read. `GET` and `GET_LEASE` become reads, `SET` and `SET_LEASE` updates (which write
/// the record whether or not it is there), `DELETE` deletes; other operations are counted and left
/// out. A row stands for `op_count` operations.
///
/// Source: https://cachelib.org/docs/Cache_Library_User_Guides/Cachebench_FB_HW_eval, traces
/// `kvcache/202206` and `kvcache/202401`.
struct MetaKvcacheReader {
    /// The largest file that is read: rows take about as much memory as their text.
    static let fileByteLimit = 2 << 30
    private static let keyByteLimit: UInt64 = 4096

    private let path: String
    private var line = 1
    private var columns = Columns()
    private var columnCount = 0
    private var firstSecond: UInt64?
    private var lastSecond: UInt64 = 0
    private var trace = Trace()

    /// Where the columns that matter stand.
    private struct Columns {
        var time = 0, key = 0, keySize = 0, kind = 0, count = 0, size = 0, ttl = 0
    }

    private init(path: String) {
        self.path = path
    }

    /// The trace in a file.
    ///
    /// - Parameter path: where it is.
    /// - Returns: its rows and keys.
    /// - Throws: `WorkloadError` with the line of the first row that cannot be read.
    static func read(_ path: String) throws(WorkloadError) -> Trace {
        try parse(try FileBytes.read(path, limit: fileByteLimit), path: path)
    }

    /// The trace in a file's bytes.
    static func parse(_ bytes: [UInt8], path: String) throws(WorkloadError) -> Trace {
        var reader = MetaKvcacheReader(path: path)
        var begin = bytes.startIndex
        while begin < bytes.endIndex {
            let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            var row = bytes[begin..<end]
            if row.last == UInt8(ascii: "\r") { row.removeLast() }
            if reader.line == 1 {
                try reader.readHeader(row)
            } else if !row.isEmpty {
                try reader.readRow(row)
            }
            reader.line += 1
            begin = end + 1
        }
        guard reader.line > 1 else {
            throw WorkloadError(
                .file(path), .trace("the trace is empty; its first line names columns"))
        }
        guard reader.trace.operationCount > 0 else {
            throw WorkloadError(
                .file(path),
                .trace("the trace has no operation to replay; it needs a GET, SET or DELETE"))
        }
        guard bytes.last == UInt8(ascii: "\n") else {
            reader.line -= 1
            throw reader.error(
                "the line has no end; if the file was cut off, remove the line, or else add a "
                    + "line break")
        }
        reader.trace.closeSecond()
        return reader.trace
    }

    // MARK: Lines

    private mutating func readHeader(_ row: ArraySlice<UInt8>) throws(WorkloadError) {
        let names = fields(row).map { String(decoding: $0, as: UTF8.self) }
        func column(_ name: String) throws(WorkloadError) -> Int {
            guard let index = names.firstIndex(of: name) else {
                throw error("the header has no column '\(name)'; this is no Meta kvcache trace")
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

    private mutating func readRow(_ row: ArraySlice<UInt8>) throws(WorkloadError) {
        let fields = fields(row)
        guard fields.count == columnCount else {
            throw error(
                "the row has \(fields.count) of \(columnCount) columns; "
                    + "if the file was cut off, remove this line")
        }
        let second = try number(fields[columns.time], "op_time", 0...(1 << 40))
        let count = try number(fields[columns.count], "op_count", 0...1_000_000_000)
        let keySize = try number(fields[columns.keySize], "key_size", 0...Self.keyByteLimit)
        let limit = UInt64(SizeDistribution.limit)
        let size = try number(fields[columns.size], "size", 0...limit)
        let ttl = try number(fields[columns.ttl], "ttl", 0...UInt64(UInt32.max))
        guard let kind = operationKind(fields[columns.kind]) else {
            let name = String(decoding: fields[columns.kind].prefix(60), as: UTF8.self)
            trace.ignoredOperationCounts[name, default: 0] += count
            return
        }
        guard count > 0 else { return }
        guard second >= lastSecond else {
            throw error("'op_time' \(second) is before the row above; sort the trace by time")
        }
        lastSecond = second
        let first = firstSecond ?? second
        firstSecond = first
        let key = try key(fields[columns.key], byteCount: Int(keySize))
        trace.append(
            Trace.Row(
                second: second - first, secondPosition: 0, secondOperationCount: 0,
                repeatCount: UInt32(count), key: key,
                valueByteCount: kind == .update ? UInt32(size) : 0,
                ttlSeconds: kind == .update ? UInt32(ttl) : 0, kind: kind))
    }

    // MARK: Fields

    private func fields(_ row: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    }

    private mutating func key(
        _ field: ArraySlice<UInt8>, byteCount: Int
    ) throws(WorkloadError) -> UInt32 {
        guard !field.isEmpty && field.count <= Int(Self.keyByteLimit) else {
            throw error("'key' has \(field.count) bytes; it must have 1 to \(Self.keyByteLimit)")
        }
        return trace.number(ofKey: String(decoding: field, as: UTF8.self), byteCount: byteCount)
    }

    private func operationKind(_ field: ArraySlice<UInt8>) -> OperationKind? {
        switch String(decoding: field, as: UTF8.self) {
        case "GET", "GET_LEASE": .read
        case "SET", "SET_LEASE": .update
        case "DELETE": .delete
        default: nil
        }
    }

    private func number(
        _ field: ArraySlice<UInt8>, _ name: String, _ bounds: ClosedRange<UInt64>
    ) throws(WorkloadError) -> UInt64 {
        let text = String(decoding: field.prefix(60), as: UTF8.self)
        guard let value = UInt64(text), field.count <= 60 else {
            throw error("'\(name)' is '\(text)', not a whole number; correct or remove the row")
        }
        guard bounds.contains(value) else {
            throw error("'\(name)' is \(value); it must be at most \(bounds.upperBound)")
        }
        return value
    }

    private func error(_ problem: String) -> WorkloadError {
        WorkloadError(.line(file: path, line: line), .trace(problem))
    }
}
