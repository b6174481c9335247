/// Writes the rows of a batch into a message that was begun.
///
/// ```swift
/// var batch = AerospikeBatchWriter([.inlineMemory, .answerAll], in: &message, &queue)
/// var row = batch.beginRow(index: 0, digest, header, in: &queue)
/// row.append(.namespace, namespace, in: &queue)
/// row.finish(in: &queue)
/// batch.appendRepeat(index: 1, other, in: &queue)
/// batch.finish(in: &queue)
/// ```
///
/// Source: `aerospike_batch.c` of Aerospike's C client.
public struct AerospikeBatchWriter: Sendable {
    /// Where the field's data begins.
    private let start: Int
    private var rowCount: UInt32 = 0

    /// Begins the field of rows.
    ///
    /// - Parameters:
    ///   - flags: what holds for all rows.
    ///   - message: the message, with no operations yet.
    ///   - queue: where the message was begun.
    public init(
        _ flags: AerospikeBatchFlags, in message: inout AerospikeMessageWriter,
        _ queue: inout ByteQueue
    ) {
        message.beginField(.batchRows, byteCount: 0, in: &queue)
        start = queue.byteCount
        queue.append(bigEndian: UInt32(0))
        queue.append(flags.rawValue)
    }

    /// Begins a row, to be followed by its fields, its operations and its end.
    ///
    /// A generation is written when a flag asks to compare it, as the C client does.
    ///
    /// - Parameters:
    ///   - index: the number that the answer will carry.
    ///   - digest: the record's digest, 20 bytes.
    ///   - header: the row's flags, generation and time to live.
    ///   - queue: where the message was begun.
    /// - Returns: what writes the rest of the row.
    public mutating func beginRow(
        index: UInt32, _ digest: RawSpan, _ header: AerospikeHeader, in queue: inout ByteQueue
    ) -> AerospikeBatchRowWriter {
        var flags: AerospikeRowFlags = [.write, .timeToLive]
        let comparesGeneration: AerospikeWriteFlags = [.generationEqual, .generationGreater]
        if !header.write.isDisjoint(with: comparesGeneration) { flags.insert(.generation) }
        if header.transactionFlags != 0 { flags.insert(.transaction) }
        appendHead(index, digest, flags, to: &queue)
        queue.append(header.read.rawValue)
        queue.append(header.write.rawValue)
        queue.append(header.more.rawValue)
        if flags.contains(.transaction) { queue.append(header.transactionFlags) }
        if flags.contains(.generation) {
            queue.append(bigEndian: UInt16(truncatingIfNeeded: header.generation))
        }
        queue.append(bigEndian: header.expiry)
        return AerospikeBatchRowWriter(in: &queue)
    }

    /// Appends a row that does the same as the one before, with another record.
    @inline(__always)
    public mutating func appendRepeat(
        index: UInt32, _ digest: RawSpan, in queue: inout ByteQueue
    ) {
        precondition(rowCount > 0, "the first row has none before it to repeat")
        appendHead(index, digest, .repeats, to: &queue)
    }

    /// Ends the field of rows.
    public func finish(in queue: inout ByteQueue) {
        let size = queue.byteCount - start
        queue.replace(bigEndian: UInt32(size + 1), at: start - 5)
        queue.replace(bigEndian: rowCount, at: start)
    }

    @inline(__always)
    private mutating func appendHead(
        _ index: UInt32, _ digest: RawSpan, _ flags: AerospikeRowFlags, to queue: inout ByteQueue
    ) {
        precondition(digest.byteCount == AerospikeLimits.digestByteCount)
        rowCount += 1
        queue.append(bigEndian: index)
        queue.append(digest)
        queue.append(flags.rawValue)
    }
}

/// Writes the fields and operations of one row of a batch: the namespace first, then the set.
public struct AerospikeBatchRowWriter: AerospikeOperationWriter, Sendable {
    private let start: Int
    private var fieldCount: UInt16 = 0
    private var operationCount: UInt16 = 0

    init(in queue: inout ByteQueue) {
        start = queue.byteCount
        queue.append(bigEndian: UInt32(0))
    }

    /// Appends a field.
    public mutating func append(
        _ id: AerospikeFieldID, _ data: RawSpan, in queue: inout ByteQueue
    ) {
        precondition(operationCount == 0, "fields come before operations")
        fieldCount += 1
        appendFieldHead(id, byteCount: data.byteCount, to: &queue)
        queue.append(data)
    }

    /// Appends the user's key: its type, then its bytes.
    public mutating func append(
        keyOfType type: AerospikeParticleType, _ key: RawSpan, in queue: inout ByteQueue
    ) {
        precondition(operationCount == 0, "fields come before operations")
        fieldCount += 1
        appendFieldHead(.key, byteCount: 1 + key.byteCount, to: &queue)
        queue.append(type.rawValue)
        queue.append(key)
    }

    /// Begins an operation whose value, so many bytes, the caller appends to the queue itself.
    ///
    /// - Parameters:
    ///   - code: what to do.
    ///   - name: the bin's name, at most 255 bytes; servers take 15.
    ///   - type: the value's type, null for none.
    ///   - valueByteCount: how many bytes the value will have.
    ///   - queue: where the message was begun.
    @inline(__always)
    public mutating func beginOperation(
        _ code: AerospikeOperationCode, bin name: RawSpan, _ type: AerospikeParticleType,
        valueByteCount: Int, in queue: inout ByteQueue
    ) {
        operationCount += 1
        appendOperationHead(code, bin: name, type, valueByteCount: valueByteCount, to: &queue)
    }

    /// Ends the row.
    public func finish(in queue: inout ByteQueue) {
        queue.replace(bigEndian: UInt32(fieldCount) << 16 | UInt32(operationCount), at: start)
    }
}
