internal import Engine
internal import Wire

/// Requests on one record, by themselves or as rows of a batch.
extension RequestExecutor {
    /// Performs a request and appends its answer: one message, without a frame.
    @inline(__always)
    func perform(
        _ request: borrowing RecordRequest, with workspace: Workspace,
        into output: inout ByteQueue
    ) -> Outcome {
        let name = request.fields.namespace
        guard let handle = namespaces.known(name) ?? namespaces.handle(name) else {
            return refuse(request, .namespace, into: &output)
        }
        let start = output.byteCount
        let outcome = perform(request, handle, with: workspace, into: &output)
        // Only a namespace that was dropped may have to be looked for again.
        if outcome.code != .unavailable { return outcome }
        return performAgain(request, handle, outcome, at: start, with: workspace, into: &output)
    }

    @inline(never)
    private func performAgain(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, _ outcome: Outcome,
        at start: Int, with workspace: Workspace, into output: inout ByteQueue
    ) -> Outcome {
        guard namespaces.forgetIfDropped(handle) else { return outcome }
        gathered.removeAll()
        output.truncate(to: start)
        guard let current = namespaces.handle(request.fields.namespace) else {
            return refuse(request, .namespace, into: &output)
        }
        return perform(request, current, with: workspace, into: &output)
    }

    @inline(__always)
    private func perform(
        _ request: borrowing RecordRequest, _ handle: NamespaceHandle, with workspace: Workspace,
        into output: inout ByteQueue
    ) -> Outcome {
        guard let digest = Digest(bytes: request.digest),
            request.fields.set.byteCount <= AerospikeLimits.setNameByteCount
        else { return refuse(request, .parameter, into: &output) }
        if let code = unsupported(request) { return refuse(request, code, into: &output) }
        if request.header.write.contains(.write) {
            if request.header.write.contains(.delete) {
                return delete(digest, request, handle, into: &output)
            }
            if request.fields.hasScript { return runScript(request, into: &output) }
            return write(digest, request, handle, with: workspace, into: &output)
        }
        if request.header.read.contains(.read) {
            return read(digest, request, handle, into: workspace.copy, &output)
        }
        return refuse(request, .parameter, into: &output)
    }

    /// The code for what no record is asked; nil when there is nothing of the kind.
    @inline(__always)
    private func unsupported(_ request: borrowing RecordRequest) -> AerospikeResultCode? {
        if request.header.isForEnterprise || request.fields.has(.transaction) {
            return .enterpriseOnly
        }
        return request.fields.has(.filter) ? .unsupported : nil
    }

    /// What a request asks, going by its flags and fields alone.
    private func kind(of request: borrowing RecordRequest) -> RequestKind {
        let header = request.header
        if header.write.contains(.write) {
            if header.write.contains(.delete) { return .delete }
            return request.fields.hasScript ? .script : .write
        }
        return header.read.contains(.read) ? .read : .malformed
    }

    /// Appends an answer that has a code and nothing else.
    @inline(never)
    func refuse(
        _ request: borrowing RecordRequest, _ code: AerospikeResultCode,
        as kind: RequestKind? = nil, into output: inout ByteQueue
    ) -> Outcome {
        append(code, to: request, into: &output)
        return Outcome(kind ?? self.kind(of: request), code)
    }

    /// Appends an answer without operations.
    @inline(__always)
    func append(
        _ code: AerospikeResultCode,
        _ metadata: RecordMetadata = RecordMetadata(generation: 0, voidTime: 0),
        to request: borrowing RecordRequest, into output: inout ByteQueue
    ) {
        let header = AerospikeHeader(
            resultCode: code, generation: UInt32(metadata.generation),
            voidTime: metadata.voidTime, rowIndex: request.rowIndex)
        let message = AerospikeMessageWriter(header, in: &output)
        message.finish(in: &output)
    }

    /// Answers for a script as the real server does when it has no such module.
    private func runScript(
        _ request: borrowing RecordRequest, into output: inout ByteQueue
    ) -> Outcome {
        let header = AerospikeHeader(resultCode: .script, rowIndex: request.rowIndex)
        var message = AerospikeMessageWriter(header, in: &output)
        let name: StaticString = "FAILURE"
        let words: StaticString = "UDF: Execution Error 1"
        message.append(.read, bin: name.bytes, .string, words.bytes, in: &output)
        message.finish(in: &output)
        return Outcome(.script, .script)
    }
}
