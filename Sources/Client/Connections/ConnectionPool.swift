internal import Platform

/// The connections to one node: idle ones are kept, up to a limit, and the newest is taken first.
///
/// Thread safety: any thread may call it; one lock, held for no system call but a look at a socket.
final class ConnectionPool: Sendable {
    let node: String
    let address: NodeAddress
    private let policy: ClientPolicy
    private let idle = Guarded<Idle>(Idle())

    private struct Idle {
        var connections: [Connection] = []
        var isClosed = false
    }

    init(node: String, address: NodeAddress, policy: ClientPolicy) {
        self.node = node
        self.address = address
        self.policy = policy
    }

    /// A connection that is idle, or a new one.
    ///
    /// - Parameter deadline: when to give up connecting, unless the policy's limit is earlier.
    /// - Returns: a connection, to be given back unless there was an error.
    /// - Throws: `ClientError`.
    func take(until deadline: Instant) throws(ClientError) -> Connection {
        let now = MonotonicClock.system.now()
        while let connection = idle.withLock({ $0.connections.popLast() }) {
            if now - connection.lastUse < policy.idleTimeout, !connection.isStale {
                return connection
            }
        }
        do throws(ClientError) {
            return try Connection.open(address, until: min(deadline, now + policy.connectTimeout))
        } catch {
            throw ClientError(error.reason, node: node)
        }
    }

    /// Gives a connection back, whose answers are all read.
    func give(_ connection: Connection) {
        connection.lastUse = MonotonicClock.system.now()
        let limit = policy.idleConnectionLimit
        idle.withLock { idle in
            guard !idle.isClosed, idle.connections.count < limit else { return }
            idle.connections.append(connection)
        }
    }

    /// Closes those that have been idle for too long.
    func closeIdle() {
        let now = MonotonicClock.system.now()
        let limit = policy.idleTimeout
        idle.withLock { idle in
            idle.connections.removeAll { now - $0.lastUse >= limit }
        }
    }

    /// Closes all that are idle; others are closed when they are given back.
    func close() {
        idle.withLock { idle in
            idle.isClosed = true
            idle.connections.removeAll()
        }
    }

    /// How many are idle; for tests.
    var idleCount: Int { idle.withLock { $0.connections.count } }
}
