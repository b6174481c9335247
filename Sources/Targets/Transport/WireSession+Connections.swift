internal import Driver
internal import Glibc
internal import Platform
internal import Wire

/// How connections come and go.
extension WireSession {
    /// Adds the connections of the nodes that the dialect has learnt of.
    func addNodes() {
        let now = settings.clock.now()
        while roomy.count < dialect.nodes.count {
            let node = roomy.count
            roomy.append(ConnectionRing())
            reach.addNode(now: now)
            for _ in 0..<settings.connectionCount {
                connections.append(
                    Connection(
                        number: connections.count, node: node, depth: settings.pipelineDepth,
                        decoder: dialect.makeDecoder(), now: now))
                brokenCount += 1
            }
        }
    }

    /// Makes all connections; throws on the first that fails.
    func openConnections() throws(TargetError) {
        let giveUp = settings.clock.now() + settings.connectTimeout
        var none = CompletionList(capacity: 0)
        while brokenCount > 0 {
            let wait = mend(&none)
            for index in 0..<poller.wait(atMost: min(wait, .milliseconds(50))) {
                handleOpening(poller.event(at: index), &none)
            }
            if let text = settings.faults.firstText {
                throw TargetError(
                    target: settings.targetName, problem: text,
                    remedy: "see that the server runs there and lets this client in")
            }
            if settings.clock.now() > giveUp + settings.connectTimeout {
                throw TargetError(
                    target: settings.targetName,
                    problem: "only \(connections.count - brokenCount) of \(connections.count)"
                        + " connections could be made in time",
                    remedy: "lower --connections, or raise the server's limit")
            }
        }
    }

    private func handleOpening(_ event: Poller.Event, _ completions: inout CompletionList) {
        let connection = connections[Int(event.token)]
        if !connection.link.isReady { advance(connection, event, &completions) }
    }

    // MARK: Mending

    /// Does what is due for the connections that are not ready; returns how long nothing is.
    func mend(_ completions: inout CompletionList) -> Nanoseconds {
        let now = settings.clock.now()
        var next = Nanoseconds.seconds(1)
        var connectingCount = 0
        for connection in connections {
            guard let deadline = connection.link.deadline else { continue }
            if case .down = connection.link.state {
                if deadline <= now, connectingCount < WireSettings.connectingLimit {
                    connectingCount += 1
                    connect(connection, now, &completions)
                }
            } else if deadline <= now {
                fail(
                    connection, .connectTimeout,
                    "no connection to \(dialect.nodes[connection.node]) in time", &completions)
            } else {
                connectingCount += 1
            }
            if let deadline = connection.link.deadline { next = min(next, deadline - now) }
        }
        noteReach(now)
        // Those beyond the limit are due, and wait for others to be done.
        return max(next, .milliseconds(1))
    }

    private func noteReach(_ now: Instant) {
        if brokenCount < connections.count {
            unreachableSince = nil
        } else if unreachableSince == nil {
            unreachableSince = now
        }
    }

    private func connect(
        _ connection: Connection, _ now: Instant, _ completions: inout CompletionList
    ) {
        do throws(PlatformError) {
            let socket = try Socket.connect(to: dialect.nodes[connection.node])
            try poller.add(
                socket.descriptor, [.reading, .writing], token: UInt64(connection.number))
            connection.socket = consume socket
            connection.link.connect(until: now + settings.connectTimeout)
        } catch {
            fail(connection, .connectRefused, "\(error)", &completions)
        }
    }

    /// Takes a connection that is not ready a step further.
    func advance(
        _ connection: Connection, _ event: Poller.Event, _ completions: inout CompletionList
    ) {
        switch connection.link.state {
        case .connecting: finishConnecting(connection, &completions)
        case .greeting:
            if event.isReadable { receiveGreeting(connection, &completions) }
        case .down, .ready: break
        }
    }

    private func finishConnecting(
        _ connection: Connection, _ completions: inout CompletionList
    ) {
        if let error = connection.socket?.connectError {
            let address = dialect.nodes[connection.node]
            let text = "\(PlatformError(call: "connect to \(address)", code: error.code))"
            return fail(connection, .connectRefused, text, &completions)
        }
        if let descriptor = connection.socket?.descriptor {
            try? poller.change(descriptor, .reading, token: UInt64(connection.number))
        }
        connection.link.greet()
        if dialect.greet(node: connection.node, to: &connection.output) {
            send(connection, &completions)
        } else {
            becomeReady(connection)
        }
    }

    private func receiveGreeting(
        _ connection: Connection, _ completions: inout CompletionList
    ) {
        switch connection.receive().transfer {
        case .bytes: break
        case .wouldBlock: return
        case .ended(let error): return fail(connection, error, &completions)
        }
        do throws(DialectError) {
            while !connection.input.isEmpty {
                switch try connection.readGreeting(dialect) {
                case .incomplete: return
                case .partial(let byteCount): connection.input.consume(byteCount)
                case .done(let byteCount):
                    connection.input.consume(byteCount)
                    return becomeReady(connection)
                }
            }
        } catch {
            fail(connection, .greetingRefused, "\(error)", &completions)
        }
    }

    private func becomeReady(_ connection: Connection) {
        if connection.link.wasReady { settings.faults.countReconnection() }
        connection.link.becomeReady()
        brokenCount -= 1
        reach.noteReady(connection.node)
        unreachableSince = nil
        list(connection)
        // What was redirected to it while it was not there.
        connection.releaseHeld()
        if !connection.output.isEmpty, !connection.isDirty {
            connection.isDirty = true
            dirty.append(connection)
        }
    }

    // MARK: Failing

    /// The connection has ended, in good order or by an error.
    func fail(
        _ connection: Connection, _ error: PlatformError?, _ completions: inout CompletionList
    ) {
        let address = dialect.nodes[connection.node]
        guard let error else {
            return fail(
                connection, .closed, "\(address) closed the connection", &completions)
        }
        let isReset = error.code == ECONNRESET || error.code == EPIPE
        fail(connection, isReset ? .reset : .closed, "\(address): \(error)", &completions)
    }

    /// Closes the connection and ends what was in flight on it; another attempt comes later.
    func fail(
        _ connection: Connection, _ fault: ConnectionFault, _ text: String,
        _ completions: inout CompletionList
    ) {
        settings.faults.count(fault, text)
        let now = settings.clock.now()
        if connection.link.isReady {
            brokenCount += 1
            reach.noteBroken(connection.node, now: now)
        }
        connection.link.fail(now: now)
        connection.close(decoder: dialect.makeDecoder())
        // The oldest is the one whose reply was bad; of the others nobody knows.
        var outcome = fault == .badReply ? Outcome.serverError : .connectionLost
        while !connection.waiting.isEmpty {
            let entry = connection.waiting.removeFirst()
            guard live[TicketSlot.number(of: entry.ticket)] == entry.ticket else { continue }
            end(entry.ticket)
            dialect.forget(ticket: entry.ticket)
            completions.append(
                ticket: entry.ticket, outcome: outcome, actualStart: entry.sentAt, end: now)
            outcome = .connectionLost
        }
        noteReach(now)
    }
}
