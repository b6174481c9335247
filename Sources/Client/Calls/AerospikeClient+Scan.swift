internal import Platform
internal import Wire

extension AerospikeClient {
    /// Reads all records of a set or namespace, one node after the other.
    ///
    /// Each record that is there from the scan's beginning to its end comes once; one that is
    /// written meanwhile may come or not.
    ///
    /// - Parameters:
    ///   - namespace: the namespace's name.
    ///   - set: the set's name; empty for all of the namespace.
    ///   - bins: the bins that records are to have; empty for all.
    ///   - progress: where to begin, and afterwards, how far it came.
    ///   - policy: limits.
    ///   - body: gets each record, and returns whether to go on.
    /// - Throws: `ClientError`; `progress` then says what is missing.
    public func scan(
        _ namespace: String, set: String = "", bins: [String] = [],
        progress: inout ScanProgress, policy: ScanPolicy = ScanPolicy(),
        _ body: (ScannedRecord) -> Bool
    ) throws(ClientError) {
        try RequestCheck.namespace(namespace)
        try RequestCheck.set(set)
        try RequestCheck.bins(bins)
        var call = ScanCall(
            cluster: cluster, namespace: namespace, set: set, bins: bins, policy: policy,
            progress: progress)
        defer { progress = call.progress }
        try call.run(body)
    }

    /// Reads records of a set or namespace into an array.
    ///
    /// - Parameters:
    ///   - namespace: the namespace's name.
    ///   - set: the set's name; empty for all of the namespace.
    ///   - bins: the bins that records are to have; empty for all.
    ///   - policy: limits; without one of records, everything is held in memory.
    /// - Returns: the records, in no order.
    /// - Throws: `ClientError`.
    public func scan(
        _ namespace: String, set: String = "", bins: [String] = [],
        policy: ScanPolicy = ScanPolicy()
    ) throws(ClientError) -> [ScannedRecord] {
        var progress = try ScanProgress()
        var records: [ScannedRecord] = []
        try scan(namespace, set: set, bins: bins, progress: &progress, policy: policy) { record in
            records.append(record)
            return true
        }
        return records
    }
}

/// A scan on its way.
struct ScanCall {
    let cluster: Cluster
    let namespace: String
    let set: String
    let bins: [String]
    let policy: ScanPolicy
    var progress: ScanProgress
    /// Records that were handed over.
    private var count: UInt64 = 0
    private var isStopped = false

    init(
        cluster: Cluster, namespace: String, set: String, bins: [String], policy: ScanPolicy,
        progress: ScanProgress
    ) {
        self.cluster = cluster
        self.namespace = namespace
        self.set = set
        self.bins = bins
        self.policy = policy
        self.progress = progress
    }

    /// The partitions of one node that are not done.
    private struct Share {
        var pool: ConnectionPool
        var partitions: [UInt16] = []
    }

    private var isOver: Bool {
        isStopped || progress.isDone || (policy.recordLimit > 0 && count >= policy.recordLimit)
    }

    mutating func run(_ body: (ScannedRecord) -> Bool) throws(ClientError) {
        var attempt = 1
        while !isOver {
            let before = progress.partitionCount
            var last: ClientError?
            for share in try shares() where !isOver {
                do throws(ClientError) {
                    try read(share, body)
                } catch {
                    guard Self.isWorthRepeating(error) else { throw error }
                    last = error
                }
            }
            // Without an error, what is left was not available there, or is behind the limit.
            guard !isOver else { return }
            if progress.partitionCount < before { attempt = 0 }
            guard attempt < policy.attemptLimit else {
                throw last ?? ClientError(.refused(.unavailable))
            }
            attempt += 1
            cluster.tend()
        }
    }

    private static func isWorthRepeating(_ error: ClientError) -> Bool {
        Retry.isWorthwhile(error, isWrite: false) || error.reason == .timeout
    }

    private func shares() throws(ClientError) -> [Share] {
        var shares: [Share] = []
        for partition in progress.untouched.sorted() + progress.resumptions.keys.sorted() {
            let pool = try cluster.pool(namespace: namespace, partition: Int(partition))
            if let index = shares.firstIndex(where: { $0.pool === pool }) {
                shares[index].partitions.append(partition)
            } else {
                shares.append(Share(pool: pool, partitions: [partition]))
            }
        }
        return shares
    }

    private mutating func read(
        _ share: Share, _ body: (ScannedRecord) -> Bool
    ) throws(ClientError) {
        do throws(ClientError) {
            let connection = try share.pool.take(until: deadline)
            try connection.send(until: deadline) { queue in append(share, to: &queue) }
            var unavailable: Set<UInt16> = []
            let countBefore = count
            while true {
                let code = try connection.receive(.message, until: deadline) {
                    (answer) throws(ClientError) in
                    try take(answer, &unavailable, body)
                }
                // In the middle of an answer the connection is good for nothing else.
                if isStopped { return }
                guard let code else { continue }
                share.pool.give(connection)
                guard code == .ok else { throw ClientError(.refused(code)) }
                let wanted = policy.recordLimit - min(countBefore, policy.recordLimit)
                if policy.recordLimit == 0 || count - countBefore < wanted {
                    progress.finish(share.partitions.filter { !unavailable.contains($0) })
                }
                return
            }
        } catch {
            throw ClientError(error.reason, node: share.pool.node)
        }
    }

    private var deadline: Instant { MonotonicClock.system.now() + policy.socketTimeout }

    private func append(_ share: Share, to queue: inout ByteQueue) {
        var request = unsafe ScanRequest(
            namespace: namespace.utf8Span.span.bytes, set: set.utf8Span.span.bytes,
            taskID: UInt64.random(in: 1...UInt64(Int64.max)))
        request.recordsPerSecond = policy.recordsPerSecond
        request.socketTimeoutMilliseconds = UInt32(
            clamping: policy.socketTimeout.count / 1_000_000)
        request.recordLimit = policy.recordLimit == 0 ? 0 : policy.recordLimit - count
        let fresh = share.partitions.filter { progress.untouched.contains($0) }
        request.append(
            partitions: fresh.span,
            resumingAfter: share.partitions.compactMap { progress.resumptions[$0] },
            bins: bins, to: &queue)
    }

    /// Takes the messages of one frame.
    ///
    /// - Returns: the code of the last message, nil when more follow.
    private mutating func take(
        _ answer: RawSpan, _ unavailable: inout Set<UInt16>, _ body: (ScannedRecord) -> Bool
    ) throws(ClientError) -> ResultCode? {
        var cursor = AerospikeMessageCursor(answer)
        while let message = try Self.next(&cursor) {
            let header = message.header
            if header.isLast { return header.resultCode }
            if let partition = header.donePartition {
                if header.resultCode != .ok {
                    unavailable.insert(UInt16(truncatingIfNeeded: partition))
                }
                continue
            }
            // No row: the scan was refused before it began, and nothing follows.
            guard header.resultCode == .ok else { return header.resultCode }
            let record = try ScannedRecord(message)
            progress.note(record.digest)
            count += 1
            guard body(record) else {
                isStopped = true
                return nil
            }
        }
        return nil
    }

    @_lifetime(copy cursor)
    private static func next(
        _ cursor: inout AerospikeMessageCursor
    ) throws(ClientError) -> AerospikeMessage? {
        do throws(AerospikeWireError) {
            return try cursor.next()
        } catch {
            throw ClientError(.malformed(error))
        }
    }
}
