internal import Platform
internal import Synchronization

/// What may change while a server runs.
///
/// Thread safety: each setting is one atomic number, which any thread may read and change.
final class RuntimeSettings: Sendable {
    private let connections: Atomic<Int>
    private let idleMilliseconds: Atomic<UInt64>

    /// What a server starts with.
    init(_ limits: ServerLimits) {
        connections = Atomic(limits.connectionCount)
        idleMilliseconds = Atomic(limits.idleTime.count / 1_000_000)
    }

    /// The most connections at a time; `proto-fd-max`.
    var connectionLimit: Int {
        get { connections.load(ordering: .relaxed) }
        set { connections.store(newValue, ordering: .relaxed) }
    }

    /// How long a connection may be silent, zero for ever; `proto-fd-idle-ms`.
    var idleTime: Nanoseconds {
        get { .milliseconds(idleMilliseconds.load(ordering: .relaxed)) }
        set { idleMilliseconds.store(newValue.count / 1_000_000, ordering: .relaxed) }
    }
}
