internal import Driver

/// One worker's connections to Memcached.
final class MemcachedSession: WireTargetSession {
    let wire: WireSession<MemcachedDialect>

    init(_ wire: WireSession<MemcachedDialect>) { self.wire = wire }
}
