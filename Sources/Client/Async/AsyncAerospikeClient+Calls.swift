/// Each call does what the one of the same name of ``AerospikeClient`` does.
extension AsyncAerospikeClient {
    /// Reads a record; nil when there is none.
    public func get(
        _ key: RecordKey, bins: BinSelection = .all, policy: ReadPolicy = ReadPolicy()
    ) async throws(ClientError) -> Record? {
        try await run { (client) throws(ClientError) in
            try client.get(key, bins: bins, policy: policy)
        }
    }

    /// Reads several records; nil where there is none.
    public func get(
        _ keys: [RecordKey], bins: BinSelection = .all, limits: CallLimits = CallLimits()
    ) async throws(ClientError) -> [Record?] {
        try await run { (client) throws(ClientError) in
            try client.get(keys, bins: bins, limits: limits)
        }
    }

    /// Whether there is a record.
    public func exists(
        _ key: RecordKey, policy: ReadPolicy = ReadPolicy()
    ) async throws(ClientError) -> Bool {
        try await run { (client) throws(ClientError) in try client.exists(key, policy: policy) }
    }

    /// Writes bins of a record; returns its generation and expiration.
    @discardableResult
    public func put(
        _ key: RecordKey, _ bins: [String: Value], policy: WritePolicy = WritePolicy()
    ) async throws(ClientError) -> Record {
        try await run { (client) throws(ClientError) in
            try client.put(key, bins, policy: policy)
        }
    }

    /// Removes a record; returns whether there was one.
    @discardableResult
    public func remove(
        _ key: RecordKey, policy: WritePolicy = WritePolicy()
    ) async throws(ClientError) -> Bool {
        try await run { (client) throws(ClientError) in try client.remove(key, policy: policy) }
    }

    /// Gives a record a new time to live; nil when there is none.
    @discardableResult
    public func touch(
        _ key: RecordKey, policy: WritePolicy = WritePolicy()
    ) async throws(ClientError) -> Record? {
        try await run { (client) throws(ClientError) in try client.touch(key, policy: policy) }
    }

    /// Takes several steps on one record, all of them or none.
    @discardableResult
    public func operate(
        _ key: RecordKey, _ steps: [RecordStep], policy: WritePolicy = WritePolicy()
    ) async throws(ClientError) -> Record {
        try await run { (client) throws(ClientError) in
            try client.operate(key, steps, policy: policy)
        }
    }

    /// Does something with each of several records.
    public func batch(
        _ rows: [BatchRow], limits: CallLimits = CallLimits()
    ) async throws(ClientError) -> [BatchResult] {
        try await run { (client) throws(ClientError) in try client.batch(rows, limits: limits) }
    }

    /// Reads records of a set or namespace; all of them, or as many as the policy's limit.
    public func scan(
        _ namespace: String, set: String = "", bins: [String] = [],
        policy: ScanPolicy = ScanPolicy()
    ) async throws(ClientError) -> [ScannedRecord] {
        try await run { (client) throws(ClientError) in
            try client.scan(namespace, set: set, bins: bins, policy: policy)
        }
    }

    /// Asks every node an info command.
    public func info(_ command: String) async throws(ClientError) -> [String: String] {
        try await run { (client) throws(ClientError) in try client.info(command) }
    }

    /// Removes all records of a set or namespace, at once.
    public func truncate(
        _ namespace: String, set: String = "", before moment: UInt64? = nil
    ) async throws(ClientError) {
        try await run { (client) throws(ClientError) in
            try client.truncate(namespace, set: set, before: moment)
        }
    }
}
