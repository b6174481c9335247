internal import Platform

extension AerospikeClient {
    /// Asks every node an info command.
    ///
    /// - Parameter command: one command, without line end.
    /// - Returns: what each node answered, by its name.
    /// - Throws: `ClientError` of the first node that did not answer, or answered a failure.
    public func info(_ command: String) throws(ClientError) -> [String: String] {
        var answers: [String: String] = [:]
        for pool in try cluster.pools() { answers[pool.node] = try ask(command, pool) }
        return answers
    }

    /// Asks one node an info command.
    ///
    /// - Parameters:
    ///   - command: one command, without line end.
    ///   - node: the node's name.
    /// - Returns: what it answered.
    /// - Throws: `ClientError`, also when there is no such node or the answer is a failure.
    public func info(_ command: String, node: String) throws(ClientError) -> String {
        guard let pool = try cluster.pools().first(where: { $0.node == node }) else {
            throw ClientError(.unreachable("there is no node \(node)"))
        }
        return try ask(command, pool)
    }

    private func ask(_ command: String, _ pool: ConnectionPool) throws(ClientError) -> String {
        do throws(ClientError) {
            let deadline = MonotonicClock.system.now() + policy.infoTimeout
            let connection = try pool.take(until: deadline)
            let body = try connection.info([command], until: deadline)
            pool.give(connection)
            return try unsafe InfoText(body.span.bytes).value(command)
        } catch {
            throw ClientError(error.reason, node: pool.node, isInDoubt: error.isInDoubt)
        }
    }

    /// Removes all records of a set or namespace, at once: they are gone when this returns.
    ///
    /// - Parameters:
    ///   - namespace: the namespace's name.
    ///   - set: the set's name; empty for all of the namespace.
    ///   - moment: only records that were last written before it, in nanoseconds since 1970-01-01
    ///     UTC; nil for all that were written before now.
    /// - Throws: `ClientError`.
    public func truncate(
        _ namespace: String, set: String = "", before moment: UInt64? = nil
    ) throws(ClientError) {
        try RequestCheck.namespace(namespace)
        try RequestCheck.set(set)
        let subject =
            set.isEmpty
            ? "truncate-namespace:namespace=\(namespace)"
            : "truncate:namespace=\(namespace);set=\(set)"
        let command = subject + (moment.map { ";lut=\($0)" } ?? "")
        for (node, answer) in try info(command) where answer != "ok" {
            throw ClientError(.infoRefused(command: command, answer: answer), node: node)
        }
    }
}
