internal import Platform
internal import Wire

/// One connection of a session: its socket, what waits to go out, what has come in.
///
/// Thread safety: its session's thread only.
final class WireConnection<Decoder> {
    /// Its place among the session's connections, and its token in the poller.
    let number: Int
    /// The node that it is to.
    let node: Int
    var link: Link
    var socket: Socket?
    var decoder: Decoder
    var input = ByteQueue(capacity: 4_096)
    var output = ByteQueue(capacity: 4_096)
    /// Requests that wait until the connection is ready.
    var held = ByteQueue()
    var waiting: WaitingList
    /// Whether it is among those of its node that have room.
    var isListed = false
    /// Whether it is among those that have something to send.
    var isDirty = false
    /// Whether the poller was told that it waits for room to send.
    var waitsForRoom = false
    /// The operation that uses its transaction state, if one does.
    var transaction: UInt32?

    init(number: Int, node: Int, depth: Int, decoder: Decoder, now: Instant) {
        self.number = number
        self.node = node
        self.decoder = decoder
        link = Link(now: now)
        waiting = WaitingList(capacity: depth)
    }

    /// Forgets the socket, closing it, and all bytes.
    func close(decoder: Decoder) {
        socket = nil
        input.consume(input.byteCount)
        output.consume(output.byteCount)
        held.consume(held.byteCount)
        self.decoder = decoder
        waitsForRoom = false
        transaction = nil
    }

    /// Appends what was held back to what is to be sent.
    func releaseHeld() {
        guard !held.isEmpty else { return }
        Self.move(&held, to: &output)
    }

    private static func move(_ held: inout ByteQueue, to output: inout ByteQueue) {
        output.append(held.bytes)
        held.consume(held.byteCount)
    }

    /// Receives once; returns what came of it, and whether more may wait.
    @inline(__always)
    func receive() -> (transfer: Transfer, mayHaveMore: Bool) {
        guard socket != nil else { return (.wouldBlock, false) }
        return Self.receive(socket, into: &input)
    }

    private static func receive(
        _ socket: borrowing Socket?, into input: inout ByteQueue
    ) -> (transfer: Transfer, mayHaveMore: Bool) {
        var space = input.spare(atLeast: 2_048)
        let room = space.byteCount
        guard let transfer = socket?.receive(into: &space) else { return (.wouldBlock, false) }
        guard case .bytes(let count) = transfer else { return (transfer, false) }
        input.commit(count)
        return (transfer, count == room)
    }

    private static func send(
        _ output: inout ByteQueue, over socket: borrowing Socket?
    ) -> Transfer {
        guard let transfer = socket?.send(output.bytes) else { return .wouldBlock }
        if case .bytes(let count) = transfer { output.consume(count) }
        return transfer
    }

    /// Sends what waits; returns what came of it.
    @inline(__always)
    func send() -> Transfer {
        Self.send(&output, over: socket)
    }
}

// MARK: Replies

extension WireConnection {
    /// Has the dialect read the next reply, for the request of this entry.
    @inline(__always)
    func readReply<Dialect: StoreDialect>(
        _ dialect: Dialect, _ entry: WaitingList.Entry
    ) throws(DialectError) -> Reception where Dialect.Decoder == Decoder {
        try Self.read(input, dialect, &decoder, entry, &output)
    }

    @inline(__always)
    private static func read<Dialect: StoreDialect>(
        _ input: borrowing ByteQueue, _ dialect: Dialect, _ decoder: inout Decoder,
        _ entry: WaitingList.Entry, _ output: inout ByteQueue
    ) throws(DialectError) -> Reception where Dialect.Decoder == Decoder {
        try dialect.receive(
            input.bytes, &decoder, ticket: entry.ticket, part: Int(entry.part), output: &output)
    }

    /// Has the dialect pass over the next reply, which nobody waits for.
    func discardReply<Dialect: StoreDialect>(
        _ dialect: Dialect, _ entry: WaitingList.Entry
    ) throws(DialectError) -> Reception where Dialect.Decoder == Decoder {
        try Self.discard(input, dialect, &decoder, entry)
    }

    private static func discard<Dialect: StoreDialect>(
        _ input: borrowing ByteQueue, _ dialect: Dialect, _ decoder: inout Decoder,
        _ entry: WaitingList.Entry
    ) throws(DialectError) -> Reception where Dialect.Decoder == Decoder {
        try dialect.discard(
            input.bytes, &decoder, ticket: entry.ticket, part: Int(entry.part))
    }

    /// Has the dialect read the next reply to the greeting.
    func readGreeting<Dialect: StoreDialect>(
        _ dialect: Dialect
    ) throws(DialectError) -> GreetingProgress where Dialect.Decoder == Decoder {
        try Self.readGreeting(input, dialect, &decoder)
    }

    private static func readGreeting<Dialect: StoreDialect>(
        _ input: borrowing ByteQueue, _ dialect: Dialect, _ decoder: inout Decoder
    ) throws(DialectError) -> GreetingProgress where Dialect.Decoder == Decoder {
        try dialect.receiveGreeting(input.bytes, &decoder)
    }
}
