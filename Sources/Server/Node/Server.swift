public import Engine
internal import Logging
internal import Platform
internal import Synchronization

/// The engine behind the Aerospike protocol, on sockets of this machine.
///
/// ```swift
/// var configuration = ServerConfiguration()
/// configuration.port = 0
/// let server = try Server(configuration)
/// try server.start()
/// print("serving at port", server.port)
/// server.stop()
/// ```
///
/// Its threads never wait for a client: each has a poller and non-blocking sockets, executes the
/// requests that have come, and sends the answers of one connection at once. <doc:Serving> says
/// what is served.
///
/// Thread safety: any thread may call any method.
public final class Server: Sendable {
    /// Where a server says what happens to it.
    public enum Log: Sendable {
        /// Standard error, a line at most once a second for each cause.
        case standardError
        /// Nowhere.
        case none
    }

    /// What it serves, where, and within which limits.
    public let configuration: ServerConfiguration
    /// Its records, for the process that it runs in.
    public let store: Store
    private let log: ServerLog
    private let parts = Guarded<RunningParts?>(nil)
    private let isStarted = Atomic<Bool>(false)

    /// A server that does not listen yet, with the namespaces of its configuration.
    ///
    /// - Parameters:
    ///   - configuration: what to serve.
    ///   - log: where it says what happens to it.
    /// - Throws: `ServerError` when a namespace cannot be made.
    public init(
        _ configuration: ServerConfiguration, log: Log = .standardError
    ) throws(ServerError) {
        self.configuration = configuration
        store = Store()
        let logger = Self.logger(log)
        self.log = ServerLog(clock: .calibrated) { cause, text in
            logger.log(level: cause.level, "\(text)")
        }
        do throws(EngineError) {
            for namespace in configuration.namespaces {
                try store.createNamespace(
                    namespace.name, configuration: namespace.engine, of: configuration.cluster)
            }
        } catch {
            throw .namespace(error)
        }
    }

    deinit { stop() }

    private static func logger(_ log: Log) -> Logger {
        Logger(label: "spikebench") { label in
            switch log {
            case .standardError: StreamLogHandler.standardError(label: label)
            case .none: SwiftLogNoOpLogHandler()
            }
        }
    }

    /// Listens and serves until ``stop()``; returns when clients can connect.
    ///
    /// - Throws: `ServerError` when it cannot listen, or the system has no room for its threads.
    public func start() throws(ServerError) {
        guard !isStarted.exchange(true, ordering: .relaxed) else { throw .alreadyStarted }
        let started = try RunningParts(configuration, store: store, log: log)
        parts.withLock { $0 = started }
        let address = started.node.address
        log.say(
            .started,
            "node \(started.node.name) serves at \(address.text) with "
                + "\(configuration.threadCount) threads")
        if !address.isLoopback {
            log.say(
                .openToAll, "other machines may reach it, and there are no users and no encryption")
        }
    }

    /// Where it listens, `host:port`; empty unless it is running.
    public var address: String { parts.withLock { $0?.node.address.text ?? "" } }

    /// The port that it listens on; 0 unless it is running.
    public var port: UInt16 { parts.withLock { $0?.node.address.port ?? 0 } }

    /// The port of its page of metrics; 0 when there is none.
    public var metricsPort: UInt16 { parts.withLock { $0?.metricsPort ?? 0 } }

    /// How many clients are connected.
    public var connectionCount: Int { parts.withLock { $0?.counts.count ?? 0 } }

    /// Ends in good order: takes no connection more, executes what has come, waits for clients to
    /// take their answers, at most for the limit of the configuration, and closes.
    ///
    /// Does nothing when it is not running. Records stay in the ``store``.
    public func stop() {
        guard let running = parts.withLock({ $0.take() }) else { return }
        running.stop()
        log.say(.stopped, "node \(running.node.name) has ended")
        store.stopMaintenance()
    }
}

extension ServerLog.Cause {
    /// How much it matters.
    fileprivate var level: Logger.Level {
        switch self {
        case .started, .stopped: .info
        case .failedPoller: .error
        case .openToAll, .refusedConnection, .failedAccept, .badFrame, .stalledConnection,
            .tooLargeConnection:
            .warning
        }
    }
}
