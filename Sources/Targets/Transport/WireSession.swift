internal import Driver
internal import Platform
internal import Wire
internal import Workload

/// One worker's operations over sockets: one epoll set, any number of connections, any depth.
///
/// `submit` writes a request into the buffer of a connection that has room; `poll` sends what the
/// connections have, each with one call, waits for replies, and reads each connection until it is
/// drained. So there is one `send` for each connection and wake-up, however many requests it takes.
///
/// A connection is filled up to its depth before the next is used, and after each wake-up the next
/// one is begun with: requests that are due together share a `send`, and over time every connection
/// has its share.
///
/// A connection that fails ends its operations as lost or refused, and is made again by and by (see
/// ``Link``); nothing is sent a second time, since nobody knows whether the server did it.
///
/// A driver sees it as a ``WireTargetSession``.
///
/// Thread safety: its worker's thread only, once made.
final class WireSession<Dialect: StoreDialect> {
    typealias Connection = WireConnection<Dialect.Decoder>

    let dialect: Dialect
    let settings: WireSettings
    let inFlightLimit: Int
    var poller: Poller
    let connections = ObjectTable<Connection>()
    /// For each node, the connections that have room for a request.
    var roomy: [ConnectionRing] = []
    /// Connections with something to send.
    var dirty: [Connection] = []
    /// Connections that are not ready.
    var brokenCount = 0
    /// Which nodes can be reached.
    var reach = NodeReach()
    /// For each slot, the ticket of the operation in flight; `noTicket` for none.
    var live: [UInt32]
    /// For each slot, the number of the connection that has its newest request.
    var connectionOfSlot: [Int32]
    var inFlightCount = 0
    /// Operations that ended outside `poll`, to be reported by the next.
    var ended = CompletionList(capacity: 64)
    /// Since when there has been no connection at all; nil while there is one.
    var unreachableSince: Instant?

    static var noTicket: UInt32 { .max }

    /// A session with all its connections.
    ///
    /// - Parameters:
    ///   - dialect: what is said; it belongs to this session.
    ///   - settings: how many connections, and how patient it is.
    /// - Throws: `TargetError` when the first connections cannot be made.
    init(_ dialect: Dialect, _ settings: WireSettings) throws(TargetError) {
        self.dialect = dialect
        self.settings = settings
        inFlightLimit = settings.slotCount(nodeCount: dialect.nodes.count)
        live = Array(repeating: Self.noTicket, count: inFlightLimit)
        connectionOfSlot = Array(repeating: 0, count: inFlightLimit)
        do throws(PlatformError) {
            poller = try Poller(capacity: 512)
        } catch {
            throw TargetError(
                target: settings.targetName, problem: "\(error)", remedy: "lower --workers")
        }
        addNodes()
        try openConnections()
    }

