internal import Driver
internal import Wire
internal import Workload

/// How replies are read: every part ends with the reply that the step of its slot waits for, or
/// with an error in its place.
extension MemcachedDialect {
    @inline(__always)
    func receive(
        _ input: RawSpan, _ decoder: inout Decoder, ticket: UInt32, output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        let slot = TicketSlot.number(of: ticket)
        guard let reply = try scan(input, &decoder) else { return .incomplete }
        let step = pending[slot].step
        if step == .stored, reply.kind == .stored {
            return .ended(byteCount: reply.byteCount, .ok)
        }
        if step == .batch { return try receiveBatch(reply, input, &decoder, slot) }
        if reply.isError {
            return .ended(byteCount: reply.byteCount, outcome(of: reply, in: input))
        }
        switch step {
        case .values:
            return try receiveValues(reply, input, &decoder, slot, ticket)
        case .valueToReplace, .valueToChange:
            return try receiveValue(reply, input, &decoder, slot, ticket, &output)
        default:
            return try receiveLine(reply, input, slot, &output)
        }
    }

    func discard(
        _ input: RawSpan, _ decoder: inout Decoder
    ) throws(DialectError) -> Reception {
        guard let reply = try scan(input, &decoder) else { return .incomplete }
        let byteCount = reply.byteCount
        switch reply.kind {
        case .value:
            return .partial(byteCount: byteCount)
        case .metaNoOperation:
            decoder.isInBatch.toggle()
            return decoder.isInBatch
                ? .partial(byteCount: byteCount) : .ended(byteCount: byteCount, .ok)
        default:
            return decoder.isInBatch
                ? .partial(byteCount: byteCount) : .ended(byteCount: byteCount, .ok)
        }
    }

    // MARK: Parts of a reply

    @inline(__always)
    private func scan(
        _ input: RawSpan, _ decoder: inout Decoder
    ) throws(DialectError) -> MemcachedReply? {
        do throws(MemcachedReplyError) {
            return try decoder.scanner.scan(input)
        } catch {
            throw DialectError("it answers with \(error)")
        }
    }

    /// What an error is counted as; the first one's words are kept.
    @inline(never)
    private func outcome(of error: MemcachedReply, in input: RawSpan) -> Outcome {
        if !hasSeenError {
            hasSeenError = true
            errors.note(Self.line(input))
        }
        let text = input.extracting(error.text)
        switch error.kind {
        case .clientError: return .refused
        case .serverError where text.hasPrefix("out of memory"): return .outOfMemory
        case .serverError where text.hasPrefix("object too large"): return .refused
        default: return .serverError
        }
    }

    /// The start of the first line, for messages.
    private static func line(_ input: RawSpan) -> String {
        let end = input.firstOffset(of: 0x0d) ?? input.byteCount
        return input.extracting(0..<min(end, 120)).text
    }

    @inline(never)
    private func misplaced(_ input: RawSpan) -> DialectError {
        DialectError("it answers another request than it was asked: '\(Self.line(input))'")
    }

    // MARK: Reads

    /// Reads as many items as are there, and the end of them.
    @inline(__always)
    private func receiveValues(
        _ first: MemcachedReply, _ input: RawSpan, _ decoder: inout Decoder, _ slot: Int,
        _ ticket: UInt32
    ) throws(DialectError) -> Reception {
        var (reply, rest, byteCount) = (first, input, 0)
        while reply.kind == .value {
            pending[slot].isFound = true
            if let observer {
                observe(rest.extracting(reply.value), reply, rest, observer, slot, ticket)
            }
            byteCount += reply.byteCount
            rest = input.extracting(byteCount..<input.byteCount)
            guard !rest.isEmpty, let next = try scan(rest, &decoder) else {
                return .partial(byteCount: byteCount)
            }
            reply = next
        }
        byteCount += reply.byteCount
        if reply.isError { return .ended(byteCount: byteCount, outcome(of: reply, in: rest)) }
        guard reply.kind == .end else { throw misplaced(rest) }
        return .ended(byteCount: byteCount, pending[slot].isFound ? .ok : .miss)
    }

    @inline(never)
    private func observe(
        _ value: RawSpan, _ reply: MemcachedReply, _ input: RawSpan, _ observer: MemcachedObserver,
        _ slot: Int, _ ticket: UInt32
    ) {
        var entry = 0
        if pending[slot].kind == .batchRead {
            // Items come in the order of the keys; those of keys that have none are left out.
            entry = slots[slot].kept.index(
                of: input.extracting(reply.text), from: Int(pending[slot].entry))
            pending[slot].entry = UInt16(truncatingIfNeeded: entry + 1)
        }
        let keyspace = keyspaces[Int(pending[slot].keyspace)]
        observer.observe(value, pending[slot], keyspace, entry: entry, ticket: ticket)
    }

