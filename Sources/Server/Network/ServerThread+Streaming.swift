internal import Platform
internal import Wire

/// Answers of many rows, a slice at a time between other clients' requests.
extension ServerThread {
    /// Takes over an answer that goes on; requests behind it wait.
    func begin(_ rows: RowStream, _ connection: Connection) {
        connection.rows = rows
        connection.state.isStreaming = true
        connection.resumesAt = nil
    }

    /// Has an answer go on in this round or the next; its socket has room.
    func list(_ connection: Connection) {
        guard !connection.isListed else { return }
        connection.isListed = true
        streaming.append(connection)
    }

    /// Takes every answer that has room and may go on one slice further.
    func advanceStreams() {
        guard !streaming.isEmpty else { return }
        let listed = streaming
        streaming.removeAll(keepingCapacity: true)
        for connection in listed {
            connection.isListed = false
            if let time = connection.resumesAt, time > now {
                list(connection)
            } else if let rows = connection.rows {
                advance(rows, connection)
            }
        }
    }

    private func advance(_ rows: RowStream, _ connection: Connection) {
        connection.resumesAt = nil
        let step = rows.resume(now: now, into: &answers, byteLimit: Self.sliceByteCount)
        if case .waits(let time) = step { connection.resumesAt = time }
        if step == .done {
            count(rows.kind, rows.code, since: connection.receivedAt)
            connection.rows = nil
            connection.state.isStreaming = false
        }
        // Once it is complete, the requests behind it have their turn.
        if send(connection) { executeHeld(connection) }
    }
}
