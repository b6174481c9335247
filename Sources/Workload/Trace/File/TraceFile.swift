public import Platform

/// A trace in the mapped form, checked and ready to be replayed.
///
/// Thread safety: immutable; workers share it.
public final class TraceFile: Sendable {
    /// Where it is, or the file that it was converted from.
    public let path: String
    let header: TraceHeader
    /// Operations of the source that are not in it, by their names.
    public let leftOutCounts: [String: UInt64]
    private let file: MappedFile

    /// Opens a trace in the mapped form, and checks all of it: 2 to 4 GB a second.
    ///
    /// - Throws: `WorkloadError` when it is none, or damaged.
    public convenience init(path: String) throws(WorkloadError) {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw WorkloadError(.file(path), FileFault.reason(error))
        }
        try self.init(file, path: path)
    }

    init(_ file: MappedFile, path: String) throws(WorkloadError) {
        let checked: (TraceHeader, [String: UInt64])
        do {
            checked = try Self.check(file)
        } catch {
            throw WorkloadError(.file(path), .trace(error.words))
        }
        (header, leftOutCounts) = checked
        self.file = file
        self.path = path
    }

    /// Opens a trace of any format; what is not in the mapped form is converted first, into a file
    /// without a name in the folder for temporary files (`TMPDIR`, or else `/tmp`).
    ///
    /// - Parameters:
    ///   - path: the trace.
    ///   - format: its format; nil to recognise it.
    ///   - temporaryFolder: where the converted form goes.
    /// - Returns: the trace, and how it was converted; nil when it was not.
    /// - Throws: `WorkloadError` when it cannot be read, or the converted form has no room.
    public static func open(
        _ path: String, format: TraceFormat? = nil, temporaryFolder: String
    ) throws(WorkloadError) -> (file: TraceFile, conversion: TraceConversion?) {
        if format == .mapped || format == nil && isMapped(path) {
            return (try TraceFile(path: path), nil)
        }
        let stream = TraceByteStream(try TraceByteOrigin(path: path), path: path)
        let output: OutputFile
        do {
            output = try OutputFile(temporaryIn: temporaryFolder)
        } catch {
            throw OutputFault.error(temporaryFolder, error)
        }
        let conversion = try TraceConversion.convert(
            stream, format: format, to: output, name: temporaryFolder)
        let mapped: MappedFile
        do {
            mapped = try output.map()
        } catch {
            throw OutputFault.error(temporaryFolder, error)
        }
        return (try TraceFile(mapped, path: path), conversion)
    }

    /// Whether the file at `path` begins as the mapped form does.
    private static func isMapped(_ path: String) -> Bool {
        // Mapping refuses pipes, which could not be read twice.
        guard let file = try? MappedFile(path: path) else { return false }
        let bytes = file.bytes
        return bytes.byteCount >= 8
            && TraceHeader.magic.indices.allSatisfy {
                bytes.byte(at: $0) == TraceHeader.magic[$0]
            }
    }

    // MARK: What it holds

    /// Rows, of which each is one request or several in a row.
    public var rowCount: Int { Int(header.rowCount) }
    /// Requests.
    public var requestCount: UInt64 { header.requestCount }
    /// Different keys.
    public var keyCount: UInt64 { header.keyCount }
    /// From the first request to the end of the last one's unit of time; zero without times.
    public var duration: Nanoseconds { Nanoseconds(header.duration) }
    /// How finely the source told time; zero when it had no times.
    public var resolution: Nanoseconds { Nanoseconds(header.resolution) }
    /// The format that it was made from.
    public var source: TraceFormat { header.source }

    /// How many requests are for each operation.
    public func count(of operation: TraceOperation) -> UInt64 {
        header.operationCounts[Int(operation.rawValue)]
    }

    /// The row at `index`, from 0.
    @inline(__always)
    func row(_ index: Int) -> TraceRow {
        let file = file
        return file.bytes.traceRow(at: TraceHeader.byteCount + index * TraceRow.byteCount)
    }

    /// Waits until the rows of `range` are in memory.
    func bringIn(_ range: Range<Int>) {
        let start = TraceHeader.byteCount + range.lowerBound * TraceRow.byteCount
        file.bringIn(start..<start + range.count * TraceRow.byteCount)
    }

    /// How many requests are for each key, by its number.
    var keyCounts: [UInt64] {
        var counts = [UInt64](repeating: 0, count: Int(keyCount))
        for index in 0..<rowCount {
            let row = row(index)
            counts[Int(row.key)] += UInt64(row.repeatCount)
        }
        return counts
    }

    // MARK: Checking

    private static func check(
        _ file: MappedFile
    ) throws(TraceFileFault) -> (TraceHeader, [String: UInt64]) {
        let bytes = file.bytes
        let header = try TraceHeader(bytes)
        let tail = Int(header.tableOffset)..<bytes.byteCount - 8
        guard XXHash64.hash(bytes, tail) == bytes.littleEndian(at: tail.upperBound) else {
            throw .damaged("its table of checksums")
        }
        var sums = TraceRowCheck(header)
        for block in 0..<Int(header.blockCount) {
            let start = TraceHeader.byteCount + block * TraceHeader.blockByteCount
            let end = min(start + TraceHeader.blockByteCount, tail.lowerBound)
            let expected = bytes.littleEndian(at: tail.lowerBound + block * 8, as: UInt64.self)
            guard XXHash64.hash(bytes, start..<end) == expected,
                sums.accept(bytes, start..<end)
            else { throw .damaged("block \(block), from byte \(start) on,") }
        }
        guard sums.isComplete else { throw .damaged("its header") }
        let names = tail.lowerBound + Int(header.blockCount) * 8..<tail.upperBound
        return (header, leftOut(bytes, names))
    }

    /// Lines of `count name`.
    private static func leftOut(_ bytes: RawSpan, _ range: Range<Int>) -> [String: UInt64] {
        let text = String(decoding: range.map { bytes.byte(at: $0) }, as: UTF8.self)
        var counts: [String: UInt64] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, let count = UInt64(words[0]) { counts[String(words[1])] = count }
        }
        return counts
    }
}

/// Checks the rows of a file against its header, so that nothing need be checked during a replay.
private struct TraceRowCheck {
    private let header: TraceHeader
    private var lastTime: UInt64 = 0
    private var requestCount: UInt64 = 0
    private var operationCounts = [UInt64](repeating: 0, count: 16)

    init(_ header: TraceHeader) {
        self.header = header
    }

    /// Whether the rows of `range` are such as the header allows.
    mutating func accept(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
        let operationLimit = UInt8(TraceOperation.allCases.count)
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: TraceRow.byteCount) {
            let row = bytes.traceRow(at: offset)
            let last = row.time.addingReportingOverflow(
                UInt64(row.spacing) * UInt64(row.repeatCount))
            let isSound =
                row.time >= lastTime && !last.overflow && row.time <= header.duration
                && UInt64(row.key) < header.keyCount && row.operation < operationLimit
                && row.repeatCount > 0 && row.keyByteCount > 0
                && UInt64(row.keyByteCount) <= header.largestKeyByteCount
                && UInt64(row.valueByteCount) <= header.largestValueByteCount
            guard isSound else { return false }
            lastTime = row.time
            requestCount += UInt64(row.repeatCount)
            operationCounts[Int(row.operation)] += UInt64(row.repeatCount)
        }
        return true
    }

    /// Whether all rows together are what the header says.
    var isComplete: Bool {
        requestCount == header.requestCount && operationCounts == header.operationCounts
            && header.rowCount > 0
    }
}
