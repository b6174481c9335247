internal import Engine
internal import Wire

extension RequestExecutor {
    /// Writes one record, and reads from it what the request reads on the way.
    @inline(__always)
    func write(
        _ digest: Digest, _ request: borrowing RecordRequest, _ handle: NamespaceHandle,
        with workspace: Workspace, into output: inout ByteQueue
    ) -> Outcome {
        var kinds = OperationKinds()
        if let code = pack(request, handle, workspace, &kinds) {
            return refuse(request, code, as: kinds.requestKind, into: &output)
        }
        guard let set = setToWrite(request, handle),
            let policy = request.header.policy(set: set)
        else { return refuse(request, .parameter, as: kinds.requestKind, into: &output) }
        var result = handle.namespace.operate(
            digest, workspace.steps, policy: policy, with: workspace.buffer)
        if result == .setDropped, handle.renewSet(request.fields.set) {
            result = handle.namespace.operate(
                digest, workspace.steps, policy: policy, with: workspace.buffer)
        }
        switch result {
        case .written(let metadata), .read(let metadata):
            return answer(request, handle, workspace.buffer, metadata, kinds, into: &output)
        default:
            return refuse(digest, request, handle, result, kinds.requestKind, into: &output)
        }
    }

    /// The set of a record that is new; nil when there is no room for another.
    @inline(__always)
    private func setToWrite(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle
    ) -> SetID? {
        let name = request.fields.set
        return name.isEmpty ? SetID.none : handle.set(name)
    }

    @inline(never)
    private func refuse(
        _ digest: Digest, _ request: borrowing RecordRequest, _ handle: NamespaceHandle,
        _ result: WriteResult, _ kind: RequestKind, into output: inout ByteQueue
    ) -> Outcome {
        let code = AerospikeResultCode(rawValue: result.code.rawValue)
        var metadata = RecordMetadata(generation: 0, voidTime: 0)
        if case .generationMismatch(let stored) = result { metadata = stored }
        if result == .exists, case .found(let stored) = handle.namespace.metadata(of: digest) {
            metadata = stored
        }
        append(code, metadata, to: request, into: &output)
        return Outcome(kind, code)
    }

    // MARK: Deleting

    /// Removes one record.
    func delete(
        _ digest: Digest, _ request: borrowing RecordRequest, _ handle: NamespaceHandle,
        into output: inout ByteQueue
    ) -> Outcome {
        var set = SetID.none
        let name = request.fields.set
        if !name.isEmpty {
            guard let known = handle.knownSet(name) else {
                // Whatever record there is, it is in another set.
                let code: AerospikeResultCode =
                    handle.namespace.exists(digest) ? .parameter : .recordNotFound
                return refuse(request, code, into: &output)
            }
            set = known
        }
        guard let policy = request.header.policy(set: set) else {
            return refuse(request, .parameter, into: &output)
        }
        let result = handle.namespace.delete(digest, policy: policy, key: request.fields.key)
        return refuse(
            request, AerospikeResultCode(rawValue: result.code.rawValue), into: &output)
    }

    // MARK: Answers

    @inline(__always)
    private func answer(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, _ buffer: OperateBuffer,
        _ metadata: RecordMetadata, _ kinds: OperationKinds, into output: inout ByteQueue
    ) -> Outcome {
        if !kinds.contains(.read) && !request.respondsToAll {
            append(.ok, metadata, to: request, into: &output)
        } else {
            appendResults(request, handle, buffer, metadata, into: &output)
        }
        return Outcome(kinds.requestKind, .ok)
    }

    /// Appends an answer with what the operations returned, in their order.
    private func appendResults(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, _ buffer: OperateBuffer,
        _ metadata: RecordMetadata, into output: inout ByteQueue
    ) {
        let header = AerospikeHeader(
            resultCode: .ok, generation: UInt32(metadata.generation),
            voidTime: metadata.voidTime, rowIndex: request.rowIndex)
        var message = AerospikeMessageWriter(header, in: &output)
        var operations = request.operations
        // A key to store was the first step.
        var step = request.fields.key.isEmpty ? 0 : 1
        var entry = 0
        while let operation = operations.next() {
            let first = entry
            while entry < buffer.count && buffer.step(at: entry) == step {
                message.append(
                    operation.code, binNumber: buffer.bin(at: entry).rawValue, handle,
                    typeNumber: buffer.type(at: entry).rawValue, stored: buffer.bytes(at: entry),
                    in: &output)
                entry += 1
            }
            if entry == first && request.respondsToAll {
                message.append(operation.code, bin: operation.name, in: &output)
            }
            step += 1
        }
        message.finish(in: &output)
    }
}
