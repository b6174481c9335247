internal import Engine
internal import Wire

/// Bins as the engine stores them into answers.
extension AerospikeMessageWriter {
    /// Appends packed bins, each as an operation that was a read.
    @inline(__always)
    mutating func append(
        bins packed: RawSpan, _ handle: NamespaceHandle, in output: inout ByteQueue
    ) {
        forEachTypedBin(packed) { number, type, bytes in
            append(.read, binNumber: number, handle, typeNumber: type, stored: bytes, in: &output)
        }
    }

    /// Appends an operation with the value of a bin of which the number is known.
    ///
    /// - Parameters:
    ///   - code: what was done.
    ///   - number: the bin's number in the namespace of `handle`.
    ///   - handle: knows the bin's name.
    ///   - typeNumber: as below.
    ///   - stored: as below.
    ///   - output: where the message was begun.
    @inline(__always)
    mutating func append(
        _ code: AerospikeOperationCode, binNumber number: UInt16, _ handle: NamespaceHandle,
        typeNumber: UInt8, stored: RawSpan, in output: inout ByteQueue
    ) {
        let names = handle.binNames
        if let name = names.name(of: number) {
            append(code, bin: name, typeNumber: typeNumber, stored: stored, in: &output)
            return
        }
        handle.learnBinNames()
        guard let name = names.name(of: number) else {
            preconditionFailure("a record has bin \(number), which has no name")
        }
        append(code, bin: name, typeNumber: typeNumber, stored: stored, in: &output)
    }

    /// Appends an operation with a bin's value.
    ///
    /// - Parameters:
    ///   - code: what was done.
    ///   - name: the bin's name.
    ///   - typeNumber: the raw value of the bin's `BinType`, which is that of the particle too.
    ///   - stored: the value as the engine has it: numbers with the least significant byte first.
    ///   - output: where the message was begun.
    @inline(__always)
    mutating func append(
        _ code: AerospikeOperationCode, bin name: RawSpan, typeNumber: UInt8, stored: RawSpan,
        in output: inout ByteQueue
    ) {
        let type = AerospikeParticleType(rawValue: typeNumber)
        switch type {
        case .integer, .double:
            beginOperation(code, bin: name, type, valueByteCount: 8, in: &output)
            output.append(bigEndian: stored.littleEndian(at: 0, as: UInt64.self))
        case .geoJSON: append(code, bin: name, geoJSON: stored, in: &output)
        default: append(code, bin: name, type, stored, in: &output)
        }
    }
}
