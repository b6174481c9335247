internal import Platform
internal import Synchronization
internal import Wire

/// Serves the page of metrics to whoever asks for it, on a thread of its own.
///
/// Thread safety: any thread may start and stop it; the rest belongs to its own thread.
final class MetricsEndpoint: @unchecked Sendable {
    /// A client: a request that is not complete, or a response that was not taken.
    private final class Client {
        let socket: Socket
        let start: Instant
        var request: [UInt8] = []
        var response = ByteQueue()
        var isAnswered = false

        init(_ socket: consuming Socket, now: Instant) {
            self.socket = socket
            start = now
        }
    }

    /// The port that it listens on.
    let port: UInt16
    private let listener: RunningParts.Listener
    private let node: Node
    private let waker: Waker
    private let clock = MonotonicClock.system
    private let isStopping = Atomic<Bool>(false)
    private var poller: Poller
    private var clients: [UInt64: Client] = [:]
    private var newestToken = MetricsEndpoint.listenerToken
    private var received = ByteQueue(capacity: HTTPRequest.byteLimit)

    private static var wakerToken: UInt64 { 0 }
    private static var listenerToken: UInt64 { 1 }
    /// The most clients at a time; one more is closed at once.
    private static var clientLimit: Int { 32 }
    /// How long a client may take for everything.
    private static var timeLimit: Nanoseconds { .seconds(10) }

    /// An endpoint that has not started.
    ///
    /// - Throws: `ServerError` when the system has no descriptor left.
    init(_ listener: RunningParts.Listener, node: Node) throws(ServerError) {
        self.listener = listener
        self.node = node
        port = listener.port ?? 0
        do throws(PlatformError) {
            waker = try Waker()
            poller = try Poller(capacity: 64)
            try poller.add(waker.descriptor, .reading, token: Self.wakerToken)
            try poller.add(listener.socket.descriptor, .reading, token: Self.listenerToken)
        } catch {
            throw .noResources(error)
        }
    }

    /// Starts it; call it once.
    ///
    /// - Throws: `PlatformError` when the system has no room for a thread.
    func start() throws(PlatformError) {
        let body: @Sendable () -> Void = { self.run() }
        try PinnedThread(name: "metrics", processor: nil, body: body).detach()
    }

    /// Tells it to end at once.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        waker.wake()
    }

    // MARK: Its thread

    private func run() {
        while !isStopping.load(ordering: .relaxed) {
            let count = poller.wait(atMost: clients.isEmpty ? nil : .seconds(1))
            for index in 0..<count { handle(poller.event(at: index)) }
            let now = clock.now()
            for (token, client) in clients where now - client.start > Self.timeLimit {
                drop(token)
            }
        }
        clients = [:]
    }

    private func handle(_ event: Poller.Event) {
        switch event.token {
        case Self.wakerToken: waker.reset()
        case Self.listenerToken: accept()
        default:
            guard let client = clients[event.token] else { return }
            if client.isAnswered {
                send(client, event.token)
            } else {
                receive(client, event.token)
            }
        }
    }

    private func accept() {
        do throws(PlatformError) {
            guard let socket = try listener.socket.accept(), clients.count < Self.clientLimit
            else { return }
            newestToken += 1
            let client = Client(socket, now: clock.now())
            try poller.add(client.socket.descriptor, .reading, token: newestToken)
            clients[newestToken] = client
        } catch {
            // No descriptor is left; whoever waits is still there when there is one.
            pauseThread(.milliseconds(100))
        }
    }

    private func receive(_ client: Client, _ token: UInt64) {
        guard
            case .bytes = received.receive(
                from: client.socket, roomFor: HTTPRequest.byteLimit)
        else { return drop(token) }
        client.request += received.bytes.array
        received.consume(received.byteCount)
        let progress = HTTPRequest.read(client.request)
        if progress == .incomplete { return }
        client.isAnswered = true
        client.response.append(
            text: HTTPRequest.response(to: progress) { MetricsPage(node).text })
        send(client, token)
    }

    private func send(_ client: Client, _ token: UInt64) {
        if case .ended = client.response.send(to: client.socket) { return drop(token) }
        if client.response.isEmpty { return drop(token) }
        try? poller.change(client.socket.descriptor, .writing, token: token)
    }

    private func drop(_ token: UInt64) {
        guard let client = clients.removeValue(forKey: token) else { return }
        try? poller.remove(client.socket.descriptor)
    }
}
