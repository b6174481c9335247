internal import Platform
internal import Wire

/// One request to a server and the whole of its answer, by a thread that waits for it.
///
/// For facts before a run, never for load.
enum ServerExchange {
    /// Why there is no answer.
    enum Failure: Error {
        /// Nobody listens, or the connection broke.
        case connection(PlatformError)
        /// The server closed the connection before its answer was complete.
        case closed
        /// The answer did not come in time.
        case timeout
        /// What came is no answer.
        case notUnderstood
    }

    /// More than any answer to such a request has; a server that sends more is another one.
    private static let byteLimit = 1 << 20

    /// Sends a request and waits for its answer.
    ///
    /// - Parameters:
    ///   - address: the server's.
    ///   - limit: how long all of it may take.
    ///   - request: appends what to send.
    ///   - read: what the bytes so far say; nil when more are needed, a failure when they cannot be
    ///     an answer.
    /// - Returns: what `read` found.
    /// - Throws: `Failure`.
    static func ask<Answer>(
        _ address: SocketAddress, within limit: Nanoseconds,
        request: (inout ByteQueue) -> Void, read: (RawSpan) throws(Failure) -> Answer?
    ) throws(Failure) -> Answer {
        let deadline = MonotonicClock.system.now() + limit
        do {
            let socket = try Socket.connect(to: address)
            var poller = try Poller(capacity: 1)
            try poller.add(socket.descriptor, .writing, token: 0)
            try waitForEvent(&poller, deadline)
            if let error = socket.connectError { throw Failure.connection(error) }
            var queue = ByteQueue(capacity: 4_096)
            request(&queue)
            try send(&queue, on: socket, &poller, deadline)
            try poller.change(socket.descriptor, .reading, token: 0)
            return try receive(&queue, on: socket, &poller, deadline, read)
        } catch let failure as Failure {
            throw failure
        } catch let error as PlatformError {
            throw .connection(error)
        } catch {
            throw .notUnderstood
        }
    }

    private static func waitForEvent(
        _ poller: inout Poller, _ deadline: Instant
    ) throws(Failure) {
        while true {
            let left = deadline - MonotonicClock.system.now()
            guard left > .zero else { throw .timeout }
            if poller.wait(atMost: left) > 0 { return }
        }
    }

    private static func send(
        _ queue: inout ByteQueue, on socket: borrowing Socket, _ poller: inout Poller,
        _ deadline: Instant
    ) throws(Failure) {
        while !queue.isEmpty {
            switch socket.send(queue.bytes) {
            case .bytes(let count): queue.consume(count)
            case .wouldBlock: try waitForEvent(&poller, deadline)
            case .ended(let error): throw error.map { .connection($0) } ?? .closed
            }
        }
    }

    private static func receive<Answer>(
        _ queue: inout ByteQueue, on socket: borrowing Socket, _ poller: inout Poller,
        _ deadline: Instant, _ read: (RawSpan) throws(Failure) -> Answer?
    ) throws(Failure) -> Answer {
        while true {
            try waitForEvent(&poller, deadline)
            switch receive(&queue, on: socket) {
            case .bytes(let count): queue.commit(count)
            case .wouldBlock: continue
            case .ended(let error): throw error.map { .connection($0) } ?? .closed
            }
            if let answer = try read(queue.bytes) { return answer }
            guard queue.byteCount < byteLimit else { throw .notUnderstood }
        }
    }

    private static func receive(
        _ queue: inout ByteQueue, on socket: borrowing Socket
    ) -> Transfer {
        var space = queue.spare(atLeast: 4_096)
        return socket.receive(into: &space)
    }
}