    // MARK: Submitting

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        guard inFlightCount < inFlightLimit, ticket != Self.noTicket else { return .busy }
        let parts = dialect.prepare(index, of: batch, ticket: ticket)
        if dialect.nodes.count > roomy.count { addNodes() }
        if parts == 1 {
            let node = dialect.node(ofPart: 0, index, of: batch, ticket: ticket)
            let usesTransaction = dialect.usesTransaction(index, of: batch)
            guard
                let number = connection(to: node, forTransaction: usesTransaction)
                    ?? connection(insteadOf: node, forTransaction: usesTransaction)
            else {
                dialect.forget(ticket: ticket)
                return refusal(to: node)
            }
            connections.borrow(number) { connection in
                if usesTransaction { connection.transaction = ticket }
                begin(0, index, batch, ticket, on: connection)
            }
        } else {
            if let refusal = beginParts(parts, index, batch, ticket) {
                dialect.forget(ticket: ticket)
                return refusal
            }
        }
        live[TicketSlot.number(of: ticket)] = ticket
        inFlightCount += 1
        return .pending
    }

    @inline(__always)
    private func begin(
        _ part: Int, _ index: Int, _ batch: OperationBatch, _ ticket: UInt32,
        on connection: Connection
    ) {
        dialect.begin(part: part, index, of: batch, ticket: ticket, to: &connection.output)
        connectionOfSlot[TicketSlot.number(of: ticket)] = Int32(connection.number)
        didAppend(ticket, part: UInt32(truncatingIfNeeded: part), to: connection)
    }

    /// Notes that a request was appended to the connection's output.
    @inline(__always)
    func didAppend(
        _ ticket: UInt32, part: UInt32, start: Instant? = nil, to connection: Connection
    ) {
        connection.waiting.append(ticket, part: part, start: start)
        if !connection.isDirty {
            connection.isDirty = true
            dirty.append(connection)
        }
    }

    /// Begins an operation that concerns several nodes, unless one of them has no room.
    ///
    /// - Returns: nil when it has begun, else what became of it.
    private func beginParts(
        _ parts: Int, _ index: Int, _ batch: OperationBatch, _ ticket: UInt32
    ) -> Submission? {
        for part in 0..<parts {
            let node = dialect.node(ofPart: part, index, of: batch, ticket: ticket)
            guard
                connection(to: node, forTransaction: false) != nil
                    || connection(insteadOf: node, forTransaction: false) != nil
            else { return refusal(to: node) }
        }
        for part in 0..<parts {
            let node = dialect.node(ofPart: part, index, of: batch, ticket: ticket)
            // There may be less room than parts: those beyond it wait in the connection's queue.
            guard
                let number = connection(to: node, forTransaction: false) ?? anyReady(node)?.number
                    ?? connections.first(where: \.link.isReady)?.number
            else { continue }
            begin(part, index, batch, ticket, on: connections[number])
        }
        return nil
    }

    /// What becomes of an operation for a node without a connection that has room: it waits, unless
    /// the node has been gone for long and others are there, who are not to wait for it.
    @inline(never)
    private func refusal(to node: Int) -> Submission {
        guard brokenCount > 0 else { return .busy }
        return reach.givesUp(node, now: settings.clock.now(), after: settings.nodeGoneAfter)
            ? .completed(.connectionLost) : .busy
    }

    /// The number of a connection with room, the one to be filled first.
    @inline(__always)
    private func connection(to node: Int, forTransaction: Bool) -> Int? {
        if node >= roomy.count { addNodes() }
        while let number = roomy[node].first {
            if connections.borrow(number, { hasRoom($0) }) {
                return forTransaction ? withoutTransaction(on: node) : number
            }
            connections[number].isListed = false
            roomy[node].removeFirst()
        }
        return nil
    }

    @inline(__always)
    private func hasRoom(_ connection: Connection) -> Bool {
        connection.link.isReady && connection.waiting.count < settings.pipelineDepth
    }

    /// A connection with room to another node, when there is none at all to this one and the others
    /// know who has its records now.
    private func connection(insteadOf node: Int, forTransaction: Bool) -> Int? {
        guard dialect.nodesRedirect, anyReady(node) == nil else { return nil }
        for other in roomy.indices where other != node {
            if let found = connection(to: other, forTransaction: forTransaction) { return found }
        }
        return nil
    }

    /// A connection with room that no other operation's transaction uses.
    private func withoutTransaction(on node: Int) -> Int? {
        for position in 0..<roomy[node].count {
            let number = roomy[node][position]
            let connection = connections[number]
            if connection.transaction == nil, hasRoom(connection) { return number }
        }
        return nil
    }

    /// Any connection to a node that can be used, whether it has room or not.
    func anyReady(_ node: Int) -> Connection? {
        connections.first { $0.node == node && $0.link.isReady }
    }

    /// Puts the connection among those that have room, if it has and is not there.
    @inline(__always)
    func list(_ connection: Connection) {
        guard !connection.isListed, connection.waiting.count < settings.pipelineDepth else {
            return
        }
        connection.isListed = true
        roomy[connection.node].append(connection.number)
    }

    // MARK: Polling

    func poll(into completions: inout CompletionList, atMost limit: Nanoseconds) {
        reach.didPoll()
        reportEnded(&completions)
        flush(&completions)
        var limit = completions.entries.isEmpty ? limit : .zero
        if brokenCount > 0 { limit = min(limit, mend(&completions)) }
        let count = poller.wait(atMost: limit)
        for index in 0..<count { handle(poller.event(at: index), &completions) }
    }

    private func reportEnded(_ completions: inout CompletionList) {
        guard !ended.entries.isEmpty else { return }
        for entry in ended.entries {
            completions.append(ticket: entry.ticket, outcome: entry.outcome)
        }
        ended.removeAll()
    }

    /// Sends what every connection has.
    private func flush(_ completions: inout CompletionList) {
        for connection in dirty {
            connection.isDirty = false
            guard connection.link.isReady else { continue }
            // Those that are due at the next wake-up go to the next connection.
            if connection.isListed { roomy[connection.node].rotate(behind: connection.number) }
            send(connection, &completions)
        }
        dirty.removeAll(keepingCapacity: true)
    }

    /// Sends what a connection has, as far as there is room.
    func send(_ connection: Connection, _ completions: inout CompletionList) {
        // The moment before: from here on the request is on its way.
        connection.waiting.stamp(settings.clock.now())
        while !connection.output.isEmpty {
            switch connection.send() {
            case .bytes: continue
            case .wouldBlock: return setWaitsForRoom(true, connection)
            case .ended(let error): return fail(connection, error, &completions)
            }
        }
        if connection.waitsForRoom { setWaitsForRoom(false, connection) }
    }

    private func setWaitsForRoom(_ waits: Bool, _ connection: Connection) {
        guard connection.waitsForRoom != waits, let descriptor = connection.socket?.descriptor
        else { return }
        connection.waitsForRoom = waits
        let interest: Poller.Interest = waits ? [.reading, .writing] : .reading
        try? poller.change(descriptor, interest, token: UInt64(connection.number))
    }

    private func handle(_ event: Poller.Event, _ completions: inout CompletionList) {
        let connection = connections[Int(event.token)]
        guard connection.link.isReady else { return advance(connection, event, &completions) }
        if event.isReadable { receive(connection, &completions) }
        if event.isWritable, connection.waitsForRoom, connection.link.isReady {
            send(connection, &completions)
        }
    }

    // MARK: Giving up

    func abandon(ticket: UInt32) {
        let slot = TicketSlot.number(of: ticket)
        guard live[slot] == ticket else { return }
        let connection = connections[Int(connectionOfSlot[slot])]
        end(ticket)
        dialect.forget(ticket: ticket)
        fail(connection, .requestTimeout, "no reply in time", &ended)
    }

    /// The operation is over.
    @inline(__always)
    func end(_ ticket: UInt32) {
        live[TicketSlot.number(of: ticket)] = Self.noTicket
        inFlightCount -= 1
    }

    var isLost: Bool {
        guard let unreachableSince else { return false }
        return settings.clock.now() - unreachableSince > settings.lostAfter
    }
}
