internal import Glibc
internal import Platform
internal import Wire

/// One frame of info commands to a server, and its answers.
struct InfoExchange {
    /// A command with what was answered.
    struct Item: Equatable {
        var command: String
        var value: String
        var isError: Bool
    }

    /// Why there is no answer.
    enum Failure: Error, CustomStringConvertible {
        case cannotConnect(String, PlatformError?)
        case noAnswer(String, String)

        var description: String {
            switch self {
            case .cannotConnect(let server, let error):
                "cannot connect to \(server) (\(error?.description ?? "no answer")); is it running?"
            case .noAnswer(let server, let reason): "no answer from \(server): \(reason)"
            }
        }
    }

    let host: String
    let port: UInt16
    /// How long all of it may take.
    let limit: Nanoseconds

    private var server: String { "\(host):\(port)" }

    /// Sends `commands` and returns what was answered to each.
    func answers(to commands: [String]) throws -> [Item] {
        let deadline = MonotonicClock.system.now() + limit
        let socket = try connect(by: deadline)
        var request = ByteQueue()
        let frame = AerospikeFrameWriter(.info, in: &request)
        for command in commands { AerospikeInfoRequest.append(text: command, to: &request) }
        frame.finish(in: &request)
        var answer = ByteQueue()
        try exchange(&request, &answer, socket, by: deadline)
        return Self.items(answer.bytes)
    }

    private func connect(by deadline: Instant) throws -> Socket {
        do throws(PlatformError) {
            let addresses = try SocketAddress.resolve(host: host, port: port)
            let socket = try Socket.connect(to: addresses[0])
            guard try Self.wait(for: socket, .writing, by: deadline) else {
                throw PlatformError(call: "connect", code: ETIMEDOUT)
            }
            if let error = socket.connectError { throw error }
            return socket
        } catch {
            throw Failure.cannotConnect(server, error)
        }
    }

    /// Sends all of `request` and receives until `answer` is a whole frame.
    private func exchange(
        _ request: inout ByteQueue, _ answer: inout ByteQueue, _ socket: borrowing Socket,
        by deadline: Instant
    ) throws {
        while try !Self.isComplete(answer.bytes, server) {
            let interest: Poller.Interest = request.isEmpty ? .reading : .writing
            guard try Self.wait(for: socket, interest, by: deadline) else {
                throw Failure.noAnswer(server, "it took longer than \(limit.seconds) s")
            }
            let transfer: Transfer
            if request.isEmpty {
                var space = answer.spare(atLeast: 1 << 16)
                transfer = socket.receive(into: &space)
                if case .bytes(let count) = transfer { answer.commit(count) }
            } else {
                transfer = socket.send(request.bytes)
                if case .bytes(let count) = transfer { request.consume(count) }
            }
            if case .ended(let error) = transfer {
                throw Failure.noAnswer(
                    server, error?.description ?? "it closed the connection; is it full?")
            }
        }
    }

    private static func wait(
        for socket: borrowing Socket, _ interest: Poller.Interest, by deadline: Instant
    ) throws(PlatformError) -> Bool {
        var poller = try Poller(capacity: 1)
        try poller.add(socket.descriptor, interest, token: 0)
        return poller.wait(atMost: deadline - MonotonicClock.system.now()) > 0
    }

    private static func isComplete(_ bytes: RawSpan, _ server: String) throws -> Bool {
        do throws(AerospikeWireError) {
            guard let frame = try AerospikeFrame.next(in: bytes) else { return false }
            if frame.kind == .info { return true }
        } catch {
            throw Failure.noAnswer(server, "\(error)")
        }
        throw Failure.noAnswer(server, "what came is no answer to an info command")
    }

    private static func items(_ bytes: RawSpan) -> [Item] {
        let header = AerospikeFrame.headerByteCount
        var cursor = AerospikeInfoReplyCursor(bytes.extracting(header..<bytes.byteCount))
        var items: [Item] = []
        while let item = cursor.next() {
            items.append(
                Item(
                    command: item.command.text, value: item.value.text, isError: item.isError))
        }
        return items
    }
}
