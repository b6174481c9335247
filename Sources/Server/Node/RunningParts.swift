internal import Engine
internal import Platform
internal import Synchronization

/// What a running server is made of; shared by its threads.
///
/// Thread safety: any thread may call any method.
final class RunningParts: Sendable {
    let node: Node
    let log: ServerLog
    let clock: MonotonicClock
    /// How many connections there are, and who gets the next.
    let counts: ConnectionCounts
    /// What the threads hand to each other.
    let inboxes: [Inbox<ServerThread.Message>]
    let administration: AdministrationThread
    private let isStopping = Atomic<Bool>(false)
    private let threads: Guarded<[ServerThread]>
    private let endpoint: MetricsEndpoint?

    /// Listens, and starts the threads.
    ///
    /// - Throws: `ServerError` when it cannot listen, or the system has no room.
    init(
        _ configuration: ServerConfiguration, store: Store, log: ServerLog
    ) throws(ServerError) {
        DescriptorLimit.raise()
        self.log = log
        clock = .calibrated
        let listener = try Self.listen(configuration.host, configuration.port, "port")
        let threadCount = configuration.threadCount
        node = Node(
            configuration,
            address: NodeAddress(
                host: configuration.host, port: listener.port ?? configuration.port),
            store: store, jobs: JobTable(), settings: RuntimeSettings(configuration.limits),
            metrics: ServerMetrics(threadCount: threadCount), clock: clock)
        counts = ConnectionCounts(threadCount: threadCount)
        do throws(PlatformError) {
            administration = try AdministrationThread()
            var inboxes: [Inbox<ServerThread.Message>] = []
            for _ in 0..<threadCount { inboxes.append(try Inbox()) }
            self.inboxes = inboxes
        } catch {
            throw .noResources(error)
        }
        threads = Guarded([])
        endpoint = try Self.endpoint(configuration, of: node)
        try start(listener)
    }

    /// A listener, held by whoever accepts.
    final class Listener: @unchecked Sendable {
        let socket: Socket

        init(_ socket: consuming Socket) {
            self.socket = socket
        }

        /// The port that it got.
        var port: UInt16? { (try? socket.localAddress())?.port }
    }

    private static func listen(
        _ host: String, _ port: UInt16, _ setting: String
    ) throws(ServerError) -> Listener {
        do throws(PlatformError) {
            let addresses = try SocketAddress.resolve(host: host, port: port)
            return Listener(try Socket.listen(on: addresses[0]))
        } catch {
            throw .cannotListen(host: host, port: port, setting: setting, error)
        }
    }

    private static func endpoint(
        _ configuration: ServerConfiguration, of node: Node
    ) throws(ServerError) -> MetricsEndpoint? {
        guard let port = configuration.metricsPort else { return nil }
        let listener = try listen(configuration.host, port, "metrics port")
        return try MetricsEndpoint(listener, node: node)
    }

    /// Starts all threads; those that have started end again when one cannot.
    private func start(_ listener: Listener) throws(ServerError) {
        do throws(PlatformError) {
            try administration.start()
            for number in inboxes.indices {
                let thread = try ServerThread(
                    number: number, of: self, listener: number == 0 ? listener : nil)
                try thread.start(processor: processor(of: number))
                threads.withLock { $0.append(thread) }
            }
            try endpoint?.start()
            try startMaintenance()
        } catch {
            stop()
            throw .noResources(error)
        }
    }

    private func startMaintenance() throws(PlatformError) {
        // The share is that of the namespace that asks for most: one thread does them all.
        let share = node.namespaces.map(\.configuration.maintenanceShare).max() ?? 0.02
        do {
            try node.store.startMaintenance(MaintenanceConfiguration(share: share))
        } catch {
            throw PlatformError(call: "\(error)", code: 0)
        }
    }

    private func processor(of number: Int) -> Int? {
        guard node.configuration.pinsThreads else { return nil }
        return Processors.available[number % Processors.available.count]
    }

    /// The port of the page of metrics, if there is one.
    var metricsPort: UInt16? { endpoint?.port }

    /// Whether the threads are to end.
    var shouldStop: Bool { isStopping.load(ordering: .acquiring) }

    /// Tells every thread to end in good order, and waits for them.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        for inbox in inboxes { inbox.wake() }
        endpoint?.stop()
        let started = threads.withLock { $0 }
        while !started.allSatisfy(\.hasEnded) { pauseThread(.milliseconds(1)) }
        administration.stop()
        // Each of them refers to these parts.
        threads.withLock { $0 = [] }
    }
}
