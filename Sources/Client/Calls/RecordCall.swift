internal import Platform
internal import Wire

/// One call about one partition: sends a request to the node that has it, and reads the answer.
///
/// It is tried again, on the node that then has the partition, when the connection failed or the
/// node said that the partition is not available there; a write only while it is certain that it
/// was not done.
struct PartitionCall {
    let cluster: Cluster
    let namespace: String
    let partition: Int
    let limits: CallLimits
    let isWrite: Bool

    /// Calls.
    ///
    /// - Parameters:
    ///   - write: appends the request.
    ///   - read: reads the answer's one message.
    /// - Returns: what `read` returns.
    /// - Throws: `ClientError` of the last attempt.
    func run<Result>(
        _ write: (inout ByteQueue) throws(ClientError) -> Void,
        _ read: (borrowing AerospikeMessage) throws(ClientError) -> Result
    ) throws(ClientError) -> Result {
        let deadline = MonotonicClock.system.now() + limits.timeout
        var attempt = 1
        while true {
            do throws(ClientError) {
                return try tryOnce(deadline, write, read)
            } catch {
                guard attempt < limits.attemptLimit, Retry.isWorthwhile(error, isWrite: isWrite),
                    MonotonicClock.system.now() + limits.pause < deadline
                else { throw isWrite ? error : error.certain }
                attempt += 1
                cluster.waker.wake()
                pauseThread(limits.pause)
            }
        }
    }

    private func tryOnce<Result>(
        _ deadline: Instant, _ write: (inout ByteQueue) throws(ClientError) -> Void,
        _ read: (borrowing AerospikeMessage) throws(ClientError) -> Result
    ) throws(ClientError) -> Result {
        let pool = try cluster.pool(namespace: namespace, partition: partition)
        let connection = try pool.take(until: deadline)
        do throws(ClientError) {
            try connection.send(until: deadline, write)
            let result = try connection.receive(.message, until: deadline) {
                (body) throws(ClientError) in
                try Answer.read(body, read)
            }
            pool.give(connection)
            return result
        } catch {
            // A refusal is a whole answer: the connection is as good as before.
            if error.code != nil { pool.give(connection) }
            // A server that runs out of time does not know how far its other nodes came.
            let isInDoubt = error.isInDoubt || error.code == .timeout
            throw ClientError(error.reason, node: pool.node, isInDoubt: isInDoubt)
        }
    }
}

/// Which failures are worth another attempt.
enum Retry {
    static func isWorthwhile(_ error: ClientError, isWrite: Bool) -> Bool {
        if isWrite && error.isInDoubt { return false }
        switch error.reason {
        case .unreachable, .noNode, .connection, .connectionLost: return true
        case .refused(let code): return code == .unavailable || code == .hotKey
        default: return false
        }
    }
}

extension ClientError {
    /// The same, of a call that has no effect.
    var certain: ClientError { ClientError(reason, node: node) }
}

/// Reads the answers that are one message.
enum Answer {
    static func read<Result>(
        _ body: RawSpan, _ read: (borrowing AerospikeMessage) throws(ClientError) -> Result
    ) throws(ClientError) -> Result {
        let message: AerospikeMessage
        do throws(AerospikeWireError) {
            message = try AerospikeMessage.first(in: body)
        } catch {
            throw ClientError(.malformed(error), isInDoubt: true)
        }
        return try read(message)
    }
}
