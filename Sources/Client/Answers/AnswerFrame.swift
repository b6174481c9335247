public import Wire

/// What one frame of an answer says, as far as its end and its outcome go: nothing else is read.
///
/// Answers carry no number of their request. What belongs to a stream (of a batch or a scan) shows
/// in the first message: a row has fields, a flag, or an index that is not 0; so a client whose
/// batches count their rows from 1 can pass over an answer that it no longer waits for.
public struct AnswerFrame: Equatable, Sendable {
    /// How many bytes the frame has.
    public var byteCount: Int
    /// The header of its first message.
    public var header: AerospikeHeader
    /// The header of its last message, which may be the same.
    public var lastHeader: AerospikeHeader
    /// Whether no frame of this answer follows.
    public var isLast: Bool

    /// Looks for a frame of messages at the start of `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived.
    ///   - bodyByteLimit: the largest body to take.
    /// - Returns: the frame, nil when more bytes are needed.
    /// - Throws: `AerospikeWireError` for what is no frame of messages.
    @inline(__always)
    public static func next(
        in bytes: RawSpan, bodyByteLimit: Int = AerospikeLimits.frameBodyByteCount
    ) throws(AerospikeWireError) -> AnswerFrame? {
        guard let frame = try AerospikeFrame.next(in: bytes, bodyByteLimit: bodyByteLimit)
        else { return nil }
        guard frame.kind == .message else {
            throw AerospikeWireError(.unknownFrameType(frame.kind.rawValue))
        }
        let body = bytes.extracting(frame.body)
        let first = try AerospikeMessage.first(in: body)
        let header = first.header
        // A single answer is one message, and most frames are single answers.
        if first.byteCount == body.byteCount {
            return AnswerFrame(
                byteCount: frame.byteCount, header: header, lastHeader: header,
                isLast: header.isLast || !header.isStreamed)
        }
        let last = try lastHeader(body, first: header)
        return AnswerFrame(
            byteCount: frame.byteCount, header: header, lastHeader: last, isLast: last.isLast)
    }

    private static func lastHeader(
        _ body: RawSpan, first: AerospikeHeader
    ) throws(AerospikeWireError) -> AerospikeHeader {
        var cursor = AerospikeMessageCursor(body)
        var last = first
        while let message = try cursor.next() { last = message.header }
        return last
    }
}

extension AerospikeHeader {
    /// Whether other messages of the same answer follow: this is a row, or a partition's end.
    @inline(__always)
    var isStreamed: Bool { fieldCount > 0 || donePartition != nil || rowIndex != 0 }
}
