/// The first page of the mapped form: what it holds, and where.
///
/// All numbers are little-endian. The page's last eight bytes are the XXH64 of those before them.
/// Rows follow it in blocks of `rowsPerBlock`, the last one shorter; after them a checksum (XXH64)
/// for each block, then the operations left out, a line `count name` for each, and the checksum of
/// both.
struct TraceHeader: Hashable, Sendable {
    static let magic = Array("spktrace".utf8)
    static let version: UInt32 = 1
    static let byteCount = 4096
    /// Rows that share a checksum: 2 MiB.
    static let rowsPerBlock = 1 << 16
    static let blockByteCount = rowsPerBlock * TraceRow.byteCount

    /// Rows.
    var rowCount: UInt64 = 0
    /// Requests, repetitions included.
    var requestCount: UInt64 = 0
    /// Different keys.
    var keyCount: UInt64 = 0
    /// From the first request to the end of the last one's unit of time, in nanoseconds.
    var duration: UInt64 = 0
    /// How finely the source told time, in nanoseconds; 0 when it had no times.
    var resolution: UInt64 = 0
    /// The longest key, in bytes.
    var largestKeyByteCount: UInt64 = 0
    /// The largest value, in bytes.
    var largestValueByteCount: UInt64 = 0
    /// The sizes of all different keys together, in bytes.
    var keyByteCount: UInt64 = 0
    /// The sizes of all values written, repetitions not counted, in bytes.
    var writtenByteCount: UInt64 = 0
    /// How many bytes the list of operations left out takes.
    var leftOutByteCount: UInt64 = 0
    /// Requests by `TraceOperation`.
    var operationCounts = [UInt64](repeating: 0, count: 16)
    /// The format that it was made from.
    var source = TraceFormat.keys

    private static let formats = TraceFormat.allCases

    private static let numbers: [any WritableKeyPath<TraceHeader, UInt64> & Sendable] = [
        \.rowCount, \.requestCount, \.keyCount, \.duration, \.resolution, \.largestKeyByteCount,
        \.largestValueByteCount, \.keyByteCount, \.writtenByteCount, \.leftOutByteCount,
    ]

    /// How many blocks the rows fill.
    var blockCount: UInt64 {
        (rowCount + UInt64(Self.rowsPerBlock) - 1) / UInt64(Self.rowsPerBlock)
    }

    /// Where the checksums of the blocks begin.
    var tableOffset: UInt64 { UInt64(Self.byteCount) + rowCount * UInt64(TraceRow.byteCount) }

    /// How many bytes the whole file has.
    var fileByteCount: UInt64 { tableOffset + blockCount * 8 + leftOutByteCount + 8 }

    /// The page.
    var bytes: [UInt8] {
        var page = Self.magic
        page.append(number: UInt64(Self.version))
        page.append(number: UInt64(Self.byteCount))
        page.append(number: UInt64(TraceRow.byteCount))
        page.append(number: UInt64(Self.rowsPerBlock))
        page.append(number: UInt64(Self.formats.firstIndex(of: source) ?? 0))
        for path in Self.numbers { page.append(number: self[keyPath: path]) }
        for count in operationCounts { page.append(number: count) }
        page += [UInt8](repeating: 0, count: Self.byteCount - 8 - page.count)
        page.append(number: XXHash64.hash(page.raw, 0..<page.count))
        return page
    }

    /// A header of nothing yet.
    init() {}

    /// The header in a file's bytes.
    ///
    /// - Throws: `TraceFileFault` when they are no trace, another version, or damaged.
    init(_ bytes: RawSpan) throws(TraceFileFault) {
        guard bytes.byteCount >= Self.byteCount,
            Self.magic.indices.allSatisfy({ bytes.byte(at: $0) == Self.magic[$0] })
        else { throw .notATrace }
        let page = (0..<Self.byteCount / 8).map { bytes.littleEndian(at: $0 * 8, as: UInt64.self) }
        guard page[1] == UInt64(Self.version) else { throw .otherVersion(page[1]) }
        guard page[Self.byteCount / 8 - 1] == XXHash64.hash(bytes, 0..<Self.byteCount - 8) else {
            throw .damaged("its header")
        }
        guard page[2] == UInt64(Self.byteCount), page[3] == UInt64(TraceRow.byteCount),
            page[4] == UInt64(Self.rowsPerBlock), page[5] < UInt64(Self.formats.count)
        else { throw .damaged("its header") }
        source = Self.formats[Int(page[5])]
        for (index, path) in Self.numbers.enumerated() { self[keyPath: path] = page[6 + index] }
        let first = 6 + Self.numbers.count
        operationCounts = Array(page[first..<first + operationCounts.count])
        try check(fileByteCount: UInt64(bytes.byteCount))
    }

    /// Checks what can be without looking at rows.
    private func check(fileByteCount found: UInt64) throws(TraceFileFault) {
        guard rowCount < 1 << 50, leftOutByteCount < 1 << 30 else { throw .damaged("its header") }
        guard found == fileByteCount else { throw .wrongSize(found, expected: fileByteCount) }
        let isSound =
            keyCount <= rowCount && keyCount <= 1 << 32 && duration < 1 << 63
            && largestKeyByteCount <= TraceLimits.keyByteCount
            && largestValueByteCount <= TraceLimits.valueByteCount
        guard isSound else { throw .damaged("its header") }
    }
}

/// Why a file cannot be replayed as a trace in the mapped form.
enum TraceFileFault: Error, Hashable {
    case notATrace
    case otherVersion(UInt64)
    case wrongSize(UInt64, expected: UInt64)
    case damaged(String)

    /// What to tell the user.
    var words: String {
        switch self {
        case .notATrace:
            "this is no converted trace; convert the original with 'spikebench trace convert'"
        case .otherVersion(let version):
            "the converted trace has version \(version), and this program reads "
                + "\(TraceHeader.version); convert the original again"
        case .wrongSize(let found, let expected):
            "the converted trace has \(found) of \(expected) bytes; convert the original again"
        case .damaged(let part):
            "the converted trace is damaged: \(part) does not match its checksum or bounds; "
                + "convert the original again"
        }
    }
}

extension [UInt8] {
    /// The bytes, to look at.
    var raw: RawSpan {
        @_lifetime(borrow self)
        get { unsafe span.bytes }
    }

    /// Appends a number of eight bytes, the least significant first.
    mutating func append(number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
