public import Wire

/// Writes a batch: one request about several records of one node.
///
/// Each row is answered with its index, in any order; a message that is the last follows. Rows that
/// do the same as the one before cost 25 bytes.
///
/// ```swift
/// var batch = BatchRequest(timeoutMilliseconds: 1_000, in: &queue)
/// var row = batch.beginRow(index: 0, header, address, in: &queue)
/// row.finish(in: &queue)
/// batch.repeatRow(index: 1, digest: other, in: &queue)
/// batch.finish(in: &queue)
/// ```
public struct BatchRequest: Sendable {
    private let frame: AerospikeFrameWriter
    private var message: AerospikeMessageWriter
    private var rows: AerospikeBatchWriter

    /// What official clients ask for: rows answered at once, and all of them.
    public static let usualFlags: AerospikeBatchFlags = [.inlineMemory, .answerAll, .newest]

    /// Begins a batch.
    ///
    /// - Parameters:
    ///   - flags: what holds for all rows.
    ///   - timeoutMilliseconds: what the batch may take; 0 for the server's default.
    ///   - queue: where to append it.
    public init(
        _ flags: AerospikeBatchFlags = BatchRequest.usualFlags, timeoutMilliseconds: UInt32,
        in queue: inout ByteQueue
    ) {
        frame = AerospikeFrameWriter(.message, in: &queue)
        message = AerospikeMessageWriter(
            AerospikeHeader(read: .batch, timeoutMilliseconds: timeoutMilliseconds), in: &queue)
        rows = AerospikeBatchWriter(flags, in: &message, &queue)
    }

    /// Begins a row; its operations are appended to what is returned, which is then finished.
    ///
    /// - Parameters:
    ///   - index: the number that the answer will carry.
    ///   - header: what is read or written, and under which conditions.
    ///   - address: which record.
    ///   - queue: where the batch was begun.
    /// - Returns: what writes the rest of the row.
    @inline(__always)
    public mutating func beginRow(
        index: UInt32, _ header: AerospikeHeader, _ address: borrowing RecordAddress,
        in queue: inout ByteQueue
    ) -> AerospikeBatchRowWriter {
        var row = rows.beginRow(index: index, address.digest, header, in: &queue)
        row.append(.namespace, address.namespace, in: &queue)
        // A row needs the field even for no set: the real server's rows have two fields or more.
        row.append(.set, address.set, in: &queue)
        return row
    }

    /// Appends a row that does the same as the one before, with another record of the same set.
    @inline(__always)
    public mutating func repeatRow(
        index: UInt32, digest: RawSpan, in queue: inout ByteQueue
    ) {
        rows.appendRepeat(index: index, digest, in: &queue)
    }

    /// Ends the batch, which must have at least one row.
    public func finish(in queue: inout ByteQueue) {
        rows.finish(in: &queue)
        message.finish(in: &queue)
        frame.finish(in: &queue)
    }
}