    // MARK: Read, then write

    /// Reads one item and its end, both at once: what is then written is made of the item.
    private func receiveValue(
        _ reply: MemcachedReply, _ input: RawSpan, _ decoder: inout Decoder, _ slot: Int,
        _ ticket: UInt32, _ output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        if reply.kind == .end { return goOnWithout(reply.byteCount, slot, &output) }
        guard reply.kind == .value else { throw misplaced(input) }
        let rest = input.extracting(reply.byteCount..<input.byteCount)
        var endScanner = MemcachedReplyScanner()
        let end: MemcachedReply?
        do throws(MemcachedReplyError) {
            end = try endScanner.scan(rest)
        } catch {
            throw DialectError("it answers with \(error)")
        }
        guard let end else { return .incomplete }
        let byteCount = reply.byteCount + end.byteCount
        if end.isError { return .ended(byteCount: byteCount, outcome(of: end, in: rest)) }
        guard end.kind == .end else { throw misplaced(rest) }
        let value = input.extracting(reply.value)
        if let observer, pending[slot].kind == .readModifyWrite {
            observe(value, reply, input, observer, slot, ticket)
        }
        let state = pending[slot]
        if state.step == .valueToReplace {
            pending[slot].step = .stored
            Self.store(.set, slots[slot].kept, expiry: state.expiry, in: &output)
            return .continued(byteCount: byteCount)
        }
        guard changeValue(value, unique: reply.number, slot, &output) else {
            return .ended(byteCount: byteCount, .refused)
        }
        return .continued(byteCount: byteCount)
    }

    /// There is no item: makes one where the operation does.
    private func goOnWithout(
        _ byteCount: Int, _ slot: Int, _ output: inout ByteQueue
    ) -> Reception {
        let state = pending[slot]
        if state.kind == .readModifyWrite || state.kind == .conditionalUpdate {
            return .ended(byteCount: byteCount, .miss)
        }
        pending[slot].step = .created
        storeNew(slot, state, in: &output)
        return .continued(byteCount: byteCount)
    }

    /// Asks for the changed record to be stored in place of the one that was read.
    ///
    /// - Returns: false when what was read cannot be so changed.
    private func changeValue(
        _ value: RawSpan, unique: UInt64, _ slot: Int, _ output: inout ByteQueue
    ) -> Bool {
        let state = pending[slot]
        scratch.consume(scratch.byteCount)
        let isChanged = slots[slot].kept.appendChanged(
            value, isNew: false, binCount: keyspaces[Int(state.keyspace)].binCount, to: &scratch)
        guard isChanged else { return false }
        pending[slot].step = .swapped
        Self.store(
            .compareAndSwap(unique: unique), slots[slot].kept, scratch, expiry: state.expiry,
            in: &output)
        return true
    }

    // MARK: Replies of one line

    private func receiveLine(
        _ reply: MemcachedReply, _ input: RawSpan, _ slot: Int, _ output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        let byteCount = reply.byteCount
        switch (pending[slot].step, reply.kind) {
        case (.stored, .notStored):
            return .ended(byteCount: byteCount, .exists)
        case (.deleted, .deleted), (.touched, .touched), (.presence, .metaSuccess),
            (.counted, .metaSuccess), (.swapped, .stored), (.created, .stored):
            return .ended(byteCount: byteCount, .ok)
        case (.deleted, .notFound), (.touched, .notFound), (.presence, .metaMiss),
            (.unique, .metaMiss):
            return .ended(byteCount: byteCount, .miss)
        case (.unique, .metaSuccess):
            return try replaceUnique(reply, input, slot, &output)
        case (.swapped, .exists), (.swapped, .notFound), (.created, .notStored):
            return goOnAfterConflict(reply, slot, &output)
        case (.appended, .stored), (.appendedAnew, .stored):
            return touchAppended(byteCount, slot, &output)
        case (.appended, .notStored), (.appendedAnew, .notStored):
            return goOnAppending(byteCount, slot, &output)
        default:
            throw misplaced(input)
        }
    }

