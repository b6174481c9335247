internal import Platform
internal import Wire

/// A batch on its way: rows are sent to the nodes that have them, and their results gathered.
struct BatchCall {
    let cluster: Cluster
    let rows: [BatchRow]
    let limits: CallLimits
    private(set) var results: [Result<Record?, ClientError>?]
    private let deadline: Instant

    init(cluster: Cluster, rows: [BatchRow], limits: CallLimits) {
        self.cluster = cluster
        self.rows = rows
        self.limits = limits
        results = Array(repeating: nil, count: rows.count)
        deadline = MonotonicClock.system.now() + limits.timeout
    }

    /// The rows of one node, and the connection on which they are.
    private struct Share {
        var pool: ConnectionPool
        var rows: [Int] = []
        var connection: Connection?
    }

    /// Calls, and calls again for rows that failed in a way that is worth it.
    mutating func run() {
        var pending = Array(rows.indices)
        var attempt = 1
        while true {
            tryOnce(pending)
            pending = pending.filter { isWorthRepeating($0) }
            guard !pending.isEmpty, attempt < limits.attemptLimit,
                MonotonicClock.system.now() + limits.pause < deadline
            else { return }
            attempt += 1
            cluster.waker.wake()
            pauseThread(limits.pause)
        }
    }

    private func isWorthRepeating(_ row: Int) -> Bool {
        guard case .failure(let error) = results[row] else { return false }
        return Retry.isWorthwhile(error, isWrite: rows[row].isWrite)
    }

    /// Sends all shares before it waits for the first answer, so that nodes work at the same time.
    private mutating func tryOnce(_ pending: [Int]) {
        var shares = self.shares(of: pending)
        for index in shares.indices {
            do throws(ClientError) {
                shares[index].connection = try send(shares[index])
            } catch {
                fail(shares[index], error)
            }
        }
        for share in shares {
            guard let connection = share.connection else { continue }
            do throws(ClientError) {
                for row in share.rows { results[row] = nil }
                try receive(share, connection)
                share.pool.give(connection)
            } catch {
                fail(share, error)
            }
        }
    }

    private mutating func shares(of pending: [Int]) -> [Share] {
        var shares: [Share] = []
        for row in pending {
            let key = rows[row].key
            do throws(ClientError) {
                let pool = try cluster.pool(namespace: key.namespace, partition: key.partition)
                if let index = shares.firstIndex(where: { $0.pool === pool }) {
                    shares[index].rows.append(row)
                } else {
                    shares.append(Share(pool: pool, rows: [row]))
                }
            } catch {
                results[row] = .failure(error)
            }
        }
        return shares
    }

    private mutating func fail(_ share: Share, _ error: ClientError) {
        for row in share.rows {
            // What was answered before the connection failed stays.
            if case .success = results[row] { continue }
            results[row] = .failure(
                ClientError(
                    error.reason, node: share.pool.node,
                    isInDoubt: error.isInDoubt && rows[row].isWrite))
        }
    }

    private func send(_ share: Share) throws(ClientError) -> Connection {
        let connection = try share.pool.take(until: deadline)
        try connection.send(until: deadline) { (queue) throws(ClientError) in
            var batch = BatchRequest(
                timeoutMilliseconds: limits.timeoutMilliseconds, in: &queue)
            var previous: BatchRow?
            for row in share.rows {
                // Counted from 1, as `AnswerFrame` says.
                let index = UInt32(row + 1)
                if let previous, previous.isRepeated(by: rows[row]) {
                    batch.repeatRow(index: index, digest: rows[row].key.digest.bytes, in: &queue)
                } else {
                    try rows[row].append(index: index, to: &batch, in: &queue)
                }
                previous = rows[row]
            }
            batch.finish(in: &queue)
        }
        return connection
    }

    private mutating func receive(
        _ share: Share, _ connection: Connection
    ) throws(ClientError) {
        var gathered: [(row: Int, Result<Record?, ClientError>)] = []
        var outcome = ResultCode.ok
        var isLast = false
        while !isLast {
            (isLast, outcome) = try connection.receive(.message, until: deadline) {
                (body) throws(ClientError) in
                try Self.read(body, into: &gathered)
            }
        }
        for (row, result) in gathered where results.indices.contains(row) { results[row] = result }
        // A row without an answer shares the fate of the whole batch.
        let code = outcome == .ok ? ResultCode.unknown : outcome
        for row in share.rows where results[row] == nil {
            results[row] = .failure(ClientError(.refused(code), node: share.pool.node))
        }
    }

    private static func read(
        _ body: RawSpan, into gathered: inout [(row: Int, Result<Record?, ClientError>)]
    ) throws(ClientError) -> (isLast: Bool, code: ResultCode) {
        var (isLast, code) = (false, ResultCode.ok)
        do throws(AerospikeWireError) {
            var cursor = AerospikeMessageCursor(body)
            while let message = try cursor.next() {
                if message.header.isLast {
                    (isLast, code) = (true, message.header.resultCode)
                } else if message.header.rowIndex == 0 {
                    // No row: the batch as a whole was refused, and nothing follows.
                    (isLast, code) = (true, message.header.resultCode)
                } else {
                    gathered.append((Int(message.header.rowIndex) - 1, result(message)))
                }
            }
        } catch {
            throw ClientError(.malformed(error), isInDoubt: true)
        }
        return (isLast, code)
    }

    private static func result(
        _ message: borrowing AerospikeMessage
    ) -> Result<Record?, ClientError> {
        Result { () throws(ClientError) in
            try message.found() ? try Record(message) : nil
        }
    }
}

extension AerospikeClient {
    /// Does something with each of several records: one request for each node that has any.
    ///
    /// Rows are independent of each other: any may be done or not, in any order.
    ///
    /// - Parameters:
    ///   - rows: what to do, at least one row.
    ///   - limits: how long all of it may take, and how often rows are tried.
    /// - Returns: how each row went, in the order of the rows.
    /// - Throws: `ClientError` when no row can be sent as it is.
    public func batch(
        _ rows: [BatchRow], limits: CallLimits = CallLimits()
    ) throws(ClientError) -> [BatchResult] {
        guard !rows.isEmpty else { throw ClientError(.invalid(.empty)) }
        for row in rows { try row.check() }
        var call = BatchCall(cluster: cluster, rows: rows, limits: limits)
        call.run()
        return zip(rows, call.results).map { row, result in
            BatchResult(key: row.key, result: result ?? .failure(ClientError(.timeout)))
        }
    }

    /// Reads several records.
    ///
    /// - Parameters:
    ///   - keys: which records, at least one.
    ///   - bins: which of their bins.
    ///   - limits: how long all of it may take, and how often rows are tried.
    /// - Returns: the records in the order of the keys, nil where there is none.
    /// - Throws: `ClientError` of the first record that could not be read.
    public func get(
        _ keys: [RecordKey], bins: BinSelection = .all, limits: CallLimits = CallLimits()
    ) throws(ClientError) -> [Record?] {
        var records: [Record?] = []
        for row in try batch(keys.map { .read($0, bins: bins) }, limits: limits) {
            records.append(try row.get())
        }
        return records
    }
}
