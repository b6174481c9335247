internal import Engine
internal import Platform
internal import Wire

/// A scan whose rows are sent as the socket takes them.
///
/// It holds no lock and no records between calls: a client that stops reading costs the partitions
/// still to be scanned, 32 bytes each, and one buffer of a few records.
final class ScanStream {
    private let handle: NamespaceHandle
    private var cursor: ScanCursor
    private var pacer: RecordPacer?
    private let buffer = ScanBuffer(recordCapacity: 16, byteCapacity: 1024)
    private let isMetadataOnly: Bool
    /// The name of the set of the newest row, whose neighbours mostly are in the same.
    private var set: SetID?
    private var setName: [UInt8] = []
    /// How many bytes a record has, by those that came.
    private var recordByteCount = 65_536

    /// The most records that are copied at a time.
    private static var recordLimit: Int { 256 }
    /// The most partitions that one call goes through, so that empty ones take no long time.
    private static var partitionLimit: Int { 256 }
    /// The size after which a frame of rows ends.
    private static var frameByteCount: Int { 128 << 10 }

    init(
        _ query: AerospikeQuery, _ handle: NamespaceHandle, _ selection: ScanSelection,
        rates pacer: RecordPacer?
    ) {
        self.handle = handle
        self.pacer = pacer
        isMetadataOnly = selection.bins == .none
        let limit = query.maximumRecords == 0 ? Int.max : Int(clamping: query.maximumRecords)
        cursor = ScanCursor(
            handle.namespace, starts: Self.starts(query), selecting: selection,
            recordLimit: limit)
    }

    /// Where the partitions begin; the query has been checked.
    private static func starts(_ query: AerospikeQuery) -> [ScanCursor.Start] {
        var starts: [ScanCursor.Start] = []
        starts.reserveCapacity(query.partitionCount + query.resumeCount)
        for index in 0..<query.resumeCount {
            guard let digest = Digest(bytes: query.resumeDigest(at: index)) else { continue }
            starts.append(ScanCursor.Start(partition: digest.partition, after: digest))
        }
        for index in 0..<query.partitionCount {
            starts.append(ScanCursor.Start(partition: query.partition(at: index)))
        }
        return starts
    }

    func resume(
        now: Instant, into output: inout ByteQueue, byteLimit: Int
    ) -> RowStream.Step {
        let start = output.byteCount
        var partitionCount = 0
        while output.byteCount - start < byteLimit && partitionCount < Self.partitionLimit {
            let frame = AerospikeFrameWriter(.message, in: &output)
            let step = fillFrame(frame, &partitionCount, now: now, into: &output)
            if frame.bodyByteCount(in: output) == 0 {
                output.truncate(to: frame.start)
            } else {
                frame.finish(in: &output)
            }
            if step == .done {
                AerospikeMessageWriter.appendFrame(
                    AerospikeHeader(resultCode: .ok, more: .last), to: &output)
            }
            if step != .more { return step }
        }
        return .more
    }

    /// Appends rows until a frame is full.
    private func fillFrame(
        _ frame: AerospikeFrameWriter, _ partitionCount: inout Int, now: Instant,
        into output: inout ByteQueue
    ) -> RowStream.Step {
        while frame.bodyByteCount(in: output) < Self.frameByteCount
            && partitionCount < Self.partitionLimit
        {
            var limit = min(max(1, Self.frameByteCount / recordByteCount), Self.recordLimit)
            if pacer != nil {
                limit = min(limit, pacer?.allowance(at: now) ?? 0)
                if limit == 0 { return .waits(until: pacer?.nextInstant ?? now) }
            }
            switch cursor.next(limit: limit, into: buffer) {
            case .finished: return .done
            case .records: break
            case .partitionEnd: partitionCount += 1
            case .unavailable(let partition):
                partitionCount += 1
                appendUnavailable(partition, into: &output)
            }
            appendRows(into: &output)
        }
        return .more
    }

    private func appendRows(into output: inout ByteQueue) {
        guard buffer.count > 0 else { return }
        pacer?.take(buffer.count)
        recordByteCount = max(64, buffer.byteCount / buffer.count)
        for index in 0..<buffer.count { appendRow(index, of: buffer, into: &output) }
    }

    private func appendRow(
        _ index: Int, of buffer: ScanBuffer, into output: inout ByteQueue
    ) {
        let metadata = buffer.metadata(at: index)
        var header = AerospikeHeader(
            resultCode: .ok, generation: UInt32(metadata.generation),
            voidTime: metadata.voidTime)
        if isMetadataOnly { header.read = .noBins }
        var message = AerospikeMessageWriter(header, in: &output)
        let name = handle.namespaceName
        unsafe message.append(.namespace, name.span.bytes, in: &output)
        appendDigest(buffer.digest(at: index), &message, into: &output)
        learnSet(buffer.set(at: index))
        let set = setName
        if !set.isEmpty { unsafe message.append(.set, set.span.bytes, in: &output) }
        if let key = buffer.userKey(at: index) { message.append(.key, key, in: &output) }
        message.append(bins: buffer.packedBins(at: index), handle, in: &output)
        message.finish(in: &output)
    }

    private func appendDigest(
        _ digest: Digest, _ message: inout AerospikeMessageWriter, into output: inout ByteQueue
    ) {
        message.beginField(.digest, byteCount: Digest.byteCount, in: &output)
        output.append(bigEndian: digest.head)
        output.append(bigEndian: digest.middle)
        output.append(bigEndian: digest.tail)
    }

    private func learnSet(_ set: SetID) {
        if set == self.set { return }
        self.set = set
        setName = Array(handle.namespace.name(of: set).utf8)
    }

    /// Says that a partition cannot be read: its number is where a row's generation is.
    private func appendUnavailable(_ partition: Int, into output: inout ByteQueue) {
        let message = AerospikeMessageWriter(
            AerospikeHeader(
                resultCode: .unavailable, more: .partitionDone, generation: UInt32(partition)),
            in: &output)
        message.finish(in: &output)
    }
}
