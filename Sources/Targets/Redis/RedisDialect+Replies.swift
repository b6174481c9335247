internal import Driver
internal import Wire
internal import Workload

/// What comes in.
extension RedisDialect {
    func receive(
        _ input: RawSpan, _ decoder: inout RedisDecoder, ticket: UInt32,
        output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        try receive(input, &decoder, ticket: ticket, part: 0, output: &output)
    }

    @inline(__always)
    func receive(
        _ input: RawSpan, _ decoder: inout RedisDecoder, ticket: UInt32, part number: Int,
        output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        guard let reply = try decoder.next(input) else { return .incomplete }
        if reply.isPush { return .unsolicited(byteCount: reply.byteCount) }
        let slot = TicketSlot.number(of: ticket)
        var part = part(number, ofSlot: slot)
        if part.isAsking && takesAsking(&part, reply, input) {
            setPart(part, number, ofSlot: slot)
            return .partial(byteCount: reply.byteCount)
        }
        let stage = slots[slot].stage
        let place = part.receivedCount
        let form = stage.form(ofReply: place)
        if reply.isError {
            takeError(reply, input, form, &part, slot)
        } else {
            let entry =
                slots[slot].partCount > 1 ? number : Int(place) / Int(stage.repliesPerRecord)
            try take(reply, input, form, Place(slot: slot, entry: entry, ticket: ticket))
        }
        part.receivedCount = place &+ 1
        setPart(part, number, ofSlot: slot)
        guard part.receivedCount == stage.replyCount else {
            return .partial(byteCount: reply.byteCount)
        }
        if part.redirectedNode >= 0 { return redirect(part, number, slot, reply) }
        if slots[slot].step != .last {
            return try proceed(slot, reply, input, to: &output)
        }
        return end(slot, reply)
    }

    /// Whether the reply is to `ASKING`, which stands before each command that is asked for so.
    private func takesAsking(_ part: inout RedisPart, _ reply: RESPReply, _ input: RawSpan) -> Bool
    {
        part.awaitsAsking.toggle()
        guard !part.awaitsAsking else { return false }
        if reply.isError { noteError(input.extracting(reply.element.payload)) }
        return true
    }

    @inline(__always)
    private func end(_ slot: Int, _ reply: RESPReply) -> Reception {
        slots[slot].openPartCount &-= 1
        return slots[slot].openPartCount > 0
            ? .partEnded(byteCount: reply.byteCount)
            : .ended(byteCount: reply.byteCount, slots[slot].ending)
    }

    // MARK: The next stage

    /// Goes on to the next stage, or ends.
    private func proceed(
        _ slot: Int, _ reply: RESPReply, _ input: RawSpan, to output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        switch slots[slot].step {
        case .last: return end(slot, reply)
        case .readBeforeWrite:
            guard slots[slot].ending == .ok else { return end(slot, reply) }
            appendWrite(slot, .write(.done, count: Int(slots[slot].writeReplyCount)), to: &output)
        case .readBeforeTransaction:
            if slots[slot].ending == .ok {
                let count = Int(slots[slot].writeReplyCount)
                appendWrite(slot, .afterAccepted(.execution, count: count), to: &output)
            } else {
                // The outcome is known, and the connection must not watch the key any longer.
                RESPRequest.begin("UNWATCH", argumentCount: 0, in: &output)
                slots[slot].step = .last
                slots[slot].part.isAsking = false
                begin(.one(.accepted), slot)
            }
        case .scan:
            // Errors of single records do not end it: what they mean is noted.
            guard try appendFound(slot, reply, input, to: &output) else {
                return end(slot, reply)
            }
        }
        return .continued(byteCount: reply.byteCount)
    }

    private func begin(_ stage: RedisStage, _ slot: Int) {
        slots[slot].stage = stage
        slots[slot].part.receivedCount = 0
    }

    /// Appends the write that was made when the operation began.
    private func appendWrite(_ slot: Int, _ stage: RedisStage, to output: inout ByteQueue) {
        slots[slot].step = .last
        slots[slot].outcome = .miss
        slots[slot].isObserved = false
        begin(stage, slot)
        let range = kept[slot].writeStart..<kept[slot].bytes.byteCount
        slots[slot].part.keptStart = Int32(range.lowerBound)
        slots[slot].part.keptEnd = Int32(range.upperBound)
        let isAsking = slots[slot].part.isAsking
        slots[slot].part.awaitsAsking = isAsking
        kept[slot].append(range, skipping: 0, isAsking: isAsking, to: &output)
    }

