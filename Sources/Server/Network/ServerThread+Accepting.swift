internal import Platform

/// Connections that come and go.
extension ServerThread {
    /// Connections that are accepted before others are served again.
    private static var acceptLimit: Int { 256 }

    /// Takes the connections that wait, each for the thread with the fewest.
    func accept() {
        guard let listener else { return }
        for _ in 0..<Self.acceptLimit {
            do throws(PlatformError) {
                guard let socket = try listener.socket.accept() else { return }
                admit(socket)
            } catch {
                metrics.count(.failedAccepts)
                parts.log.say(.failedAccept, "a client cannot be accepted: \(error)")
                // It waits in the listener's queue; the next sweep looks again.
                try? poller.change(listener.socket.descriptor, [], token: Self.listenerToken)
                return
            }
        }
    }

    /// Gives a connection to a thread, or closes it when there are too many.
    private func admit(_ socket: consuming Socket) {
        let limit = parts.node.settings.connectionLimit
        guard let thread = parts.counts.admit(limit: limit) else {
            metrics.count(.connectionsRefused)
            parts.log.say(
                .refusedConnection,
                "a connection beyond the limit of \(limit) was closed; raise proto-fd-max")
            return
        }
        let connection = Connection(socket, now: now)
        if thread == number {
            adopt(connection)
        } else {
            parts.inboxes[thread].put(.connection(connection))
        }
    }

    /// Begins to serve a connection that was counted in.
    func adopt(_ connection: Connection) {
        metrics.count(.connectionsOpened)
        connection.lastTransfer = now
        connections.insert(connection)
        do throws(PlatformError) {
            try poller.add(
                connection.socket.descriptor, connection.interest, token: connection.token)
        } catch {
            parts.log.say(.failedPoller, "a connection cannot be waited for: \(error)")
            close(connection)
        }
        if deadline != nil { connection.state.isEnding = true }
        settle(connection)
    }

    /// Lets a connection go; what it still had to send is lost.
    func close(_ connection: Connection) {
        guard connection.isOpen else { return }
        connection.isOpen = false
        try? poller.remove(connection.socket.descriptor)
        connections.remove(connection)
        heldByteCount -= connection.countedByteCount
        connection.rows = nil
        if connection.isListed { streaming.removeAll { $0 === connection } }
        parts.counts.leave(thread: number)
        metrics.count(.connectionsClosed)
    }

    // MARK: Sweeps

    /// Closes connections that were silent, or took nothing, for too long.
    func sweep() {
        lastSweep = now
        if let listener, deadline == nil {
            try? poller.change(listener.socket.descriptor, .reading, token: Self.listenerToken)
        }
        let idleTime = parts.node.settings.idleTime
        for connection in connections.all {
            let silence = now - connection.lastTransfer
            if connection.state.heldByteCount > 0 {
                if silence > limits.stallTime { closeStalled(connection) }
            } else if connection.isLingering {
                if silence > Self.lingerTime { close(connection) }
            } else if idleTime > .zero && silence > idleTime && connection.isIdle {
                metrics.count(.connectionsIdled)
                close(connection)
            }
        }
    }

    private func closeStalled(_ connection: Connection) {
        metrics.count(.connectionsStalled)
        parts.log.say(
            .stalledConnection,
            "a client took none of its \(connection.state.heldByteCount) bytes of answers for "
                + "\(limits.stallTime.count / 1_000_000) ms and was closed")
        close(connection)
    }

    // MARK: Stopping

    /// How long a connection that was told of the end may take to close.
    private static var lingerTime: Nanoseconds { .milliseconds(100) }
    /// How often a connection is received from before it ends; a client need not stop by itself.
    private static var lastReceiveLimit: Int { 16 }

    /// Whether the thread has ended its work.
    var isDone: Bool {
        guard let deadline else { return false }
        return connections.count == 0 || now >= deadline
    }

    /// Takes no connection more, executes what has come, and lets answers drain.
    func beginStop() {
        deadline = now + limits.stopTime
        if let listener { try? poller.remove(listener.socket.descriptor) }
        listener = nil
        for message in inbox.take() { handle(message) }
        for connection in connections.all {
            var rest = Self.lastReceiveLimit
            while rest > 0, connection.isOpen, receive(connection) {
                rest -= 1
            }
            executeArrivals()
            connection.state.isEnding = true
            settle(connection)
        }
    }

    /// Tells the client of the end, and waits a moment for it to close.
    ///
    /// To close while bytes wait unread makes the system send a reset, which may overtake answers
    /// that the client has not read.
    func linger(_ connection: Connection) {
        guard !connection.isLingering else { return }
        connection.isLingering = true
        connection.lastTransfer = now
        connection.socket.endSending()
        setInterest(.reading, of: connection)
    }
}
