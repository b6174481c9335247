public import Driver
internal import Platform
public import Verification
internal import Wire
public import Workload

/// A Redis or Valkey server, or a cluster of them, over sockets.
///
/// Thread safety: sessions share nothing but counts of faults; `statistics` asks the servers on
/// connections of its own.
public struct RedisTarget: VerifiableTarget {
    private let plan: Plan
    private let address: RedisAddress
    private let access: RedisAccess
    private let facts: [RedisServerFacts]
    private let faults = WireFaults()

    /// How long a server may take to say what it is.
    private static let probeLimit = Nanoseconds.seconds(5)
    /// How long it may take to say how it is, while a run goes on.
    private static let statisticsLimit = Nanoseconds.milliseconds(500)

    /// A target for the operations of `plan`; asks the server once what it is.
    ///
    /// - Parameters:
    ///   - plan: what will be asked.
    ///   - address: where the server is.
    /// - Throws: `TargetError` when nobody is there, it is no Redis, it refuses the password, or
    ///   the plan has an operation that Redis cannot be asked.
    public init(plan: Plan, address: RedisAddress) throws(TargetError) {
        try RedisSupport.check(plan, target: address.name)
        guard !address.isCluster || address.database == 0 else {
            throw TargetError(
                target: address.name, problem: "a cluster has no database \(address.database)",
                remedy: "leave the number out of the address")
        }
        let (seed, answer) = try Self.ask(address)
        var facts = [answer.facts]
        for node in answer.cluster?.nodes ?? [] where node != seed {
            facts.append(try Self.ask(.settings, address, of: node).facts)
        }
        self.plan = plan
        self.address = address
        self.facts = facts
        access = RedisAccess(
            plan: plan, greeting: address.greeting, seed: seed, cluster: answer.cluster)
    }

    /// Asks the first of the servers that is there.
    private static func ask(
        _ address: RedisAddress
    ) throws(TargetError) -> (seed: SocketAddress, answer: RedisProbe.Answer) {
        let question: RedisProbe.Question = address.isCluster ? .cluster : .settings
        var firstError: TargetError?
        for server in address.servers {
            do throws(TargetError) {
                return (server, try ask(question, address, of: server))
            } catch {
                firstError = firstError ?? error
            }
        }
        throw firstError
            ?? TargetError(target: address.name, problem: "no address", remedy: "give one")
    }

    private static func ask(
        _ question: RedisProbe.Question, _ address: RedisAddress, of server: SocketAddress
    ) throws(TargetError) -> RedisProbe.Answer {
        let answer: RedisProbe.Answer
        do throws(ServerExchange.Failure) {
            answer = try RedisProbe(greeting: address.greeting)
                .ask(question, of: server, within: probeLimit)
        } catch {
            throw TargetError(
                target: address.name, problem: error.text(of: server),
                remedy: "see that the server runs there, or change --target")
        }
        if let refusal = answer.refusal {
            throw TargetError(
                target: address.name, problem: "\(server): \(refusal)",
                remedy: refusal.remedy ?? "see that it is a Redis server, and what it logs")
        }
        guard answer.facts.product != nil else {
            throw TargetError(
                target: address.name, problem: "what answers at \(server) is no Redis server",
                remedy: "change --target")
        }
        return answer
    }

    // MARK: What it is

    /// `redis`, or what the address calls it.
    public var name: String { address.name }

    /// The server, its version, its settings, and how it is asked.
    public var settings: [(name: String, value: String)] {
        let product = facts[0].product.map { "\($0.name) \($0.version)" } ?? "unknown"
        let nodes = access.cluster?.nodes ?? [access.seed]
        var settings = [
            ("server", product), ("address", nodes.map(\.description).joined(separator: ", ")),
        ]
        if address.database != 0 { settings.append(("database", "\(address.database)")) }
        settings += facts[0].configuration
        return settings + [
            ("connections", "\(plan.madeConnectionCount)"), ("pipeline", "\(plan.pipelineDepth)"),
        ]
    }

    /// Whether the server removes records when its memory is full.
    public var mayDropRecords: Bool { facts.contains(where: \.mayEvict) }

    /// The text of the first error that any operation got from the server; nil when there is none.
    public var firstErrorText: String? { access.errors.value }

    // MARK: Sessions

    /// A session with connections of its own.
    ///
    /// - Throws: `TargetError` when they cannot be made.
    public func makeSession(worker: Int) throws(TargetError) -> any TargetSession {
        try makeSession(worker, verifier: nil)
    }

    /// The same, with a verifier that is shown what is read.
    public func makeSession(
        worker: Int, verification: WorkerVerification
    ) throws(TargetError) -> any TargetSession {
        try makeSession(worker, verifier: verification.verifier)
    }

    private func makeSession(
        _ worker: Int, verifier: WorkerVerifier?
    ) throws(TargetError) -> any TargetSession {
        let settings = WireSettings(
            targetName: name, connectionCount: plan.connectionCount(ofWorker: worker),
            pipelineDepth: plan.pipelineDepth, faults: faults)
        let nodeCount = access.cluster?.nodes.count ?? 1
        let observer = verifier.map {
            RedisObserver(verifier: $0, keyspaces: access.keyspaces)
        }
        let dialect = RedisDialect(
            access, slotCount: settings.slotCount(nodeCount: nodeCount), observer: observer)
        return try RedisSession(dialect, settings)
    }

    // MARK: Statistics

    /// What the servers say of themselves, all nodes together, and the faults of connections.
    public func statistics() -> [TargetStatistic] {
        let probe = RedisProbe(greeting: address.greeting)
        let nodes = access.cluster?.nodes ?? [access.seed]
        let found = nodes.compactMap { node in
            try? probe.ask(.state, of: node, within: Self.statisticsLimit)
        }.filter { $0.refusal == nil }.map(\.facts)
        let server =
            found.count == nodes.count
            ? RedisStatistics.all(of: found, database: address.database) : []
        return server + faults.statistics
    }
}

extension ServerExchange.Failure {
    /// What happened, in words.
    fileprivate func text(of server: SocketAddress) -> String {
        switch self {
        case .connection(let error): "nobody answers at \(server): \(error)"
        case .closed: "\(server) closed the connection without an answer"
        case .timeout: "no answer from \(server) in time"
        case .notUnderstood: "what answers at \(server) does not speak Redis's protocol"
        }
    }
}
