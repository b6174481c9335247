internal import Engine
internal import Platform
internal import Wire

/// Requests on the records of a namespace or set.
extension RequestExecutor {
    /// Begins a scan or a background write, or refuses it.
    func executeQuery(
        _ message: AerospikeMessage, _ fields: RequestFields, now: Instant,
        into output: inout ByteQueue, from peer: () -> String
    ) throws(AerospikeWireError) -> Execution {
        let query = try AerospikeQuery.read(message)
        let kind = kind(of: query, fields)
        if let code = unsupported(query, fields) { return answer(kind, code, into: &output) }
        let set = try message.setName()
        guard let handle = namespaces.handle(fields.namespace) else {
            return answer(kind, .namespace, into: &output)
        }
        if query.purpose == .backgroundWrite {
            let code = startJob(message, query, fields, handle, now: now, from: peer)
            return answer(kind, code, more: code == .ok ? .last : [], into: &output)
        }
        var bins: [BinID] = []
        if let code = binsToScan(message, handle, &bins) {
            return answer(kind, code, into: &output)
        }
        guard let selection = selection(message, handle, set, bins) else {
            // In a set that does not exist there is nothing.
            return answer(kind, .ok, more: .last, into: &output)
        }
        return .streaming(
            RowStream(ScanStream(query, handle, selection, rates: rate(query, now: now))))
    }

    private func kind(of query: AerospikeQuery, _ fields: RequestFields) -> RequestKind {
        switch query.purpose {
        case .backgroundWrite: .backgroundWrite
        case .script: .script
        case .read: fields.hasIndex ? .query : .scan
        }
    }

    /// The code for what no query is asked; nil when there is nothing of the kind.
    private func unsupported(
        _ query: AerospikeQuery, _ fields: RequestFields
    ) -> AerospikeResultCode? {
        if fields.has(.transaction) { return .enterpriseOnly }
        if query.purpose == .script || fields.hasScript || fields.has(.filter) {
            return .unsupported
        }
        return fields.hasIndex ? .indexNotFound : nil
    }

    // MARK: Scans

    /// The bins that the operations name; a code when they are no reads.
    private func binsToScan(
        _ message: AerospikeMessage, _ handle: NamespaceHandle, _ bins: inout [BinID]
    ) -> AerospikeResultCode? {
        var operations = message.operations
        while let operation = operations.next() {
            guard operation.code == .read else { return operation.code.refusalInRead }
            if operation.name.byteCount > AerospikeLimits.binNameByteCount { return .binName }
            if let bin = handle.knownBin(operation.name) { bins.append(bin) }
        }
        return nil
    }

    /// Which records to return, and what of them; nil when there is no such set.
    private func selection(
        _ message: AerospikeMessage, _ handle: NamespaceHandle, _ name: RawSpan?, _ bins: [BinID]
    ) -> ScanSelection? {
        var selection = ScanSelection()
        if let name {
            guard let set = handle.knownSet(name) else { return nil }
            selection.set = set
        }
        if message.header.read.contains(.noBins) {
            selection.bins = .none
        } else if message.header.operationCount > 0 {
            selection.bins = .only(bins)
        }
        return selection
    }

    private func rate(_ query: AerospikeQuery, now: Instant) -> RecordPacer? {
        guard query.recordsPerSecond > 0 else { return nil }
        let rate = min(Int(query.recordsPerSecond), RecordPacer.recordsPerSecondLimit)
        return try? RecordPacer(recordsPerSecond: rate, now: now)
    }

    // MARK: Background writes

    /// Starts a background write; how that went.
    private func startJob(
        _ message: AerospikeMessage, _ query: AerospikeQuery, _ fields: RequestFields,
        _ handle: NamespaceHandle, now: Instant, from peer: () -> String
    ) -> AerospikeResultCode {
        let limit = settings.backgroundRecordsPerSecond
        guard query.recordsPerSecond <= limit, !message.header.isForEnterprise else {
            return message.header.isForEnterprise ? .enterpriseOnly : .parameter
        }
        let workspace = Workspace()
        var kinds = OperationKinds()
        let request = RecordRequest(message, fields)
        if let code = pack(request, handle, workspace, &kinds) { return code }
        // It has nobody to return bins to.
        if kinds.contains(.read) { return .parameter }
        let rate = query.recordsPerSecond > 0 ? Int(query.recordsPerSecond) : limit
        var set: SetID?
        if !fields.set.isEmpty {
            guard let known = handle.knownSet(fields.set) else {
                return jobs.add(
                    JobFacts(query, fields, rate: rate, from: peer()), nil, now: now)
            }
            set = known
        }
        do throws(EngineError) {
            let write = try BackgroundWrite(
                handle.namespace, workspace.steps, set: set,
                timeToLive: message.header.timeToLive,
                pacer: RecordPacer(recordsPerSecond: rate, now: now))
            return jobs.add(
                JobFacts(query, fields, rate: rate, from: peer()), write, now: now)
        } catch {
            return .parameter
        }
    }
}

extension JobFacts {
    /// What a request says of its job.
    fileprivate init(
        _ query: AerospikeQuery, _ fields: RequestFields, rate: Int, from peer: String
    ) {
        self.init(
            taskID: query.taskID, namespace: fields.namespace.text, set: fields.set.text,
            recordsPerSecond: rate, peer: peer)
    }
}
