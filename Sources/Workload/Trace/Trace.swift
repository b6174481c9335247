/// The requests of a trace, compact: 48 bytes a row and each key once.
struct Trace: Sendable {
    /// One row: a request and how often it came within its second.
    struct Row: Sendable {
        /// The second since the first row's.
        var second: UInt64
        /// How many operations of the same second come before this row's.
        var secondPosition: UInt64
        /// How many operations its second has.
        var secondOperationCount: UInt64
        var repeatCount: UInt32
        var key: UInt32
        var valueByteCount: UInt32
        var ttlSeconds: UInt32
        var kind: OperationKind
    }

    /// The rows, in order of time.
    private(set) var rows: [Row] = []
    /// The keys, by number.
    private(set) var keys = TraceKeys()
    /// Operations of all rows together.
    private(set) var operationCount: UInt64 = 0
    /// Operations by kind.
    private(set) var kindCounts: [OperationKind: UInt64] = [:]
    /// Operations left out, by the name of their kind.
    var ignoredOperationCounts: [String: UInt64] = [:]
    /// The largest value written, in bytes.
    private(set) var largestValueByteCount = 0
    private var writtenByteCount: UInt64 = 0
    private var secondBegin = 0

    /// From the first to the last second, the last one included.
    var secondCount: UInt64 { (rows.last?.second ?? 0) + 1 }

    /// The most that the trace leaves in a store: keys, values and 64 bytes a key beside.
    var estimatedStoreByteCount: UInt64 {
        UInt64(keys.byteCount) + UInt64(keys.count) * 64 + writtenByteCount
    }

    /// How many operations are for each key, by its number.
    var keyCounts: [UInt64] {
        var counts = [UInt64](repeating: 0, count: keys.count)
        for row in rows { counts[Int(row.key)] += UInt64(row.repeatCount) }
        return counts
    }

    /// The number of a key, which is new or known.
    mutating func number(ofKey text: String, byteCount: Int) -> UInt32 {
        keys.number(of: text, byteCount: byteCount)
    }

    /// Adds a row; its second is not before that of the row before it.
    mutating func append(_ row: Row) {
        if row.second != rows.last?.second { closeSecond() }
        rows.append(row)
        operationCount += UInt64(row.repeatCount)
        kindCounts[row.kind, default: 0] += UInt64(row.repeatCount)
        writtenByteCount += UInt64(row.valueByteCount)
        largestValueByteCount = max(largestValueByteCount, Int(row.valueByteCount))
    }

    /// Tells the rows of the newest second how many operations it has; also called at the end.
    mutating func closeSecond() {
        var total: UInt64 = 0
        for index in secondBegin..<rows.count {
            rows[index].secondPosition = total
            total += UInt64(rows[index].repeatCount)
        }
        for index in secondBegin..<rows.count {
            rows[index].secondOperationCount = total
        }
        secondBegin = rows.count
    }
}

/// The keys of a trace: each is its anonymised text, lengthened with points to its real size.
///
/// A text longer than the real size stays whole, so that different keys stay different.
struct TraceKeys: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var numbers: [String: UInt32] = [:]
    /// The longest key, in bytes.
    private(set) var largestByteCount = 1

    /// How many keys there are.
    var count: Int { ends.count }
    /// The bytes of all keys together.
    var byteCount: Int { bytes.count }

    /// The number of a key, from 0 by first appearance; a known key keeps its first size.
    mutating func number(of text: String, byteCount: Int) -> UInt32 {
        if let number = numbers[text] { return number }
        let number = UInt32(ends.count)
        numbers[text] = number
        bytes.append(contentsOf: text.utf8)
        let padding = max(0, byteCount - text.utf8.count)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "."), count: padding))
        largestByteCount = max(largestByteCount, text.utf8.count + padding)
        ends.append(bytes.count)
        return number
    }

    /// Copies a key's bytes to the start of `space`, and returns how many there are.
    func write(_ number: UInt32, into space: inout MutableRawSpan) -> Int {
        let begin = number == 0 ? 0 : ends[Int(number) - 1]
        let end = ends[Int(number)]
        for offset in begin..<end {
            space.storeBytes(of: bytes[offset], toByteOffset: offset - begin, as: UInt8.self)
        }
        return end - begin
    }
}
