internal import Wire

/// One row of a batch: what to do with one record.
public struct BatchRow: Hashable, Sendable {
    /// What to do.
    public enum Action: Hashable, Sendable {
        /// Reads bins.
        case read(BinSelection)
        /// Writes bins, at least one; null takes one out.
        case put([String: Value], WritePolicy)
        /// Removes the record.
        case remove(WritePolicy)
        /// Takes several steps, in order, at least one.
        case operate([RecordStep], WritePolicy)
    }

    /// Which record.
    public var key: RecordKey
    /// What to do with it.
    public var action: Action

    /// A row.
    public init(_ key: RecordKey, _ action: Action) {
        self.key = key
        self.action = action
    }

    /// A row that reads.
    public static func read(_ key: RecordKey, bins: BinSelection = .all) -> BatchRow {
        BatchRow(key, .read(bins))
    }

    /// A row that writes bins.
    public static func put(
        _ key: RecordKey, _ bins: [String: Value], policy: WritePolicy = WritePolicy()
    ) -> BatchRow {
        BatchRow(key, .put(bins, policy))
    }

    /// A row that removes the record.
    public static func remove(
        _ key: RecordKey, policy: WritePolicy = WritePolicy()
    ) -> BatchRow {
        BatchRow(key, .remove(policy))
    }

    /// A row that takes steps.
    public static func operate(
        _ key: RecordKey, _ steps: [RecordStep], policy: WritePolicy = WritePolicy()
    ) -> BatchRow {
        BatchRow(key, .operate(steps, policy))
    }
}

extension BatchRow {
    var isWrite: Bool {
        switch action {
        case .read: false
        case .put, .remove: true
        case .operate(let steps, _): steps.contains(where: \.isWrite)
        }
    }

    func check() throws(ClientError) {
        try key.check()
        switch action {
        case .read(.named(let names)):
            guard !names.isEmpty else { throw ClientError(.invalid(.empty)) }
            try RequestCheck.bins(names)
        case .put(let bins, _):
            guard !bins.isEmpty else { throw ClientError(.invalid(.empty)) }
            try RequestCheck.bins(bins.keys)
        case .operate(let steps, _):
            guard !steps.isEmpty else { throw ClientError(.invalid(.empty)) }
            try RequestCheck.bins(steps.compactMap(\.bin))
        case .read, .remove: break
        }
    }

    /// Whether `other` does the same with another record, so that its row may repeat this one.
    func isRepeated(by other: BatchRow) -> Bool {
        key.namespace == other.key.namespace && key.set == other.key.set
            && action == other.action && !sendsKey
    }

    private var sendsKey: Bool {
        switch action {
        case .read: false
        case .put(_, let policy), .remove(let policy), .operate(_, let policy): policy.sendsKey
        }
    }

    /// Appends the whole row.
    func append(
        index: UInt32, to batch: inout BatchRequest, in queue: inout ByteQueue
    ) throws(ClientError) {
        let header = self.header
        var row = key.withAddress { batch.beginRow(index: index, header, $0, in: &queue) }
        if sendsKey {
            key.key.withBytes { row.append(keyOfType: $0, $1, in: &queue) }
        }
        switch action {
        case .read(.named(let names)):
            for name in names {
                unsafe row.append(.read, bin: name.utf8Span.span.bytes, in: &queue)
            }
        case .put(let bins, _):
            for name in bins.keys.sorted() {
                try (bins[name] ?? .null).append(.write, bin: name, to: &row, in: &queue)
            }
        case .operate(let steps, _):
            for step in steps { try step.append(to: &row, in: &queue) }
        case .read, .remove: break
        }
        row.finish(in: &queue)
    }

    private var header: AerospikeHeader {
        switch action {
        case .read(let bins): return AerospikeHeader(read: bins.flags)
        case .put(_, let policy): return policy.header(.respondAll)
        case .remove(var policy):
            policy.existence = .any
            policy.timeToLive = .namespaceDefault
            return policy.header([.delete, .respondAll])
        case .operate(let steps, let policy):
            var header = steps.header(policy)
            // Reading all bins excludes one result for each operation.
            if isWrite && !steps.contains(.readAll) { header.write.insert(.respondAll) }
            return header
        }
    }
}

/// How one row of a batch went.
public struct BatchResult: Equatable, Sendable {
    /// Which record.
    public var key: RecordKey
    /// The record as it was read or written; nil when there is none; or why it was not done.
    public var result: Result<Record?, ClientError>

    /// The record, nil when there is none.
    ///
    /// - Throws: `ClientError` when the row was not done.
    public func get() throws(ClientError) -> Record? { try result.get() }
}
