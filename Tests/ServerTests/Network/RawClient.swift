import Engine
import Platform
import Testing
import Wire

@testable import Server

/// A client of bytes: sends what it is told to and reads frames, whatever they hold.
final class RawClient {
    let socket: Socket
    private var received = ByteQueue()
    private var hasEnded = false

    /// Far above what anything here takes, even on a machine with better things to do.
    private static let limit = Nanoseconds.seconds(30)

    init(_ server: Server) throws {
        let addresses = try SocketAddress.resolve(host: "127.0.0.1", port: server.port)
        socket = try Socket.connect(to: addresses[0])
        try wait(for: .writing)
        if let error = socket.connectError { throw error }
    }

    // MARK: Sending

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try sendSome(rest)
            if count == 0 { try wait(for: .writing) }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends what the system takes at once.
    func sendSome(_ bytes: ArraySlice<UInt8>) throws -> Int {
        switch unsafe socket.send(Array(bytes).span.bytes) {
        case .bytes(let count): return count
        case .wouldBlock: return 0
        case .ended(let error): throw error ?? PlatformError(call: "send", code: 0)
        }
    }

    // MARK: Receiving

    /// The next whole frame; nil when the server has closed the connection.
    func frame() throws -> [UInt8]? {
        while true {
            if let frame = try received.takeFrame() { return frame }
            guard try receive() else { return nil }
        }
    }

    func frames(_ count: Int) throws -> [[UInt8]] {
        try (0..<count).map { _ in try #require(try frame()) }
    }

    /// Sends a frame and reads the next.
    func answer(to bytes: [UInt8]) throws -> [UInt8] {
        try send(bytes)
        return try #require(try frame())
    }

    /// Whether the server closes the connection, without a byte more.
    func isClosed() throws -> Bool {
        while try receive() {}
        return received.isEmpty
    }

    /// Waits for bytes; false at the end.
    private func receive() throws -> Bool {
        if hasEnded { return false }
        try wait(for: .reading)
        switch received.receive(from: socket, roomFor: 1 << 16) {
        case .bytes, .wouldBlock: return true
        case .ended:
            hasEnded = true
            return false
        }
    }

    private func wait(for interest: Poller.Interest) throws {
        var poller = try Poller(capacity: 1)
        try poller.add(socket.descriptor, interest, token: 0)
        let count = poller.wait(atMost: Self.limit)
        try #require(count > 0, "the server did nothing")
    }
}

extension ByteQueue {
    /// The first frame's bytes, when it is whole.
    fileprivate mutating func takeFrame() throws -> [UInt8]? {
        guard let frame = try AerospikeFrame.next(in: bytes) else { return nil }
        let taken = bytes.extracting(0..<frame.byteCount).array
        consume(frame.byteCount)
        return taken
    }
}

/// A server on a free port, which ends with its owner.
final class ServerFixture {
    let server: Server

    init(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.threadCount = 2
        configuration.nodeName = "FA101000000FC02"
        configuration.namespaces[0].engine.shards = 16
        change(&configuration)
        server = try Server(configuration, log: .none)
        try server.start()
    }

    deinit { server.stop() }

    func client() throws -> RawClient { try RawClient(server) }

    /// The value of an info command, on a connection of its own.
    func info(_ command: String) throws -> String {
        let answer = try client().answer(to: Frame.info(command))
        let text = String(decoding: answer.dropFirst(8), as: UTF8.self)
        return String(text.dropFirst(command.utf8.count + 1).dropLast())
    }

    /// One of the pairs that a command answers with.
    func figure(_ key: String, of command: String = "statistics") throws -> Int? {
        try info(command).split(separator: ";").first { $0.hasPrefix("\(key)=") }
            .flatMap { Int($0.dropFirst(key.count + 1)) }
    }
}

/// Whole frames.
enum Frame {
    static func info(_ commands: String...) -> [UInt8] {
        make(1, Array(commands.map { $0 + "\n" }.joined().utf8))
    }

    static func message(_ request: Request) -> [UInt8] { make(3, request.body) }

    static func make(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] {
        [2, kind] + bigEndian(UInt64(body.count)).dropFirst(2) + body
    }
}

/// Waits until `condition` holds, at most half a minute.
func eventually(_ condition: () throws -> Bool) throws {
    let clock = MonotonicClock.system
    let deadline = clock.now() + .seconds(30)
    while try !condition() {
        try #require(clock.now() < deadline, "it never came true")
        pauseThread(.milliseconds(2))
    }
}
