import Platform
import Testing

/// A server that says what a test tells it to, on a free loopback port.
///
/// Everything waits for the other side, at most ten seconds, and nothing runs by itself.
final class ScriptedServer {
    private var listener: SocketOwner?
    let address: SocketAddress
    private var connections: [ScriptedConnection] = []

    init() throws {
        let socket = try Socket.listen(
            on: try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0])
        address = try socket.localAddress()
        listener = SocketOwner(socket)
    }

    /// Takes the next connection.
    func accept() throws -> ScriptedConnection {
        guard let listener else { throw PlatformError(call: "accept: not listening", code: 0) }
        try waitUntilReadable(listener.socket.descriptor)
        guard let socket = try listener.socket.accept() else {
            throw PlatformError(call: "accept", code: 0)
        }
        let connection = ScriptedConnection(socket)
        connections.append(connection)
        return connection
    }

    /// Refuses connections from now on; those that there are stay.
    func stopListening() { listener = nil }
}

/// Closes a socket with its last reference.
private final class SocketOwner {
    let socket: Socket

    init(_ socket: consuming Socket) { self.socket = socket }
}

/// The server's end of a connection.
final class ScriptedConnection {
    private var owner: SocketOwner?
    private var received = ""

    init(_ socket: consuming Socket) { owner = SocketOwner(socket) }

    /// Waits until `text` is the next that came, and takes it.
    func expect(_ text: String) throws {
        while received.utf8.count < text.utf8.count { try receive() }
        let next = String(received.prefix(text.count))
        #expect(next == text)
        received.removeFirst(text.count)
    }

    private func receive() throws {
        guard let owner else { throw PlatformError(call: "recv: closed here", code: 0) }
        try waitUntilReadable(owner.socket.descriptor)
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var span = bytes.mutableSpan
        var space = unsafe span.mutableBytes
        switch owner.socket.receive(into: &space) {
        case .bytes(let count):
            received += String(decoding: bytes.prefix(count), as: UTF8.self)
        case .wouldBlock: break
        case .ended(let error): throw error ?? PlatformError(call: "recv: closed", code: 0)
        }
    }

    /// Sends a text; short ones always fit.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        guard case .bytes(bytes.count)? = unsafe owner?.socket.send(bytes.span.bytes) else {
            Issue.record("could not send '\(text)'")
            return
        }
    }

    /// Ends the connection, in good order or by a reset.
    func close(byReset: Bool = false) {
        if byReset { owner?.socket.resetOnClose() }
        owner = nil
    }
}

private func waitUntilReadable(_ descriptor: Int32) throws {
    var poller = try Poller()
    try poller.add(descriptor, .reading, token: 0)
    let count = poller.wait(atMost: .seconds(10))
    if count == 0 { throw PlatformError(call: "poll: nothing came in ten seconds", code: 0) }
}