    /// Appends the reads of the keys that a step of a scan has found, and a further step, if more
    /// are wanted and there are more; returns whether there is anything to wait for.
    private func appendFound(
        _ slot: Int, _ reply: RESPReply, _ input: RawSpan, to output: inout ByteQueue
    ) throws(DialectError) -> Bool {
        // The reads were the last.
        guard slots[slot].stage.last == .keys, !reply.isError else { return false }
        var cursor = RESPCursor(reply, in: input)
        guard let next = cursor.next(), let keys = cursor.next(), keys.kind == .array,
            next.kind == .bulkString
        else { throw DialectError("an answer to SCAN that is not a cursor and keys") }
        let keyspace = keyspaces[Int(slots[slot].keyspace)]
        let wanted = Int(slots[slot].wantedCount)
        let count = min(keys.childCount, wanted)
        let readCount = appendReads(count, keyspace, &cursor, input, to: &output)
        slots[slot].wantedCount = Int32(wanted - count)
        let place = input.extracting(next.payload)
        let continues = wanted > count && !place.equals("0")
        if continues {
            keyspace.appendScan(fromCursor: place, count: wanted - count, to: &output)
        }
        let readsTogether = keyspace.isString && cluster == nil
        begin(
            .scanned(
                readsTogether ? .records : keyspace.wholeForm, readCount: readCount,
                continues: continues), slot)
        return readCount > 0 || continues
    }

    /// Appends reads of the next `count` keys; returns how many commands.
    private func appendReads(
        _ count: Int, _ keyspace: RedisKeyspace, _ cursor: inout RESPCursor, _ input: RawSpan,
        to output: inout ByteQueue
    ) -> Int {
        guard count > 0 else { return 0 }
        let readsTogether = keyspace.isString && cluster == nil
        if readsTogether { RESPRequest.begin("MGET", argumentCount: count, in: &output) }
        for _ in 0..<count {
            guard let key = cursor.next() else { break }
            if !readsTogether {
                if keyspace.isString {
                    RESPRequest.begin("GET", argumentCount: 1, in: &output)
                } else {
                    RESPRequest.begin("HGETALL", argumentCount: 1, in: &output)
                }
            }
            RESPRequest.append(input.extracting(key.payload), to: &output)
        }
        return readsTogether ? 1 : count
    }

    // MARK: Errors

    private func takeError(
        _ reply: RESPReply, _ input: RawSpan, _ form: RedisReplyForm, _ part: inout RedisPart,
        _ slot: Int
    ) {
        // After a redirection, the others of the part are redirected too.
        if part.redirectedNode >= 0 { return }
        if cluster != nil, let redirect = RESPRedirect(reply, in: input) {
            // A record that has moved since the scan found it is not among those it finds.
            if slots[slot].kind == .scan { return }
            if part.redirectCount < Self.redirectLimit,
                let node = follow(redirect, input)
            {
                part.redirectCount += 1
                part.redirectedNode = Int32(node)
                part.isRedirectedAsking = redirect.kind == .ask
                part.firstRedirected = part.receivedCount
                return
            }
        }
        let text = input.extracting(reply.element.payload)
        noteError(text)
        if !slots[slot].hasFailed { slots[slot].failure = RedisErrorText.outcome(of: text) }
    }

    /// The node that a redirection names; the map learns from it.
    private func follow(_ redirect: RESPRedirect, _ input: RawSpan) -> Int? {
        guard let node = cluster?.follow(redirect, in: input) else { return nil }
        if node >= nodes.count { nodes = cluster?.nodes ?? nodes }
        return node
    }

    /// Keeps the first error that this worker sees.
    func noteError(_ text: RawSpan) {
        guard !hasNotedError else { return }
        hasNotedError = true
        errors.note(text.text)
    }

    /// Has a part sent to the node that a reply has named.
    private func redirect(
        _ before: RedisPart, _ number: Int, _ slot: Int, _ reply: RESPReply
    ) -> Reception {
        var part = before
        let node = Int(part.redirectedNode)
        part.isAsking = part.isRedirectedAsking
        part.awaitsAsking = part.isAsking
        part.redirectedNode = -1
        // What was done is not done again.
        part.receivedCount = part.firstRedirected
        if slots[slot].kind == .conditionalUpdate {
            // The whole of it begins anew: a transaction is of one node.
            // That it watched and could not read is rare: then every transaction begins afresh.
            let isWatching = slots[slot].step == .readBeforeTransaction && part.firstRedirected > 0
            hasStaleWatch = hasStaleWatch || isWatching
            slots[slot].step = .readBeforeTransaction
            slots[slot].outcome = .miss
            let form = keyspaces[Int(slots[slot].keyspace)].wholeForm
            let range = 0..<kept[slot].writeStart
            (part.keptStart, part.keptEnd) = (0, Int32(range.upperBound))
            part.receivedCount = 0
            let count = kept[slot].commandCount(range)
            slots[slot].stage = .afterAccepted(form, count: count)
        }
        setPart(part, number, ofSlot: slot)
        redirectedPart = number
        return .redirected(byteCount: reply.byteCount, node: node, isAsking: part.isAsking)
    }
}
