internal import Platform
internal import Wire

/// One connection to a node: requests go out and answers come in, in order, while the caller waits.
///
/// After an error it must not be used again: an answer may still be on its way.
///
/// Thread safety: whoever took it out of its pool is the only one to use it, and the pool's lock
/// stands between one and the next; that is why it may go from thread to thread.
final class Connection: @unchecked Sendable {
    private let socket: Socket
    private var input = ByteQueue(capacity: 4_096)
    private var output = ByteQueue(capacity: 1_024)
    /// When it was given back last.
    var lastUse: Instant

    private init(_ socket: consuming Socket) {
        self.socket = socket
        lastUse = MonotonicClock.system.now()
    }

    /// Connects to the first address that answers.
    ///
    /// - Parameters:
    ///   - address: where.
    ///   - deadline: when to give up.
    /// - Returns: the connection.
    /// - Throws: `ClientError` when none answers.
    static func open(
        _ address: NodeAddress, until deadline: Instant
    ) throws(ClientError) -> Connection {
        var last = ClientError(.timeout)
        for place in try resolve(address) {
            do throws(ClientError) {
                return try open(place, until: deadline)
            } catch {
                last = error
            }
        }
        throw last
    }

    private static func resolve(_ address: NodeAddress) throws(ClientError) -> [SocketAddress] {
        do throws(PlatformError) {
            return try address.resolve()
        } catch {
            throw ClientError(.connection(error))
        }
    }

    private static func open(
        _ place: SocketAddress, until deadline: Instant
    ) throws(ClientError) -> Connection {
        let socket = try connect(to: place)
        let left = deadline - MonotonicClock.system.now()
        guard socket.wait(for: .writing, atMost: left) else { throw ClientError(.timeout) }
        if let error = socket.connectError { throw ClientError(.connection(error)) }
        return Connection(socket)
    }

    private static func connect(to place: SocketAddress) throws(ClientError) -> Socket {
        do throws(PlatformError) {
            return try Socket.connect(to: place)
        } catch {
            throw ClientError(.connection(error))
        }
    }

    /// Whether the server has said something, or closed, while nobody asked it anything.
    var isStale: Bool { !input.isEmpty || socket.wait(for: .reading, atMost: .zero) }

    // MARK: Requests

    /// Sends what `write` appends.
    ///
    /// - Parameters:
    ///   - deadline: when to give up.
    ///   - write: appends a request; when it throws, nothing is sent.
    /// - Throws: `ClientError`, in doubt when a part was sent.
    func send(
        until deadline: Instant, _ write: (inout ByteQueue) throws(ClientError) -> Void
    ) throws(ClientError) {
        output.truncate(to: 0)
        try write(&output)
        var hasSent = false
        while !output.isEmpty {
            switch Self.send(output, to: socket) {
            case .bytes(let count):
                output.consume(count)
                hasSent = true
            case .wouldBlock: try wait(for: .writing, until: deadline, isInDoubt: hasSent)
            case .ended(let error): throw Self.ended(error, isInDoubt: hasSent)
            }
        }
    }

    private static func send(
        _ output: borrowing ByteQueue, to socket: borrowing Socket
    ) -> Transfer {
        socket.send(output.bytes)
    }

    private static func ended(_ error: PlatformError?, isInDoubt: Bool) -> ClientError {
        guard let error else { return ClientError(.connectionLost, isInDoubt: isInDoubt) }
        return ClientError(.connection(error), isInDoubt: isInDoubt)
    }

    private func wait(
        for interest: Poller.Interest, until deadline: Instant, isInDoubt: Bool
    ) throws(ClientError) {
        let left = deadline - MonotonicClock.system.now()
        guard left > .zero, socket.wait(for: interest, atMost: left) else {
            throw ClientError(.timeout, isInDoubt: isInDoubt)
        }
    }

    // MARK: Answers

    /// Receives one frame and hands its body to `read`.
    ///
    /// - Parameters:
    ///   - kind: what it must be.
    ///   - deadline: when to give up.
    ///   - read: reads the body.
    /// - Returns: what `read` returns.
    /// - Throws: `ClientError`, always in doubt unless `read` threw it.
    func receive<Result>(
        _ kind: AerospikeFrame.Kind, until deadline: Instant,
        _ read: (RawSpan) throws(ClientError) -> Result
    ) throws(ClientError) -> Result {
        while true {
            if let frame = try Self.nextFrame(kind, in: input) {
                defer { input.consume(frame.byteCount) }
                return try Self.lend(frame.body, of: input, to: read)
            }
            try receiveMore(until: deadline)
        }
    }

    private static func lend<Result>(
        _ range: Range<Int>, of input: borrowing ByteQueue,
        to read: (RawSpan) throws(ClientError) -> Result
    ) throws(ClientError) -> Result {
        try read(input.bytes.extracting(range))
    }

    private static func nextFrame(
        _ kind: AerospikeFrame.Kind, in input: borrowing ByteQueue
    ) throws(ClientError) -> AerospikeFrame? {
        do throws(AerospikeWireError) {
            let frame = try AerospikeFrame.next(in: input.bytes)
            if let frame, frame.kind != kind {
                throw AerospikeWireError(.unknownFrameType(frame.kind.rawValue))
            }
            return frame
        } catch {
            throw ClientError(.malformed(error), isInDoubt: true)
        }
    }

    private func receiveMore(until deadline: Instant) throws(ClientError) {
        var space = input.spare(atLeast: 4_096)
        switch socket.receive(into: &space) {
        case .bytes(let count): input.commit(count)
        case .wouldBlock: try wait(for: .reading, until: deadline, isInDoubt: true)
        case .ended(let error): throw Self.ended(error, isInDoubt: true)
        }
    }

    /// Asks info commands and returns the body of the answer.
    func info(_ commands: [String], until deadline: Instant) throws(ClientError) -> [UInt8] {
        try send(until: deadline) { (queue) throws(ClientError) in
            try InfoRequest.append(commands, to: &queue)
        }
        return try receive(.info, until: deadline) { (body) throws(ClientError) in body.array }
    }
}
