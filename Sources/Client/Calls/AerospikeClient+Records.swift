internal import Wire

/// Which bins of a record are read.
public enum BinSelection: Hashable, Sendable {
    /// All of them.
    case all
    /// None: generation and expiry only.
    case none
    /// Those with these names, as far as they are there.
    case named([String])
}

extension AerospikeClient {
    /// Reads a record.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - bins: which of its bins.
    ///   - policy: how long it may take.
    /// - Returns: the record, nil when there is none.
    /// - Throws: `ClientError`.
    public func get(
        _ key: RecordKey, bins: BinSelection = .all, policy: ReadPolicy = ReadPolicy()
    ) throws(ClientError) -> Record? {
        if case .named(let names) = bins {
            guard !names.isEmpty else { throw ClientError(.invalid(.empty)) }
            try RequestCheck.bins(names)
        }
        return try call(key, policy.limits, isWrite: false) { (queue) throws(ClientError) in
            var request = key.begin(policy.header(bins.flags), in: &queue)
            if case .named(let names) = bins {
                for name in names {
                    unsafe request.message.append(
                        .read, bin: name.utf8Span.span.bytes, in: &queue)
                }
            }
            request.finish(in: &queue)
        } read: { (message) throws(ClientError) in
            switch message.header.resultCode {
            case .ok: return try Record(message)
            case .recordNotFound: return nil
            case let code: throw ClientError(.refused(code))
            }
        }
    }

    /// Whether there is a record.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - policy: how long it may take.
    /// - Returns: whether there is one.
    /// - Throws: `ClientError`.
    public func exists(
        _ key: RecordKey, policy: ReadPolicy = ReadPolicy()
    ) throws(ClientError) -> Bool {
        try get(key, bins: .none, policy: policy) != nil
    }

    /// Writes bins of a record; which others it then has, the policy's existence says.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - bins: its bins, at least one; null takes one out.
    ///   - policy: under which conditions, and when it expires.
    /// - Returns: the record's generation and expiration, without bins.
    /// - Throws: `ClientError` when nothing was written, or in doubt.
    @discardableResult
    public func put(
        _ key: RecordKey, _ bins: [String: Value], policy: WritePolicy = WritePolicy()
    ) throws(ClientError) -> Record {
        guard !bins.isEmpty else { throw ClientError(.invalid(.empty)) }
        try RequestCheck.bins(bins.keys)
        return try call(key, policy.limits, isWrite: true) { (queue) throws(ClientError) in
            var request = key.begin(policy.header(), in: &queue)
            if policy.sendsKey { key.appendKey(to: &request.message, in: &queue) }
            // In an order of their own, so that the same bins are the same bytes.
            for name in bins.keys.sorted() {
                let value = bins[name] ?? .null
                try value.append(.write, bin: name, to: &request.message, in: &queue)
            }
            request.finish(in: &queue)
        } read: { (message) throws(ClientError) in
            try message.checkedRecord()
        }
    }

    /// Removes a record.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - policy: which generation it must have.
    /// - Returns: whether there was one.
    /// - Throws: `ClientError` when it was not removed, or in doubt.
    @discardableResult
    public func remove(
        _ key: RecordKey, policy: WritePolicy = WritePolicy()
    ) throws(ClientError) -> Bool {
        try call(key, policy.limits, isWrite: true) { (queue) throws(ClientError) in
            key.withAddress { RecordRequest.remove(policy, $0, to: &queue) }
        } read: { (message) throws(ClientError) in
            try message.found()
        }
    }

    /// Gives a record a new time to live.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - policy: the time to live.
    /// - Returns: its generation and expiration; nil when there is no record.
    /// - Throws: `ClientError` when it was not touched, or in doubt.
    @discardableResult
    public func touch(
        _ key: RecordKey, policy: WritePolicy = WritePolicy()
    ) throws(ClientError) -> Record? {
        try call(key, policy.limits, isWrite: true) { (queue) throws(ClientError) in
            key.withAddress { RecordRequest.touch(policy, $0, to: &queue) }
        } read: { (message) throws(ClientError) in
            message.header.resultCode == .recordNotFound ? nil : try message.checkedRecord()
        }
    }

    // MARK: Several steps

