internal import Platform

/// Reads Twitter's cache traces.
///
/// CSV without a header: time (seconds), anonymised key, key size (bytes), value size (bytes),
/// client, operation, time to live (seconds). A key may itself have commas.
///
/// Source: Yang, Yue and Rashmi, "A large scale analysis of hundreds of in-memory cache clusters at
/// Twitter", OSDI 2020; https://github.com/twitter/cache-trace.
struct TwitterReader: TraceRequestReader {
    static let form = "time,key,key size,value size,client,operation,TTL"

    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest? {
        guard try stream.nextLine() else { return nil }
        let line = stream.item
        let end = line.byteCount
        let timeEnd = line.fieldEnd(0, separator: Self.comma)
        // From the right: the key is what is left between.
        var commas = (end, end, end, end, end)
        commas.4 = Self.commaBefore(end, timeEnd, line)
        commas.3 = Self.commaBefore(commas.4, timeEnd, line)
        commas.2 = Self.commaBefore(commas.3, timeEnd, line)
        commas.1 = Self.commaBefore(commas.2, timeEnd, line)
        commas.0 = Self.commaBefore(commas.1, timeEnd, line)
        guard commas.0 > timeEnd else { throw stream.expected(.twitter, Self.form) }
        let operation = commas.3 + 1..<commas.4
        guard let operation = Self.operation(line, operation) else {
            throw stream.error(
                "the operation is '\(line.text(operation))'; expected get, gets, set, add, "
                    + "replace, cas, append, prepend, delete, incr or decr; correct or remove "
                    + "the line")
        }
        let key = timeEnd + 1..<commas.0
        guard !key.isEmpty else { throw stream.expected(.twitter, Self.form) }
        let second = try stream.number(0..<timeEnd, "time", limit: TraceLimits.second)
        let keySize = try stream.number(
            commas.0 + 1..<commas.1, "key size", limit: TraceLimits.keyByteCount)
        let size = try stream.number(
            commas.1 + 1..<commas.2, "value size", limit: TraceLimits.valueByteCount)
        let ttl = try stream.number(commas.4 + 1..<end, "TTL", limit: UInt64(UInt32.max))
        return TraceRequest(
            time: Nanoseconds(second &* 1_000_000_000), keyFingerprint: stream.fingerprint(key),
            keyByteCount: UInt32(truncatingIfNeeded: keySize),
            valueByteCount: UInt32(truncatingIfNeeded: size),
            ttlSeconds: UInt32(truncatingIfNeeded: ttl),
            client: line.decimal(commas.2 + 1..<commas.3) ?? 0, operation: operation)
    }

    private static let comma = UInt8(ascii: ",")

    /// The last comma in front of `end` and after `limit`; `limit` when there is none.
    @inline(__always)
    private static func commaBefore(_ end: Int, _ limit: Int, _ line: RawSpan) -> Int {
        var offset = end - 1
        while offset > limit, line.byte(at: offset) != comma { offset -= 1 }
        return max(offset, limit)
    }

    /// The operation whose name fills `range`.
    static func operation(_ line: RawSpan, _ range: Range<Int>) -> TraceOperation? {
        guard range.count <= 8 else { return nil }
        var word: UInt64 = 0
        for offset in range { word = word << 8 | UInt64(line.byte(at: offset)) }
        return switch word {
        case 0x67_6574, 0x6765_7473: .get  // get, gets
        case 0x73_6574: .set  // set
        case 0x61_6464: .add  // add
        case 0x72_6570_6c61_6365: .replace  // replace
        case 0x63_6173: .compareAndSet  // cas
        case 0x6170_7065_6e64, 0x7072_6570_656e_64: .append  // append, prepend
        case 0x6465_6c65_7465: .delete  // delete
        case 0x696e_6372, 0x6465_6372: .increment  // incr, decr
        default: nil
        }
    }
}
