internal import Platform
internal import Wire

/// Requests in, answers out.
extension ServerThread {
    /// Does what an event allows.
    func handle(_ event: Poller.Event, _ connection: Connection) {
        if event.isWritable && connection.state.heldByteCount > 0 {
            guard sendHeld(connection) else { return }
            executeHeld(connection)
        }
        if event.isReadable {
            if connection.interest.contains(.reading) {
                _ = receive(connection)
            } else if event.isBroken {
                close(connection)
            }
        }
    }

    // MARK: Executing

    /// Executes requests that had to wait, and those whose last bytes have come now.
    func executeHeld(_ connection: Connection) {
        while mayExecute(connection), !connection.input.isEmpty {
            _ = gather(connection.input.bytes)
            executor.prefetchGathered()
            let progress = execute(connection.input.bytes, of: connection, into: &answers)
            connection.input.consume(progress.byteCount)
            guard send(connection), progress.isFull else { break }
        }
        settle(connection)
    }

    func mayExecute(_ connection: Connection) -> Bool {
        connection.isOpen && connection.state.mayExecute(holding: limits.heldByteCount)
    }

    /// How far a stretch of bytes was executed.
    struct Progress {
        /// Bytes of the requests that were executed.
        var byteCount = 0
        /// Whether requests may be left because there were enough answers.
        var isFull = false
    }

    /// Executes the complete requests at the start of `bytes`, as long as their answers have room.
    ///
    /// The time of requests that were done together is that of the last: their answers are sent
    /// together.
    func execute(
        _ bytes: RawSpan, of connection: Connection, into output: inout ByteQueue
    ) -> Progress {
        var progress = Progress()
        var tally = AnswerTally()
        // Held for all of them: to count references for each costs a tenth of the time.
        let executor = executor
        var mayGoOn = connection.state.mayExecute(holding: limits.heldByteCount)
        while mayGoOn {
            let rest = bytes.extracting(progress.byteCount..<bytes.byteCount)
            do throws(AerospikeWireError) {
                guard
                    let frame = try AerospikeFrame.next(
                        in: rest, bodyByteLimit: limits.requestByteCount)
                else { break }
                progress.byteCount += frame.byteCount
                let body = rest.extracting(frame.body)
                if frame.kind == .message {
                    mayGoOn = execute(body, of: connection, with: executor, into: &output, &tally)
                } else {
                    try executeOther(frame.kind, body, of: connection, into: &output)
                    mayGoOn = connection.state.mayExecute(holding: limits.heldByteCount)
                }
            } catch {
                refuse(error, connection)
                // What follows cannot be told apart.
                progress.byteCount = bytes.byteCount
                break
            }
            if output.byteCount >= limits.heldByteCount {
                progress.isFull = true
                break
            }
        }
        if !tally.isEmpty {
            metrics.record(tally, latency: parts.clock.now() - connection.receivedAt)
        }
        return progress
    }

    /// Executes one request.
    ///
    /// - Returns: whether the next one may be executed.
    @inline(__always)
    private func execute(
        _ body: RawSpan, of connection: Connection, with executor: RequestExecutor,
        into output: inout ByteQueue, _ tally: inout AnswerTally
    ) -> Bool {
        let execution = executor.execute(body, now: now, into: &output) {
            connection.peerText
        }
        switch execution {
        case .answered(let kind, .ok):
            tally.count(kind)
            if kind == .backgroundWrite { jobsGoOn = now }
            return true
        case .answered(let kind, let code):
            count(kind, code, since: connection.receivedAt)
            return true
        case .streaming(let rows):
            begin(rows, connection)
            return false
        }
    }

    /// Counts a request whose answer is complete.
    @inline(__always)
    func count(_ kind: RequestKind, _ code: AerospikeResultCode, since start: Instant) {
        metrics.record(kind, code: code.rawValue, latency: parts.clock.now() - start)
    }

    private func executeOther(
        _ kind: AerospikeFrame.Kind, _ body: RawSpan, of connection: Connection,
        into output: inout ByteQueue
    ) throws(AerospikeWireError) {
        switch kind {
        case .info: try answerInfo(body, of: connection, into: &output)
        case .security:
            metrics.count(.securityRequests)
            AerospikeSecurity.refuse(body, in: &output)
        case .compressed:
            let refusal = AerospikeHeader(resultCode: .enterpriseOnly)
            AerospikeMessageWriter.appendFrame(refusal, to: &output)
            count(.malformed, .enterpriseOnly, since: connection.receivedAt)
        case .message: break
        }
    }

