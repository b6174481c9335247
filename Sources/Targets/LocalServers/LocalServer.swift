public import Driver
public import Platform

/// A server that a run has started on this machine, and that ends with it.
///
/// Thread safety: any thread may call anything.
public final class LocalServer: Sendable {
    /// How it was started.
    public let plan: LocalServerPlan
    /// The port of 127.0.0.1 that it listens at.
    public let port: UInt16
    /// Its version, as it says itself.
    public let version: String
    private let facts: ServerFacts
    private let process: ChildProcess

    /// How often another port is tried when somebody else has taken one meanwhile.
    private static let attemptLimit = 5
    /// How long a server may take to answer; a loaded machine is slow, a server is not.
    private static let patience = Nanoseconds.seconds(30)

    /// Starts a server and waits until it answers.
    ///
    /// - Parameter plan: what to start, and how.
    /// - Throws: `TargetError` when the program is not there or does not come up; with its own last
    ///   words then.
    public init(_ plan: LocalServerPlan) throws(TargetError) {
        self.plan = plan
        let program = try Self.program(of: plan.order)
        var attempt = 1
        while true {
            let started = try Self.start(plan, program)
            switch Self.waitForAnswer(started.process, plan.order.kind, started.port) {
            case .success(let facts):
                (process, port) = started
                (self.facts, version) = (facts, facts.version)
                return
            case .failure(let failure):
                started.process.end()
                guard failure == .portTaken, attempt < Self.attemptLimit else {
                    throw Self.error(plan.order, started.process, failure)
                }
            }
            attempt += 1
        }
    }

    /// Ends exactly this server, and waits until it is gone.
    public func end() { process.end() }

    /// The number of its process.
    public var processIdentifier: Int32 { process.identifier }

    /// How it ended; nil while it runs.
    public var ending: ChildProcess.Ending? { process.ending }

    /// The last lines that it wrote.
    public func lastLines(_ count: Int) -> [String] { process.lastLines(count) }

    /// Where it is, as `--target` takes it.
    public var endpoint: ServerEndpoint { .host("127.0.0.1", port: port) }

    /// Its version, what it was told and what it says of its settings, for the manifest.
    public var settings: [(name: String, value: String)] {
        let places = plan.processors.map(String.init).joined(separator: " ")
        return [
            ("serverProgram", "\(plan.order.kind.program ?? "spikebench serve") \(version)"),
            ("serverThreads", "\(plan.order.threadCount)"),
            ("serverProcessors", places.isEmpty ? "any" : places),
            ("serverMemoryLimit", "\(plan.memoryLimit)"),
            ("serverArguments", Self.shown(plan.arguments(port: port))),
        ] + facts.settings.map { ($0.name, $0.value) }
    }

    private static func shown(_ arguments: [String]) -> String {
        arguments.map { $0.isEmpty ? "''" : $0 }.joined(separator: " ")
    }

    /// Its time on processors and its memory at this moment; empty once it has ended.
    public func statistics() -> [TargetStatistic] {
        guard let usage = ProcessUsage.of(process: process.identifier) else { return [] }
        return [
            TargetStatistic(
                name: "serverUserNanoseconds", value: Double(usage.userTime.count), kind: .counter),
            TargetStatistic(
                name: "serverSystemNanoseconds", value: Double(usage.systemTime.count),
                kind: .counter),
            TargetStatistic(
                name: "serverResidentByteCount", value: Double(usage.residentByteCount),
                kind: .gauge),
        ]
    }
}

// MARK: Starting

extension LocalServer {
    /// Why a server that was started does not serve.
    private enum Failure: Error, Equatable {
        /// Another process listens at its port.
        case portTaken
        /// It ended by itself.
        case ended(ChildProcess.Ending)
        /// It runs and does not answer.
        case silent
    }

    private static func program(of order: LocalServerOrder) throws(TargetError) -> String {
        guard let name = order.kind.program else { return InstalledProgram.running }
        guard let path = InstalledProgram.path(of: name) else {
            throw TargetError(
                target: "\(order)", problem: "there is no program '\(name)' on this machine",
                remedy: order.kind.remedy)
        }
        return path
    }

    private static func start(
        _ plan: LocalServerPlan, _ program: String
    ) throws(TargetError) -> (process: ChildProcess, port: UInt16) {
        do {
            let port = try freePort()
            let process = try ChildProcess(
                program: program, arguments: plan.arguments(port: port),
                processors: plan.processors)
            return (process, port)
        } catch {
            throw TargetError(
                target: "\(plan.order)", problem: "\(error)", remedy: plan.order.kind.remedy)
        }
    }

    /// A port that was free a moment ago.
    private static func freePort() throws(PlatformError) -> UInt16 {
        let any = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
        return try Socket.listen(on: any).localAddress().port ?? 0
    }

    private static func waitForAnswer(
        _ process: ChildProcess, _ kind: LocalServerKind, _ port: UInt16
    ) -> Result<ServerFacts, Failure> {
        let clock = MonotonicClock.system
        let giveUp = clock.now() + patience
        guard let address = try? SocketAddress.resolve(host: "127.0.0.1", port: port)[0] else {
            return .failure(.silent)
        }
        while clock.now() < giveUp {
            if let ending = process.ending {
                return .failure(isPortTaken(process) ? .portTaken : .ended(ending))
            }
            if let facts = try? ServerFacts.ask(kind, at: address, within: .seconds(1)) {
                // A server that somebody else started must not be taken for ours.
                let isOurs = facts.process ?? process.identifier == process.identifier
                if isOurs && process.ending == nil { return .success(facts) }
                if !isOurs { return .failure(.portTaken) }
            }
            pauseThread(.milliseconds(2))
        }
        return .failure(.silent)
    }

    private static func isPortTaken(_ process: ChildProcess) -> Bool {
        process.lastLines(20).contains { $0.lowercased().contains("address already in use") }
    }

    private static func error(
        _ order: LocalServerOrder, _ process: ChildProcess, _ failure: Failure
    ) -> TargetError {
        let name = order.kind.program ?? "spikebench serve"
        let what =
            switch failure {
            case .portTaken: "\(name) found no free port"
            case .ended(let ending): "\(name) ended with \(ending) before it answered"
            case .silent: "\(name) runs but did not answer within \(Int(patience.seconds)) s"
            }
        let lines = process.lastLines(3)
        let words = lines.isEmpty ? "it wrote nothing" : lines.joined(separator: " / ")
        return TargetError(
            target: "\(order)", problem: "\(what): \(words)",
            remedy: "see whether '\(name)' starts by hand")
    }
}
