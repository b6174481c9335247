/// What writes operations: a message, or one row of a batch.
public protocol AerospikeOperationWriter {
    /// Begins an operation whose value, so many bytes, the caller appends to the queue itself.
    ///
    /// - Parameters:
    ///   - code: what to do.
    ///   - name: the bin's name, at most 255 bytes; servers take 15.
    ///   - type: the value's type.
    ///   - valueByteCount: how many bytes the value will have.
    ///   - queue: where the message was begun.
    mutating func beginOperation(
        _ code: AerospikeOperationCode, bin name: RawSpan, _ type: AerospikeParticleType,
        valueByteCount: Int, in queue: inout ByteQueue)
}

extension AerospikeOperationWriter {
    /// Appends an operation without a value: a read, a touch, a removal, an empty result.
    @inline(__always)
    public mutating func append(
        _ code: AerospikeOperationCode, bin name: RawSpan, in queue: inout ByteQueue
    ) {
        beginOperation(code, bin: name, .null, valueByteCount: 0, in: &queue)
    }

    /// Appends an operation with a whole number.
    @inline(__always)
    public mutating func append(
        _ code: AerospikeOperationCode, bin name: RawSpan, integer: Int64,
        in queue: inout ByteQueue
    ) {
        beginOperation(code, bin: name, .integer, valueByteCount: 8, in: &queue)
        queue.append(bigEndian: integer)
    }

    /// Appends an operation with a floating-point number.
    @inline(__always)
    public mutating func append(
        _ code: AerospikeOperationCode, bin name: RawSpan, double: Double,
        in queue: inout ByteQueue
    ) {
        beginOperation(code, bin: name, .double, valueByteCount: 8, in: &queue)
        queue.append(bigEndian: double.bitPattern)
    }

    /// Appends an operation with a truth value.
    @inline(__always)
    public mutating func append(
        _ code: AerospikeOperationCode, bin name: RawSpan, boolean: Bool,
        in queue: inout ByteQueue
    ) {
        beginOperation(code, bin: name, .boolean, valueByteCount: 1, in: &queue)
        queue.append(boolean ? 1 : 0)
    }

    /// Appends an operation whose value is bytes: text, a blob, a list or map in MessagePack.
    @inline(__always)
    public mutating func append(
        _ code: AerospikeOperationCode, bin name: RawSpan, _ type: AerospikeParticleType,
        _ value: RawSpan, in queue: inout ByteQueue
    ) {
        beginOperation(code, bin: name, type, valueByteCount: value.byteCount, in: &queue)
        queue.append(value)
    }

    /// Appends an operation whose value is GeoJSON text, without cells: a server computes its own.
    public mutating func append(
        _ code: AerospikeOperationCode, bin name: RawSpan, geoJSON text: RawSpan,
        in queue: inout ByteQueue
    ) {
        beginOperation(code, bin: name, .geoJSON, valueByteCount: 3 + text.byteCount, in: &queue)
        queue.append(0)
        queue.append(bigEndian: UInt16(0))
        queue.append(text)
    }
}