    /// Takes several steps on one record, all of them or none; nobody sees it in between.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - steps: what to do, in order, at least one.
    ///   - policy: under which conditions, and when it expires.
    /// - Returns: the bins that were read, with the record's generation and expiration.
    /// - Throws: `ClientError` when nothing was done, or in doubt.
    @discardableResult
    public func operate(
        _ key: RecordKey, _ steps: [RecordStep], policy: WritePolicy = WritePolicy()
    ) throws(ClientError) -> Record {
        guard !steps.isEmpty else { throw ClientError(.invalid(.empty)) }
        try RequestCheck.bins(steps.compactMap(\.bin))
        let isWrite = steps.contains(where: \.isWrite)
        return try call(key, policy.limits, isWrite: isWrite) { (queue) throws(ClientError) in
            var request = key.begin(steps.header(policy), in: &queue)
            if policy.sendsKey { key.appendKey(to: &request.message, in: &queue) }
            for step in steps { try step.append(to: &request.message, in: &queue) }
            request.finish(in: &queue)
        } read: { (message) throws(ClientError) in
            try message.checkedRecord()
        }
    }

    /// Adds to numbers in bins; a bin that is not there begins at zero.
    @discardableResult
    public func add(
        _ key: RecordKey, _ amounts: [String: Value], policy: WritePolicy = WritePolicy()
    ) throws(ClientError) -> Record {
        try operate(key, amounts.sorted { $0.key < $1.key }.map { .add($0, $1) }, policy: policy)
    }

    /// Adds text or bytes behind those in bins; a bin that is not there begins empty.
    @discardableResult
    public func append(
        _ key: RecordKey, _ values: [String: Value], policy: WritePolicy = WritePolicy()
    ) throws(ClientError) -> Record {
        try operate(key, values.sorted { $0.key < $1.key }.map { .append($0, $1) }, policy: policy)
    }

    /// Puts text or bytes before those in bins; a bin that is not there begins empty.
    @discardableResult
    public func prepend(
        _ key: RecordKey, _ values: [String: Value], policy: WritePolicy = WritePolicy()
    ) throws(ClientError) -> Record {
        try operate(
            key, values.sorted { $0.key < $1.key }.map { .prepend($0, $1) }, policy: policy)
    }

    private func call<Result>(
        _ key: RecordKey, _ limits: CallLimits, isWrite: Bool,
        _ write: (inout ByteQueue) throws(ClientError) -> Void,
        read: (borrowing AerospikeMessage) throws(ClientError) -> Result
    ) throws(ClientError) -> Result {
        try key.check()
        let call = PartitionCall(
            cluster: cluster, namespace: key.namespace, partition: key.partition, limits: limits,
            isWrite: isWrite)
        return try call.run(write, read)
    }
}

extension BinSelection {
    var flags: AerospikeReadFlags {
        switch self {
        case .all: [.read, .allBins]
        case .none: [.read, .noBins]
        case .named: .read
        }
    }
}

extension RecordKey {
    /// Lends where the record is.
    func withAddress<Result>(_ body: (borrowing RecordAddress) -> Result) -> Result {
        unsafe body(
            RecordAddress(
                namespace: namespace.utf8Span.span.bytes, set: set.utf8Span.span.bytes,
                digest: digest.bytes))
    }

    /// Begins a request about the record.
    func begin(_ header: AerospikeHeader, in queue: inout ByteQueue) -> RecordRequest {
        withAddress { RecordRequest(header, $0, in: &queue) }
    }

    /// Appends the key itself.
    func appendKey(to message: inout AerospikeMessageWriter, in queue: inout ByteQueue) {
        key.withBytes { message.append(keyOfType: $0, $1, in: &queue) }
    }
}

extension AerospikeMessage {
    /// The record of an answer, unless the server refused.
    borrowing func checkedRecord() throws(ClientError) -> Record {
        guard header.resultCode == .ok else { throw ClientError(.refused(header.resultCode)) }
        return try Record(self)
    }

    /// Whether the record was there, unless the server refused for another reason.
    borrowing func found() throws(ClientError) -> Bool {
        switch header.resultCode {
        case .ok: return true
        case .recordNotFound: return false
        case let code: throw ClientError(.refused(code))
        }
    }
}
