public import Driver
public import Platform
public import Verification
public import Workload

/// A Memcached server, driven over sockets.
///
/// Below stands what operations become, and how records are kept.
///
/// Thread safety: sessions share nothing but the server and the counts of faults.
public final class MemcachedTarget: VerifiableTarget {
    /// The longest wait for the server's statistics.
    private static let statisticsLimit = Nanoseconds.milliseconds(250)

    private let plan: Plan
    private let address: SocketAddress
    private let server: MemcachedServer
    private let connectTimeout: Nanoseconds
    private let faults = WireFaults()
    private let errors = FirstErrorText()
    /// What the server said last.
    private let newest = Guarded<[TargetStatistic]>([])

    /// A server that was found to be there, and able to do the plan.
    ///
    /// - Parameters:
    ///   - plan: what will be run.
    ///   - addresses: the server's, to be tried in this order; at least one.
    ///   - connectTimeout: the longest wait for a connection.
    /// - Throws: `TargetError` when the plan asks for what Memcached, or this server, cannot do, or
    ///   no Memcached answers there.
    public init(
        plan: Plan, addresses: [SocketAddress], connectTimeout: Nanoseconds = .seconds(5)
    ) throws(TargetError) {
        try MemcachedFit.check(plan)
        (address, server) = try Self.firstServer(at: addresses, within: connectTimeout)
        try MemcachedFit.check(plan, against: server)
        self.plan = plan
        self.connectTimeout = connectTimeout
    }

    /// The first that answers; when none does, why the first did not.
    private static func firstServer(
        at addresses: [SocketAddress], within limit: Nanoseconds
    ) throws(TargetError) -> (SocketAddress, MemcachedServer) {
        precondition(!addresses.isEmpty, "a server has an address")
        var firstError: TargetError?
        for address in addresses {
            do {
                return (address, try MemcachedServer(at: address, within: limit))
            } catch {
                firstError = firstError ?? error
            }
        }
        throw firstError ?? MemcachedFit.refusal("it has no address", "give one")
    }

    /// `memcached`.
    public var name: String { MemcachedFit.targetName }

    /// Where and what it is, and how it is driven.
    public var settings: [(name: String, value: String)] {
        [("address", "\(address)")] + server.shown
            + [
                ("connections", "\(plan.madeConnectionCount)"),
                ("pipeline", "\(plan.pipelineDepth)"),
            ]
    }

    /// Whether the server evicts.
    public var mayDropRecords: Bool { server.evicts }

    /// A session over connections of its own.
    ///
    /// - Throws: `TargetError` when they cannot be made.
    public func makeSession(worker: Int) throws(TargetError) -> any TargetSession {
        try makeSession(worker: worker, verifier: nil)
    }

    /// The same, with a verifier that is shown what is read.
    public func makeSession(
        worker: Int, verification: WorkerVerification
    ) throws(TargetError) -> any TargetSession {
        try makeSession(worker: worker, verifier: verification.verifier)
    }

    /// The first error that the server has reported, in its words; nil when there was none.
    public var firstErrorText: String? { errors.value }

    private func makeSession(
        worker: Int, verifier: WorkerVerifier?
    ) throws(TargetError) -> any TargetSession {
        let settings = WireSettings(
            targetName: name, connectionCount: plan.connectionCount(ofWorker: worker),
            pipelineDepth: plan.pipelineDepth, connectTimeout: connectTimeout, faults: faults)
        let dialect = MemcachedDialect(
            plan: plan, address: address, slotCount: settings.slotCount(nodeCount: 1),
            errors: errors, verifier: verifier)
        return MemcachedSession(try WireSession(dialect, settings))
    }

    /// Records, memory and evictions as the server counts them, and how often connections failed.
    ///
    /// It is asked over a connection of its own; when it does not answer, the figures are the last
    /// ones that it gave.
    public func statistics() -> [TargetStatistic] {
        let found = MemcachedStatistics.ask(address, within: Self.statisticsLimit)
        let server = newest.withLock { newest in
            newest = found ?? newest
            return newest
        }
        return server + faults.statistics
    }
}
