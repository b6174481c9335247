internal import Driver

/// One worker's operations on Redis.
final class RedisSession: WireTargetSession {
    let wire: WireSession<RedisDialect>

    /// A session with all its connections.
    init(_ dialect: RedisDialect, _ settings: WireSettings) throws(TargetError) {
        wire = try WireSession(dialect, settings)
    }
}
