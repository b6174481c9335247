public import Driver
internal import Platform
public import Verification

/// A server of this machine that is started for a run, and driven over its socket.
///
/// Thread safety: as the target that drives it.
public final class SpawnedTarget: VerifiableTarget {
    /// The server.
    public let server: LocalServer
    private let driven: any VerifiableTarget

    /// A server and what drives it.
    init(_ server: LocalServer, driven by: any VerifiableTarget) {
        self.server = server
        driven = by
    }

    deinit { server.end() }

    /// The server's kind: `redis`, `memcached`, ….
    public var name: String { server.plan.order.kind.name }

    /// What the driving target says, then of what the server is and how it is set up whatever that
    /// left out.
    public var settings: [(name: String, value: String)] {
        let said = driven.settings
        let names = Set(said.map(\.name))
        return said + server.settings.filter { !names.contains($0.name) }
    }

    /// What the driving target says, then the server's time on processors and its memory.
    public func statistics() -> [TargetStatistic] { driven.statistics() + server.statistics() }

    /// Those that the server may run on.
    public var processors: [Int]? {
        server.plan.processors.isEmpty ? Processors.available : server.plan.processors
    }

    /// A session over the socket.
    ///
    /// - Throws: `TargetError` with the server's last words when it has died.
    public func makeSession(worker: Int) throws(TargetError) -> any TargetSession {
        try driven.makeSession(worker: worker)
    }

    /// The same, with a verifier that is shown what is read.
    public func makeSession(
        worker: Int, verification: WorkerVerification
    ) throws(TargetError) -> any TargetSession {
        try driven.makeSession(worker: worker, verification: verification)
    }

    /// Whether the server evicts, or the driving target lets records expire.
    public var mayDropRecords: Bool { driven.mayDropRecords || server.plan.mayEvict }
}