    /// Takes note of bytes that are no request: the connection ends once its answers are sent.
    private func refuse(_ error: AerospikeWireError, _ connection: Connection) {
        metrics.count(.badFrames)
        parts.log.say(.badFrame, "a client was closed for sending \(error)")
        connection.state.isEnding = true
    }

    // MARK: Info

    private func answerInfo(
        _ body: RawSpan, of connection: Connection, into output: inout ByteQueue
    ) throws(AerospikeWireError) {
        guard body.byteCount <= InfoResponder.requestByteLimit else {
            throw AerospikeWireError(
                .bodyTooLarge(byteCount: body.byteCount, limit: InfoResponder.requestByteLimit))
        }
        metrics.count(.infoRequests)
        var responder = responder
        responder.reachedAt = connection.localText
        guard InfoResponder.isSlow(body) else { return responder.respond(to: body, in: &output) }
        connection.state.awaitsAnswer = true
        let (request, token, inbox) = (body.array, connection.token, inbox)
        parts.administration.perform { [responder] in
            var answer = ByteQueue()
            unsafe responder.respond(to: request.span.bytes, in: &answer)
            inbox.put(.answer(answer.bytes.array, token: token))
        }
    }

    /// Sends an answer that was made elsewhere, and goes on with what waited behind it.
    func take(_ bytes: [UInt8], for connection: Connection) {
        connection.state.awaitsAnswer = false
        unsafe answers.append(bytes.span.bytes)
        if send(connection) { executeHeld(connection) }
    }

    // MARK: Sending

    /// Sends the gathered answers; what the socket does not take is held back.
    ///
    /// - Returns: false when the connection is gone.
    func send(_ connection: Connection) -> Bool {
        defer { answers.consume(answers.byteCount) }
        if answers.isEmpty { return connection.isOpen }
        if connection.state.heldByteCount == 0 {
            switch answers.send(to: connection.socket) {
            case .bytes(let count):
                metrics.count(.bytesSent, count)
                connection.lastTransfer = now
            case .wouldBlock: break
            case .ended:
                close(connection)
                return false
            }
        }
        if !answers.isEmpty {
            connection.output.append(answers.bytes)
            connection.state.heldByteCount = connection.output.byteCount
        }
        return true
    }

    /// Sends what was held back.
    ///
    /// - Returns: false when the connection is gone.
    private func sendHeld(_ connection: Connection) -> Bool {
        switch connection.output.send(to: connection.socket) {
        case .bytes(let count):
            metrics.count(.bytesSent, count)
            connection.lastTransfer = now
        case .wouldBlock: break
        case .ended:
            close(connection)
            return false
        }
        connection.state.heldByteCount = connection.output.byteCount
        return true
    }

    // MARK: Afterwards

    /// Leaves a connection as it is to be between events.
    func settle(_ connection: Connection) {
        guard connection.isOpen else { return }
        connection.release()
        if answers.capacity > Self.keptByteCount { answers.releaseWhenEmpty() }
        guard hasRoom(for: connection) else { return }
        if connection.rows != nil && connection.state.heldByteCount == 0 { list(connection) }
        if connection.state.isOver {
            return deadline == nil ? close(connection) : linger(connection)
        }
        if connection.isLingering { return }
        setInterest(connection.state.interest(holding: limits.heldByteCount), of: connection)
    }

    /// Counts the memory of a connection's queues, and closes it if all together have too much.
    ///
    /// - Returns: false when it is closed.
    private func hasRoom(for connection: Connection) -> Bool {
        let byteCount = connection.queueByteCount
        heldByteCount += byteCount - connection.countedByteCount
        connection.countedByteCount = byteCount
        let limit = limits.totalHeldByteCount / parts.inboxes.count
        guard byteCount > Self.smallByteCount, heldByteCount > limit else { return true }
        metrics.count(.connectionsTooLarge)
        parts.log.say(
            .tooLargeConnection,
            "a client with \(byteCount) bytes under way was closed, as all have "
                + "\(heldByteCount) of \(limit); raise totalHeldBytes")
        close(connection)
        return false
    }

    /// Changes what the poller waits for, if it has to.
    func setInterest(_ interest: Poller.Interest, of connection: Connection) {
        guard interest != connection.interest else { return }
        connection.interest = interest
        try? poller.change(connection.socket.descriptor, interest, token: connection.token)
    }
}

extension RawSpan {
    /// A copy, for another thread.
    var array: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for offset in byteOffsets { bytes.append(byte(at: offset)) }
        return bytes
    }
}
