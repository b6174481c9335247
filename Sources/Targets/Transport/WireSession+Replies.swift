internal import Driver
internal import Platform
internal import Wire

/// What comes in.
extension WireSession {
    /// Receives until the connection is drained, and reads every reply that is complete.
    func receive(_ connection: Connection, _ completions: inout CompletionList) {
        while true {
            let (transfer, mayHaveMore) = connection.receive()
            switch transfer {
            case .bytes: break
            case .wouldBlock: return
            case .ended(let error): return fail(connection, error, &completions)
            }
            // One reading for all replies that came together: they were there at this moment.
            read(connection, at: settings.clock.nowInOrder(), &completions)
            guard mayHaveMore, connection.link.isReady else { return }
        }
    }

    /// Reads every reply that is complete.
    private func read(
        _ connection: Connection, at moment: Instant, _ completions: inout CompletionList
    ) {
        while !connection.input.isEmpty {
            let reception: Reception
            do throws(DialectError) {
                reception = try next(connection)
            } catch {
                return fail(connection, .badReply, "\(error)", &completions)
            }
            switch reception {
            case .incomplete: return
            case .ended(let byteCount, let outcome):
                connection.input.consume(byteCount)
                finish(connection, outcome, at: moment, &completions)
            default: take(reception, connection)
            }
        }
    }

    @inline(__always)
    private func next(_ connection: Connection) throws(DialectError) -> Reception {
        guard let entry = connection.waiting.first else {
            let nobody = WaitingList.Entry(ticket: Self.noTicket, start: Instant(nanoseconds: 0))
            let reception = try connection.discardReply(dialect, nobody)
            guard case .ended = reception else { return reception }
            throw DialectError("a reply that nobody asked for")
        }
        guard live[TicketSlot.number(of: entry.ticket)] == entry.ticket else {
            return try connection.discardReply(dialect, entry)
        }
        return try connection.readReply(dialect, entry)
    }

    /// The oldest part on the connection has ended, and its operation, if it was still waited for.
    @inline(__always)
    private func finish(
        _ connection: Connection, _ outcome: Outcome, at moment: Instant,
        _ completions: inout CompletionList
    ) {
        let entry = connection.waiting.removeFirst()
        if connection.transaction == entry.ticket { connection.transaction = nil }
        list(connection)
        guard live[TicketSlot.number(of: entry.ticket)] == entry.ticket else { return }
        end(entry.ticket)
        completions.append(
            ticket: entry.ticket, outcome: outcome, actualStart: entry.sentAt, end: moment)
    }

    /// Everything but the end of an operation.
    private func take(_ reception: Reception, _ connection: Connection) {
        switch reception {
        case .incomplete, .ended: break
        case .partial(let byteCount), .unsolicited(let byteCount):
            connection.input.consume(byteCount)
        case .partEnded(let byteCount):
            connection.input.consume(byteCount)
            _ = connection.waiting.removeFirst()
            list(connection)
        case .continued(let byteCount):
            connection.input.consume(byteCount)
            let entry = connection.waiting.removeFirst()
            didAppend(entry.ticket, part: entry.part, start: entry.sentAt, to: connection)
        case .redirected(let byteCount, let node, let isAsking):
            connection.input.consume(byteCount)
            let entry = connection.waiting.removeFirst()
            if connection.transaction == entry.ticket { connection.transaction = nil }
            list(connection)
            redirect(entry, to: node, isAsking: isAsking)
        }
    }

    /// Sends a part to the node that has its record.
    private func redirect(_ entry: WaitingList.Entry, to node: Int, isAsking: Bool) {
        addNodes()
        guard let connection = connection(forRedirectionTo: node) else { return }
        if connection.link.isReady {
            dialect.resend(ticket: entry.ticket, isAsking: isAsking, to: &connection.output)
        } else {
            // What is said first comes first: it waits until that has its answer.
            dialect.resend(ticket: entry.ticket, isAsking: isAsking, to: &connection.held)
        }
        connectionOfSlot[TicketSlot.number(of: entry.ticket)] = Int32(connection.number)
        didAppend(entry.ticket, part: entry.part, start: entry.sentAt, to: connection)
    }

    /// A connection to the node, if possible one that can be used, and that has no transaction.
    private func connection(forRedirectionTo node: Int) -> Connection? {
        connections.first { $0.node == node && $0.link.isReady && $0.transaction == nil }
            ?? anyReady(node) ?? connections.first { $0.node == node }
    }
}
