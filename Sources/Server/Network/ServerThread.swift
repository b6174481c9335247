internal import Platform
internal import Synchronization
internal import Wire

/// One thread of a server: a poller, the connections that are its own, and an executor.
///
/// It goes round: wait for events; execute what has come on each connection and send its answers at
/// once; take answers of many rows and background writes a small step further. Nothing in a round
/// waits, so no client waits for another longer than a step takes.
///
/// Thread safety: everything but the inbox and `hasEnded` belongs to the thread itself, which is
/// started once.
final class ServerThread: @unchecked Sendable {
    /// What other threads hand to this one.
    enum Message: Sendable {
        /// A connection, which is this thread's from now on.
        case connection(Connection)
        /// The answer that a connection has been waiting for.
        case answer([UInt8], token: UInt64)
    }

    let number: Int
    let parts: RunningParts
    let limits: ServerLimits
    let metrics: ThreadMetrics
    let executor: RequestExecutor
    let responder: InfoResponder
    let inbox: Inbox<Message>
    var poller: Poller
    /// Where connections come from, for the one thread that accepts.
    var listener: RunningParts.Listener?
    var connections = ConnectionTable()
    /// What has come from connections in this round; empty between rounds.
    var received = ByteQueue(capacity: 2 * ServerThread.receiveByteCount)
    /// Whose it is, in its order.
    var arrivals: [Arrival] = []
    /// Requests that the executor was told of.
    var gatheredCount = 0
    /// Answers to one connection; empty between connections.
    var answers = ByteQueue(capacity: ServerThread.receiveByteCount)
    /// Bytes of memory that the queues of its connections have.
    var heldByteCount = 0
    /// Connections with an answer that goes on, and room in their sockets.
    var streaming: [Connection] = []
    /// When a background write goes on; nil when this thread knows of none.
    var jobsGoOn: Instant?
    /// When this round began.
    var now: Instant
    var lastSweep: Instant
    /// By when a thread that is to end does so at the latest.
    var deadline: Instant?
    private let ended = Atomic<Bool>(false)

    /// Tokens that are no connection's.
    static var inboxToken: UInt64 { 0 }
    static var listenerToken: UInt64 { 1 }
    /// The most bytes that are received at once.
    static var receiveByteCount: Int { 1 << 17 }
    /// The most memory that the buffer of answers keeps when it is empty.
    static var keptByteCount: Int { 1 << 20 }
    /// Memory that a connection may have whatever the others have.
    static var smallByteCount: Int { 1 << 14 }
    /// The most bytes of an answer of many rows that are made at once: some 100 µs.
    static var sliceByteCount: Int { 1 << 16 }

    /// A thread that has not started.
    ///
    /// - Throws: `PlatformError` when the system has no descriptor left.
    init(
        number: Int, of parts: RunningParts, listener: RunningParts.Listener?
    ) throws(PlatformError) {
        self.number = number
        self.parts = parts
        self.listener = listener
        limits = parts.node.configuration.limits
        metrics = parts.node.metrics.threads[number]
        executor = RequestExecutor(store: parts.node.store, jobs: parts.node.jobs)
        responder = InfoResponder(node: parts.node)
        inbox = parts.inboxes[number]
        now = parts.clock.now()
        lastSweep = now
        poller = try Poller()
        try poller.add(inbox.descriptor, .reading, token: Self.inboxToken)
        if let listener {
            try poller.add(listener.socket.descriptor, .reading, token: Self.listenerToken)
        }
    }

    /// Starts it; call it once.
    ///
    /// - Parameter processor: the processor to stay on; nil to be moved freely.
    /// - Throws: `PlatformError` when the system has no room for a thread.
    func start(processor: Int?) throws(PlatformError) {
        let body: @Sendable () -> Void = { self.run() }
        // Its end shows in `hasEnded`, so nobody has to join it.
        try PinnedThread(name: "serve-\(number)", processor: processor, body: body).detach()
    }

    /// Whether it has ended, and closed all its connections.
    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    // MARK: Rounds

    private func run() {
        repeat {
            let eventCount = poller.wait(atMost: waitLimit)
            now = parts.clock.now()
            if eventCount > 0 { metrics.count(.wakeUps) }
            for index in 0..<eventCount { handle(poller.event(at: index)) }
            executeArrivals()
            advanceStreams()
            advanceJobs()
            if now - lastSweep >= sweepInterval { sweep() }
            if parts.shouldStop && deadline == nil { beginStop() }
        } while !isDone
        for connection in connections.all { close(connection) }
        ended.store(true, ordering: .releasing)
    }

    /// How long there is nothing to do unless an event says so.
    private var waitLimit: Nanoseconds {
        var next = lastSweep + sweepInterval
        if let jobsGoOn { next = min(next, jobsGoOn) }
        for connection in streaming { next = min(next, connection.resumesAt ?? now) }
        return next - now
    }

    private var sweepInterval: Nanoseconds {
        deadline == nil ? .seconds(1) : .milliseconds(10)
    }

    private func handle(_ event: Poller.Event) {
        switch event.token {
        case Self.inboxToken: for message in inbox.take() { handle(message) }
        case Self.listenerToken: accept()
        default:
            // Another event of this round may have closed it.
            if let connection = connections[event.token] { handle(event, connection) }
        }
    }

    func handle(_ message: Message) {
        switch message {
        case .connection(let connection): adopt(connection)
        case .answer(let bytes, let token):
            if let connection = connections[token] { take(bytes, for: connection) }
        }
    }

    private func advanceJobs() {
        guard let time = jobsGoOn, time <= now else { return }
        jobsGoOn = parts.node.jobs.advance(now: now)
    }
}