    /// Asks for the value to be stored in place of the item whose number the server has told.
    private func replaceUnique(
        _ reply: MemcachedReply, _ input: RawSpan, _ slot: Int, _ output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        var cursor = MemcachedMetaCursor(reply, in: input)
        guard let flag = cursor.next(), flag.letter == UInt8(ascii: "c"),
            let number = cursor.number(flag.token), let unique = UInt64(exactly: number)
        else { throw misplaced(input) }
        pending[slot].step = .swapped
        Self.store(
            .compareAndSwap(unique: unique), slots[slot].kept, expiry: pending[slot].expiry,
            in: &output)
        return .continued(byteCount: reply.byteCount)
    }

    /// Another write has come between: reads the record again, unless that is the answer.
    private func goOnAfterConflict(
        _ reply: MemcachedReply, _ slot: Int, _ output: inout ByteQueue
    ) -> Reception {
        let byteCount = reply.byteCount
        if pending[slot].kind == .conditionalUpdate {
            return .ended(byteCount: byteCount, reply.kind == .notFound ? .miss : .conflict)
        }
        guard countConflict(slot) else { return .ended(byteCount: byteCount, .conflict) }
        pending[slot].step = .valueToChange
        Self.retrieve(.gets, slots[slot].kept, in: &output)
        return .continued(byteCount: byteCount)
    }

    /// Notes a conflict; returns whether there may be another attempt.
    private func countConflict(_ slot: Int) -> Bool {
        pending[slot].conflictCount += 1
        return pending[slot].conflictCount < Self.conflictLimit
    }

    // MARK: Append

    /// Bytes were added: an item that was there before keeps its expiry time, which is set now.
    private func touchAppended(
        _ byteCount: Int, _ slot: Int, _ output: inout ByteQueue
    ) -> Reception {
        let state = pending[slot]
        guard state.step == .appended, keyspaces[Int(state.keyspace)].hasLifetimes else {
            return .ended(byteCount: byteCount, .ok)
        }
        pending[slot].step = .touched
        Self.touch(slots[slot].kept, expiry: state.expiry, in: &output)
        return .continued(byteCount: byteCount)
    }

    /// There was no item to add to, or there is one now: tries the other way.
    ///
    /// An item that would become too large is answered as one that is not there.
    private func goOnAppending(
        _ byteCount: Int, _ slot: Int, _ output: inout ByteQueue
    ) -> Reception {
        guard countConflict(slot) else { return .ended(byteCount: byteCount, .refused) }
        let isNew = pending[slot].step == .appended
        pending[slot].step = isNew ? .appendedAnew : .appended
        Self.store(
            isNew ? .add : .append, slots[slot].kept, expiry: isNew ? pending[slot].expiry : 0,
            in: &output)
        return .continued(byteCount: byteCount)
    }

    // MARK: Batch writes

    /// Reads as many replies of a batch as are there.
    private func receiveBatch(
        _ first: MemcachedReply, _ input: RawSpan, _ decoder: inout Decoder, _ slot: Int
    ) throws(DialectError) -> Reception {
        var (reply, rest, byteCount) = (first, input, 0)
        while true {
            byteCount += reply.byteCount
            if reply.kind == .metaNoOperation {
                decoder.isInBatch.toggle()
                if !decoder.isInBatch { return try endBatch(byteCount, rest, slot) }
            } else {
                try note(reply, rest, decoder, slot)
            }
            rest = input.extracting(byteCount..<input.byteCount)
            guard !rest.isEmpty, let next = try scan(rest, &decoder) else {
                return .partial(byteCount: byteCount)
            }
            reply = next
        }
    }

    /// Notes the reply to one write of a batch.
    private func note(
        _ reply: MemcachedReply, _ input: RawSpan, _ decoder: Decoder, _ slot: Int
    ) throws(DialectError) {
        guard decoder.isInBatch, reply.isError || reply.kind == .stored else {
            throw misplaced(input)
        }
        pending[slot].entry += 1
        guard pending[slot].entry <= pending[slot].entryCount else { throw misplaced(input) }
        guard reply.isError else { return }
        let outcome = outcome(of: reply, in: input)
        if pending[slot].outcome == .ok { pending[slot].outcome = outcome }
    }

    private func endBatch(
        _ byteCount: Int, _ input: RawSpan, _ slot: Int
    ) throws(DialectError) -> Reception {
        let state = pending[slot]
        guard state.entry == state.entryCount else { throw misplaced(input) }
        return .ended(byteCount: byteCount, state.outcome)
    }
}
