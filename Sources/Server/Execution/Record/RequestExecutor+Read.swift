internal import Engine
internal import Wire

extension RequestExecutor {
    /// What a read returns of its record.
    private enum Wanted {
        case nothing
        case allBins
        case namedBins
    }

    /// Reads one record.
    @inline(__always)
    func read(
        _ digest: Digest, _ request: borrowing RecordRequest, _ handle: NamespaceHandle,
        into copy: RecordCopy, _ output: inout ByteQueue
    ) -> Outcome {
        var wanted = Wanted.allBins
        if let code = check(request, &wanted) {
            return refuse(request, code, into: &output)
        }
        switch handle.namespace.get(digest, into: copy) {
        case .found(let metadata):
            if let code = mismatch(request, handle, copy) {
                return refuse(request, code, into: &output)
            }
            return answer(request, handle, copy, metadata, wanted, into: &output)
        case .notFound: return refuse(request, .recordNotFound, into: &output)
        case .unavailable, .elsewhere: return refuse(request, .unavailable, into: &output)
        }
    }

    /// Finds out what is wanted, and why not to give it.
    @inline(__always)
    private func check(
        _ request: borrowing RecordRequest, _ wanted: inout Wanted
    ) -> AerospikeResultCode? {
        let flags = request.header.read
        if flags.contains(.noBins) {
            wanted = .nothing
            return nil
        }
        if request.header.operationCount > 0 { return checkNames(request, &wanted) }
        guard flags.contains(.allBins), !request.respondsToAll else { return .parameter }
        return nil
    }

    @inline(__always)
    private func checkNames(
        _ request: borrowing RecordRequest, _ wanted: inout Wanted
    ) -> AerospikeResultCode? {
        wanted = request.header.read.contains(.allBins) ? .allBins : .namedBins
        if wanted == .allBins && request.respondsToAll { return .parameter }
        var operations = request.operations
        while let operation = operations.next() {
            guard operation.code == .read else { return operation.code.refusalInRead }
            if operation.name.byteCount > AerospikeLimits.binNameByteCount { return .binName }
        }
        return nil
    }

    /// Why a record is not the one that was meant: another set, another key.
    @inline(__always)
    private func mismatch(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, _ copy: RecordCopy
    ) -> AerospikeResultCode? {
        let set = request.fields.set
        if !set.isEmpty && handle.knownSet(set) != copy.set { return .parameter }
        let key = request.fields.key
        return !key.isEmpty && copy.hasOtherKey(than: key) ? .keyMismatch : nil
    }

    @inline(__always)
    private func answer(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, _ copy: RecordCopy,
        _ metadata: RecordMetadata, _ wanted: Wanted, into output: inout ByteQueue
    ) -> Outcome {
        let start = output.byteCount
        let header = AerospikeHeader(
            resultCode: .ok, generation: UInt32(metadata.generation),
            voidTime: metadata.voidTime, rowIndex: request.rowIndex)
        var message = AerospikeMessageWriter(header, in: &output)
        switch wanted {
        case .nothing: break
        case .allBins: message.append(bins: copy.packedBins(), handle, in: &output)
        case .namedBins:
            guard appendNamed(request, handle, copy, &message, in: &output) else {
                output.truncate(to: start)
                return refuse(request, .recordTooBig, into: &output)
            }
        }
        message.finish(in: &output)
        return Outcome(.read, .ok)
    }

    /// Appends the bins that the request names.
    ///
    /// - Returns: false when they are too many bytes for a message.
    @inline(__always)
    private func appendNamed(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, _ copy: RecordCopy,
        _ message: inout AerospikeMessageWriter, in output: inout ByteQueue
    ) -> Bool {
        let limit = output.byteCount + OperateBuffer.resultByteLimit
        var operations = request.operations
        while let operation = operations.next() {
            if let id = handle.knownBin(operation.name), let bin = copy.bin(id) {
                message.append(
                    .read, bin: operation.name, typeNumber: bin.typeNumber, stored: bin.bytes,
                    in: &output)
                // A request may name a large bin thousands of times.
                if output.byteCount > limit { return false }
            } else if request.respondsToAll {
                message.append(.read, bin: operation.name, in: &output)
            }
        }
        return true
    }
}

extension AerospikeOperationCode {
    /// What answers the operation in a request that only reads.
    var refusalInRead: AerospikeResultCode { isKnown && isRead ? .unsupported : .parameter }

    /// Whether the real server knows it although it is not performed here.
    var isKnown: Bool {
        switch self {
        case .collectionRead, .collectionModify, .expressionRead, .expressionModify, .bitRead,
            .bitModify, .hyperLogLogRead, .hyperLogLogModify:
            true
        default: false
        }
    }

    /// Whether it leaves the record as it is.
    private var isRead: Bool {
        switch self {
        case .read, .collectionRead, .expressionRead, .bitRead, .hyperLogLogRead: true
        default: false
        }
    }
}
