internal import Platform

/// Writes the mapped form, a block at a time.
///
/// Formats that tell time in seconds give many requests the same time; those of one second are
/// spread evenly over it once the second is over. Where that takes blocks already written, they
/// are read back, so that memory stays bounded however busy a second was.
struct TraceFileWriter: ~Copyable {
    private let output: OutputFile
    /// What errors call the output.
    private let name: String
    private(set) var header = TraceHeader()
    private var block = OwnedBytes(byteCount: TraceHeader.blockByteCount)
    private var blockRowCount = 0
    private var checksums: [UInt64] = []
    /// The first row of the unit of time that is not over yet, and its requests so far.
    private var unitFirstRow: UInt64 = 0
    private var unitRequestCount: UInt64 = 0
    private var lastTime: UInt64 = 0

    /// A writer to `output`, which is empty.
    init(_ output: OutputFile, name: String, source: TraceFormat) {
        self.output = output
        self.name = name
        header.source = source
        header.resolution = source.resolution
    }

    /// Adds a row, whose time is not before the one before it.
    mutating func append(_ row: TraceRow) throws(WorkloadError) {
        if header.resolution > 0, row.time != lastTime || header.rowCount == 0 {
            try spreadUnit()
            lastTime = row.time
        }
        unitRequestCount += UInt64(row.repeatCount)
        let offset = blockRowCount * TraceRow.byteCount
        var bytes = block.mutableBytes
        bytes.store(row, at: offset)
        blockRowCount += 1
        header.rowCount += 1
        count(row)
        if blockRowCount == TraceHeader.rowsPerBlock { try writeBlock() }
    }

    @inline(__always)
    private mutating func count(_ row: TraceRow) {
        header.requestCount += UInt64(row.repeatCount)
        header.operationCounts[Int(row.operation)] += UInt64(row.repeatCount)
        header.largestKeyByteCount = max(header.largestKeyByteCount, UInt64(row.keyByteCount))
        header.largestValueByteCount = max(header.largestValueByteCount, UInt64(row.valueByteCount))
        if TraceOperation(rawValue: row.operation)?.writesValue == true {
            header.writtenByteCount += UInt64(row.valueByteCount)
        }
    }

    /// Writes what is left, the checksums and the header; the file is then complete.
    ///
    /// - Parameters:
    ///   - keyCount: how many different keys there are.
    ///   - keyByteCount: their sizes together.
    ///   - leftOut: the operations that are not in the rows.
    /// - Returns: the header.
    /// - Throws: `WorkloadError` when the output cannot be written.
    mutating func finish(
        keyCount: Int, keyByteCount: UInt64, leftOut: LeftOutOperations
    ) throws(WorkloadError) -> TraceHeader {
        try spreadUnit()
        if blockRowCount > 0 { try writeBlock() }
        header.duration = header.rowCount == 0 ? 0 : lastTime + header.resolution
        header.keyCount = UInt64(keyCount)
        header.keyByteCount = keyByteCount
        let names = leftOut.counts.sorted { $0.key < $1.key }
            .map { "\($0.value) \($0.key)\n" }.joined()
        header.leftOutByteCount = UInt64(names.utf8.count)
        var tail: [UInt8] = []
        for checksum in checksums { tail.append(number: checksum) }
        tail += Array(names.utf8)
        tail.append(number: XXHash64.hash(tail.raw, 0..<tail.count))
        try write(tail.raw, at: header.tableOffset)
        try write(header.bytes.raw, at: 0)
        return header
    }

    // MARK: Blocks

    private static func offset(ofBlock index: UInt64) -> UInt64 {
        UInt64(TraceHeader.byteCount) + index * UInt64(TraceHeader.blockByteCount)
    }

    private func write(_ bytes: RawSpan, at offset: UInt64) throws(WorkloadError) {
        do {
            try output.write(bytes, at: offset)
        } catch {
            throw OutputFault.error(name, error)
        }
    }

    private mutating func writeBlock() throws(WorkloadError) {
        let checksum = try writeRows(at: Self.offset(ofBlock: UInt64(checksums.count)))
        checksums.append(checksum)
        blockRowCount = 0
    }

    /// Writes the rows gathered, and returns their checksum.
    private func writeRows(at offset: UInt64) throws(WorkloadError) -> UInt64 {
        let bytes = block.bytes.extracting(0..<blockRowCount * TraceRow.byteCount)
        try write(bytes, at: offset)
        return XXHash64.hash(bytes, 0..<bytes.byteCount)
    }

    // MARK: Times

    /// Spreads the requests of the newest unit of time evenly over it.
    private mutating func spreadUnit() throws(WorkloadError) {
        defer {
            unitFirstRow = header.rowCount
            unitRequestCount = 0
        }
        // A microsecond is left as it is.
        guard header.resolution > 1_000, unitRequestCount > 1 else { return }
        let perBlock = UInt64(TraceHeader.rowsPerBlock)
        var position: UInt64 = 0
        var index = unitFirstRow / perBlock
        while index < UInt64(checksums.count) {
            position = try respreadBlock(index, from: position)
            index += 1
        }
        let first = max(unitFirstRow, UInt64(checksums.count) * perBlock) % perBlock
        let (rows, total, resolution) =
            (Int(first)..<blockRowCount, unitRequestCount, header.resolution)
        var bytes = block.mutableBytes
        _ = Self.spread(&bytes, rows, from: position, total: total, over: resolution)
    }

    /// Reads a block back, spreads the rows of it that are in the unit, and writes it again.
    private mutating func respreadBlock(
        _ index: UInt64, from position: UInt64
    ) throws(WorkloadError) -> UInt64 {
        let perBlock = UInt64(TraceHeader.rowsPerBlock)
        var copy = OwnedBytes(byteCount: TraceHeader.blockByteCount)
        var bytes = copy.mutableBytes
        do {
            try output.read(into: &bytes, at: Self.offset(ofBlock: index))
        } catch {
            throw OutputFault.error(name, error)
        }
        let first = max(unitFirstRow, index * perBlock) - index * perBlock
        let end = Self.spread(
            &bytes, Int(first)..<TraceHeader.rowsPerBlock, from: position, total: unitRequestCount,
            over: header.resolution)
        let done = copy.bytes
        checksums[Int(index)] = XXHash64.hash(done, 0..<done.byteCount)
        try write(done, at: Self.offset(ofBlock: index))
        return end
    }

    /// Sets the times of some rows of a unit of time.
    ///
    /// - Parameters:
    ///   - bytes: the block that they are in.
    ///   - rows: which of its rows.
    ///   - position: how many requests of the unit come before them.
    ///   - total: how many requests the unit has.
    ///   - resolution: how long it is, in nanoseconds.
    /// - Returns: how many requests of the unit come before what follows them.
    private static func spread(
        _ bytes: inout MutableRawSpan, _ rows: Range<Int>, from position: UInt64, total: UInt64,
        over resolution: UInt64
    ) -> UInt64 {
        var position = position
        let spacing = UInt32(clamping: resolution / total)
        for index in rows {
            let offset = index * TraceRow.byteCount
            var row = bytes.bytes.traceRow(at: offset)
            row.time +=
                total.dividingFullWidth(position.multipliedFullWidth(by: resolution))
                .quotient
            row.spacing = spacing
            bytes.store(row, at: offset)
            position += UInt64(row.repeatCount)
        }
        return position
    }
}
