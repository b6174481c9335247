internal import Platform
internal import Wire

/// What one connection has sent in a round, in the thread's buffer behind what others have.
struct Arrival {
    let connection: Connection
    /// How many bytes of it are still in the buffer.
    var byteCount: Int
}

/// Bytes in, until they are requests to execute.
///
/// Several connections are received from before the first of their requests is executed: the waits
/// of all of them for memory then overlap, also where each connection has one request at a time.
extension ServerThread {
    /// How many requests are received before they are executed; what is nearer to ten than to a
    /// hundred is what a processor can wait for at once.
    private static var gatherCount: Int { 16 }

    /// Receives what has come; ``executeArrivals()`` executes it.
    ///
    /// - Returns: whether there may be more to receive.
    func receive(_ connection: Connection) -> Bool {
        let start = received.byteCount
        switch received.receive(from: connection.socket, roomFor: Self.receiveByteCount) {
        case .bytes(let count):
            metrics.count(.bytesReceived, count)
            if connection.isLingering {
                received.truncate(to: start)
                return false
            }
            connection.receivedAt = now
            connection.lastTransfer = now
            arrivals.append(Arrival(connection: connection, byteCount: count))
            if connection.input.isEmpty {
                gatheredCount += gather(received.bytes.extracting(start..<start + count))
            }
            if gatheredCount >= Self.gatherCount || received.byteCount > Self.receiveByteCount {
                executeArrivals()
            }
            return count >= Self.receiveByteCount
        case .wouldBlock:
            return false
        case .ended:
            executeArrivals()
            if connection.isLingering { close(connection) } else { end(connection) }
            return false
        }
    }

    /// The client sends no more; what it has asked for is still answered.
    private func end(_ connection: Connection) {
        connection.state.isEnding = true
        settle(connection)
    }

    /// Tells the executor of the complete requests at the start of `bytes`.
    ///
    /// - Returns: how many there are, as far as they matter.
    func gather(_ bytes: RawSpan) -> Int {
        var position = 0
        var count = 0
        while count < RequestExecutor.gatherLimit, position < bytes.byteCount {
            let rest = bytes.extracting(position..<bytes.byteCount)
            let next = try? AerospikeFrame.next(in: rest, bodyByteLimit: limits.requestByteCount)
            guard let frame = next ?? nil else { break }
            position += frame.byteCount
            if frame.kind == .message { executor.gather(rest.extracting(frame.body)) }
            count += 1
        }
        return count
    }

    /// Executes what was received, connection by connection, and sends the answers of each.
    func executeArrivals() {
        guard !arrivals.isEmpty else { return }
        executor.prefetchGathered()
        gatheredCount = 0
        for index in arrivals.indices { execute(arrivals[index]) }
        arrivals.removeAll(keepingCapacity: true)
    }

    /// Executes the requests of an arrival, whose bytes are the first of the buffer.
    private func execute(_ arrival: Arrival) {
        let connection = arrival.connection
        var left = arrival.byteCount
        if connection.input.isEmpty {
            while mayExecute(connection) {
                let progress = execute(
                    received.bytes.extracting(0..<left), of: connection, into: &answers)
                received.consume(progress.byteCount)
                left -= progress.byteCount
                guard send(connection), progress.isFull else { break }
            }
        }
        guard left > 0 else { return settle(connection) }
        // The beginning of a request, what goes on with it, or requests that have to wait.
        connection.input.append(received.bytes.extracting(0..<left))
        received.consume(left)
        executeHeld(connection)
    }
}
