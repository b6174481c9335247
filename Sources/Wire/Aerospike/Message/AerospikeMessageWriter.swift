/// Writes a message: the header first, then fields, then operations, in that order.
///
/// ```swift
/// let frame = AerospikeFrameWriter(.message, in: &queue)
/// var message = AerospikeMessageWriter(header, in: &queue)
/// message.append(.namespace, namespace, in: &queue)
/// message.append(.digest, digest, in: &queue)
/// message.append(.write, bin: name, integer: 2, in: &queue)
/// message.finish(in: &queue)
/// frame.finish(in: &queue)
/// ```
///
/// The counts of fields and operations are filled in at the end. Nothing may be consumed from the
/// queue in between.
public struct AerospikeMessageWriter: AerospikeOperationWriter, Sendable {
    private let start: Int
    private var fieldCount: UInt16 = 0
    private var operationCount: UInt16 = 0

    /// Begins a message at the end of `queue`.
    @inline(__always)
    public init(_ header: AerospikeHeader, in queue: inout ByteQueue) {
        start = queue.byteCount
        header.append(to: &queue)
    }

    /// Ends the message.
    @inline(__always)
    public func finish(in queue: inout ByteQueue) {
        queue.replace(bigEndian: UInt32(fieldCount) << 16 | UInt32(operationCount), at: start + 18)
    }

    /// Appends a whole frame whose one message has neither fields nor operations.
    @inline(__always)
    public static func appendFrame(_ header: AerospikeHeader, to queue: inout ByteQueue) {
        queue.append(
            bigEndian: AerospikeFrameWriter.header(
                .message, bodyByteCount: AerospikeHeader.byteCount))
        header.append(to: &queue)
    }

    // MARK: Fields

    /// Appends a field.
    @inline(__always)
    public mutating func append(
        _ id: AerospikeFieldID, _ data: RawSpan, in queue: inout ByteQueue
    ) {
        beginField(id, byteCount: data.byteCount, in: &queue)
        queue.append(data)
    }

    /// Appends a field whose data is a number, its most significant byte first.
    @inline(__always)
    public mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
        _ id: AerospikeFieldID, bigEndian number: Number, in queue: inout ByteQueue
    ) {
        beginField(id, byteCount: MemoryLayout<Number>.size, in: &queue)
        queue.append(bigEndian: number)
    }

    /// Appends the user's key: its type, then its bytes.
    @inline(__always)
    public mutating func append(
        keyOfType type: AerospikeParticleType, _ key: RawSpan, in queue: inout ByteQueue
    ) {
        beginField(.key, byteCount: 1 + key.byteCount, in: &queue)
        queue.append(type.rawValue)
        queue.append(key)
    }

    /// Begins a field whose data, `byteCount` bytes, the caller appends to the queue itself.
    @inline(__always)
    public mutating func beginField(
        _ id: AerospikeFieldID, byteCount: Int, in queue: inout ByteQueue
    ) {
        precondition(operationCount == 0, "fields come before operations")
        fieldCount += 1
        appendFieldHead(id, byteCount: byteCount, to: &queue)
    }

    // MARK: Operations

    /// Begins an operation whose value, so many bytes, the caller appends to the queue itself.
    ///
    /// - Parameters:
    ///   - code: what to do.
    ///   - name: the bin's name, at most 255 bytes; servers take 15.
    ///   - type: the value's type.
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
}

@inline(__always)
func appendFieldHead(
    _ id: AerospikeFieldID, byteCount: Int, to queue: inout ByteQueue
) {
    queue.append(bigEndian: UInt32(byteCount + 1))
    queue.append(id.rawValue)
}

@inline(__always)
func appendOperationHead(
    _ code: AerospikeOperationCode, bin name: RawSpan, _ type: AerospikeParticleType,
    valueByteCount: Int, to queue: inout ByteQueue
) {
    let nameByteCount = name.byteCount
    precondition(nameByteCount <= 255, "a bin name of \(nameByteCount) bytes")
    queue.append(bigEndian: UInt32(4 + nameByteCount + valueByteCount))
    queue.append(
        bigEndian: UInt32(code.rawValue) << 24 | UInt32(type.rawValue) << 16
            | UInt32(nameByteCount))
    queue.append(name)
}
