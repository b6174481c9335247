import Platform
import Testing

/// A socket in a test, which waits until there is something to do.
private final class Link {
    let socket: Socket

    init(_ socket: consuming Socket) { self.socket = socket }

    /// A listener on a free loopback port.
    static func listening() throws -> Link {
        let addresses = try SocketAddress.resolve(host: "127.0.0.1", port: 0)
        return Link(try Socket.listen(on: addresses[0]))
    }

    static func connecting(to address: SocketAddress) throws -> Link {
        Link(try Socket.connect(to: address))
    }

    /// Waits, at most ten seconds, until the socket can be read or written.
    @discardableResult
    func wait(for interest: Poller.Interest) throws -> Poller.Event? {
        var poller = try Poller()
        try poller.add(socket.descriptor, interest, token: 7)
        return poller.wait(atMost: .seconds(10)) > 0 ? poller.event(at: 0) : nil
    }

    /// The next connection, nil when none waits.
    func accept() throws -> Link? {
        guard let socket = try socket.accept() else { return nil }
        return Link(socket)
    }

    /// Ends the connection by a reset, once nobody holds it.
    func reset() { socket.resetOnClose() }

    func send(_ bytes: [UInt8]) -> Int {
        guard case .bytes(let count) = unsafe socket.send(bytes.span.bytes) else { return 0 }
        return count
    }

    /// What is there to receive, and a word for what else there is.
    func receive() -> (bytes: [UInt8], end: String) {
        var bytes = [UInt8](repeating: 0, count: 64)
        var span = bytes.mutableSpan
        var space = unsafe span.mutableBytes
        switch socket.receive(into: &space) {
        case .bytes(let count): return (Array(bytes.prefix(count)), "")
        case .wouldBlock: return ([], "nothing")
        case .ended(let error): return ([], error.map { "\($0)" } ?? "closed")
        }
    }
}

@Suite("Network")
struct NetworkTests {
    @Test("bytes go over a connection in both directions, and its end is seen")
    func connection() throws {
        let listener = try Link.listening()
        var client: Link? = try .connecting(to: try listener.socket.localAddress())
        #expect(try client?.wait(for: .writing)?.isWritable == true)
        #expect(client?.socket.connectError == nil)
        #expect(try listener.wait(for: .reading)?.token == 7)
        let server = try #require(try listener.accept())
        #expect(client?.send([1, 2, 3]) == 3)
        try server.wait(for: .reading)
        #expect(server.receive().bytes == [1, 2, 3])
        #expect(server.send([4]) == 1)
        try client?.wait(for: .reading)
        #expect(client?.receive().bytes == [4])
        client = nil
        try server.wait(for: .reading)
        #expect(server.receive().end == "closed")
    }

    @Test("nothing to receive is no error, and nobody to accept either")
    func wouldBlock() throws {
        let listener = try Link.listening()
        #expect(try listener.accept() == nil)
        let client = try Link.connecting(to: try listener.socket.localAddress())
        try client.wait(for: .writing)
        #expect(client.receive().end == "nothing")
    }

    @Test("a connection that nobody takes says why")
    func refused() throws {
        let address = try Link.listening().socket.localAddress()
        let client = try Link.connecting(to: address)
        try client.wait(for: .writing)
        let error = client.socket.connectError
        #expect("\(try #require(error))".contains("refused"))
    }

    @Test("a reset is told from an orderly end")
    func reset() throws {
        let listener = try Link.listening()
        let client = try Link.connecting(to: try listener.socket.localAddress())
        try listener.wait(for: .reading)
        try #require(try listener.accept()).reset()
        try client.wait(for: .reading)
        #expect(client.receive().end.contains("reset"))
    }

    @Test("a path is an address too, of at most 107 bytes")
    func unix() throws {
        let path = "/tmp/spikebench-\(UInt64.random(in: 0...UInt64.max)).sock"
        defer { removeFile(path) }
        let address = try SocketAddress.unix(path: path)
        #expect(address.port == nil && address.description == path)
        let listener = Link(try Socket.listen(on: address))
        let client = try Link.connecting(to: address)
        let server = try #require(try listener.accept())
        #expect(client.send([9]) == 1)
        try server.wait(for: .reading)
        #expect(server.receive().bytes == [9])
        #expect(throws: PlatformError.self) {
            _ = try SocketAddress.unix(path: String(repeating: "a", count: 108))
        }
    }

    @Test(
        "numeric addresses are shown with their port",
        arguments: [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80")])
    func addresses(host: String, text: String) throws {
        let address = try #require(try SocketAddress.resolve(host: host, port: 80).first)
        #expect(address.description == text && address.port == 80)
    }

    @Test("a host without an address is named in the error")
    func unknownHost() throws {
        let error = try #require(
            #expect(throws: PlatformError.self) {
                _ = try SocketAddress.resolve(host: "no-such-host.invalid", port: 1)
            })
        #expect("\(error)".contains("no-such-host.invalid"))
    }

    @Test("a waker wakes until it is reset")
    func waker() throws {
        let waker = try Waker()
        var poller = try Poller()
        try poller.add(waker.descriptor, .reading, token: 1)
        let before = poller.wait(atMost: .zero)
        waker.wake()
        waker.wake()
        let after = poller.wait(atMost: .seconds(10))
        waker.reset()
        let last = poller.wait(atMost: .zero)
        #expect([before, after, last] == [0, 1, 0])
    }
}
