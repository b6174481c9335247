internal import Wire

/// Values to and from bins on the wire.
extension Value {
    /// Appends an operation whose value this is.
    ///
    /// - Parameters:
    ///   - code: what to do.
    ///   - name: the bin's name.
    ///   - message: the message that was begun.
    ///   - queue: where.
    /// - Throws: `ClientError` when it is nested too deep.
    func append(
        _ code: AerospikeOperationCode, bin name: String,
        to message: inout some AerospikeOperationWriter, in queue: inout ByteQueue
    ) throws(ClientError) {
        let bin = unsafe name.utf8Span.span.bytes
        switch self {
        case .null: message.append(code, bin: bin, in: &queue)
        case .integer(let number): message.append(code, bin: bin, integer: number, in: &queue)
        case .double(let number): message.append(code, bin: bin, double: number, in: &queue)
        case .boolean(let value): message.append(code, bin: bin, boolean: value, in: &queue)
        case .string(let text):
            unsafe message.append(code, bin: bin, .string, text.utf8Span.span.bytes, in: &queue)
        case .blob(let bytes):
            unsafe message.append(code, bin: bin, .blob, bytes.span.bytes, in: &queue)
        case .hyperLogLog(let bytes):
            unsafe message.append(code, bin: bin, .hyperLogLog, bytes.span.bytes, in: &queue)
        case .geoJSON(let text):
            unsafe message.append(code, bin: bin, geoJSON: text.utf8Span.span.bytes, in: &queue)
        case .list:
            let bytes = try containerBytes()
            unsafe message.append(code, bin: bin, .list, bytes.span.bytes, in: &queue)
        case .map:
            let bytes = try containerBytes()
            unsafe message.append(code, bin: bin, .map, bytes.span.bytes, in: &queue)
        }
    }

    /// The value of a bin that a server has sent.
    ///
    /// - Throws: `ClientError` when its bytes are none.
    init(_ operation: borrowing AerospikeOperation) throws(ClientError) {
        let particle: AerospikeParticle
        do throws(AerospikeWireError) {
            particle = try operation.particle()
        } catch {
            throw ClientError(.malformed(error))
        }
        switch particle {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .double(let number): self = .double(number)
        case .boolean(let value): self = .boolean(value)
        case .string(let bytes): self = .string(bytes.text)
        case .geoJSON(let bytes): self = .geoJSON(bytes.text)
        case .blob(let bytes): self = .blob(bytes.array)
        case .hyperLogLog(let bytes): self = .hyperLogLog(bytes.array)
        case .list(let bytes), .map(let bytes): try self.init(checkedContainer: bytes)
        }
    }

    private init(checkedContainer bytes: RawSpan) throws(ClientError) {
        do throws(MsgpackError) {
            try self.init(container: bytes)
        } catch {
            throw ClientError(.badContainer(error))
        }
    }
}
