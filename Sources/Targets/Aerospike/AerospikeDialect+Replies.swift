internal import Client
internal import Driver
internal import Wire
internal import Workload

/// Answers.
extension AerospikeDialect {
    func receive(
        _ input: RawSpan, _ decoder: inout Decoder, ticket: UInt32, output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        guard let frame = try Self.frame(input) else { return .incomplete }
        if frame.header.resultCode == .unavailable { askForNews() }
        let flight = flight(ticket)
        switch flight.operation.kind {
        case .batchRead, .batchWrite: return try receiveRows(input, frame, flight, ticket)
        case .scan: return receiveScan(frame, flight)
        default: return try receiveRecord(input, frame, flight, ticket, &output)
        }
    }

    func discard(
        _ input: RawSpan, _ decoder: inout Decoder
    ) throws(DialectError) -> Reception {
        guard let frame = try Self.frame(input) else { return .incomplete }
        return frame.isLast
            ? .ended(byteCount: frame.byteCount, .ok) : .partial(byteCount: frame.byteCount)
    }

    @inline(__always)
    private static func frame(_ input: RawSpan) throws(DialectError) -> AnswerFrame? {
        do throws(AerospikeWireError) {
            return try AnswerFrame.next(in: input)
        } catch {
            throw DialectError("an answer that makes no sense: \(error)")
        }
    }

    /// The messages of a frame.
    @_lifetime(copy input)
    private static func messages(
        _ input: RawSpan, _ frame: AnswerFrame
    ) -> AerospikeMessageCursor {
        AerospikeMessageCursor(
            input.extracting(AerospikeFrame.headerByteCount..<frame.byteCount))
    }

    // MARK: One record

    @inline(__always)
    private func receiveRecord(
        _ input: RawSpan, _ frame: AnswerFrame, _ flight: AerospikeFlight, _ ticket: UInt32,
        _ output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        guard frame.isLast else {
            throw DialectError("rows in the answer to a request about one record")
        }
        let outcome = Outcome(frame.header.resultCode)
        switch flight.operation.kind {
        case .read:
            if outcome == .ok, observer != nil { try observe(input, frame, flight, ticket) }
        case .readModifyWrite, .conditionalUpdate:
            guard outcome == .ok, !flight.isWriting else { break }
            if flight.operation.kind == .readModifyWrite, observer != nil {
                try observe(input, frame, flight, ticket)
            }
            appendFollowUp(flight, generation: frame.header.generation, to: &output)
            return .continued(byteCount: frame.byteCount)
        default: break
        }
        return .ended(byteCount: frame.byteCount, outcome)
    }

    /// Where a frame's message has its generation, from the frame's start.
    private static let generationOffset = AerospikeFrame.headerByteCount + 6

    private func appendFollowUp(
        _ flight: AerospikeFlight, generation: UInt32, to output: inout ByteQueue
    ) {
        flight.isWriting = true
        if flight.operation.kind == .conditionalUpdate {
            flight.followUp.replace(bigEndian: generation, at: Self.generationOffset)
        }
        Self.append(flight.followUp, to: &output)
    }

    private static func append(_ bytes: borrowing ByteQueue, to output: inout ByteQueue) {
        output.append(bytes.bytes)
    }

    private func observe(
        _ input: RawSpan, _ frame: AnswerFrame, _ flight: AerospikeFlight, _ ticket: UInt32
    ) throws(DialectError) {
        var cursor = Self.messages(input, frame)
        guard let message = try Self.next(&cursor) else { return }
        observer?.observe(message, of: keyspaces[Int(flight.operation.keyspace)], ticket: ticket)
    }

    @_lifetime(copy cursor)
    private static func next(
        _ cursor: inout AerospikeMessageCursor
    ) throws(DialectError) -> AerospikeMessage? {
        do throws(AerospikeWireError) {
            return try cursor.next()
        } catch {
            throw DialectError("an answer that makes no sense: \(error)")
        }
    }

    // MARK: Streams

    /// A scan has found something when any row has come; it ends as its last message says.
    private func receiveScan(_ frame: AnswerFrame, _ flight: AerospikeFlight) -> Reception {
        let header = frame.header
        if !header.isLast, header.donePartition == nil, header.resultCode == .ok {
            flight.hasFound = true
        }
        if header.donePartition != nil, header.resultCode != .ok { flight.fail(0, .serverError) }
        guard frame.isLast else { return .partial(byteCount: frame.byteCount) }
        let outcome = Outcome(frame.lastHeader.resultCode)
        if let failure = flight.failure {
            return .ended(byteCount: frame.byteCount, failure.outcome)
        }
        guard outcome == .ok else { return .ended(byteCount: frame.byteCount, outcome) }
        return .ended(byteCount: frame.byteCount, flight.hasFound ? .ok : .miss)
    }

    private func receiveRows(
        _ input: RawSpan, _ frame: AnswerFrame, _ flight: AerospikeFlight, _ ticket: UInt32
    ) throws(DialectError) -> Reception {
        var cursor = Self.messages(input, frame)
        while let message = try Self.next(&cursor) {
            let header = message.header
            let code = header.resultCode
            if header.isLast || header.rowIndex == 0 {
                if code != .ok { flight.fail(0, Outcome(code)) }
                continue
            }
            let entry = header.rowIndex - 1
            guard entry < flight.operation.entryCount else {
                throw DialectError("an answer to row \(entry) of a batch that has no such row")
            }
            if code == .unavailable { askForNews() }
            take(message, Int(entry), flight, ticket)
        }
        guard frame.isLast else { return .partial(byteCount: frame.byteCount) }
        flight.openPartCount -= 1
        guard flight.openPartCount == 0 else { return .partEnded(byteCount: frame.byteCount) }
        return .ended(byteCount: frame.byteCount, outcome(of: flight))
    }

    private func take(
        _ message: borrowing AerospikeMessage, _ entry: Int, _ flight: AerospikeFlight,
        _ ticket: UInt32
    ) {
        let outcome = Outcome(message.header.resultCode)
        let isRead = flight.operation.kind == .batchRead
        if outcome == .ok {
            flight.hasFound = true
            if isRead {
                observer?.observe(
                    message, of: keyspaces[Int(flight.operation.keyspace)], entry: entry,
                    ticket: ticket)
            }
        } else if !(isRead && outcome == .miss) {
            flight.fail(UInt32(entry), outcome)
        }
    }

    /// A batch read misses when none of its records is there; otherwise a batch ends as its first
    /// row that was not done, or well.
    private func outcome(of flight: AerospikeFlight) -> Outcome {
        if let failure = flight.failure { return failure.outcome }
        return flight.operation.kind == .batchWrite || flight.hasFound ? .ok : .miss
    }
}
