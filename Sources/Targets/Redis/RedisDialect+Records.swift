internal import Driver
internal import Verification
internal import Wire
internal import Workload

/// What the replies say of records.
extension RedisDialect {
    /// Which operation a reply is for.
    struct Place {
        var slot: Int
        /// Which record of a batch, from 0.
        var entry: Int
        var ticket: UInt32
    }

    /// Takes a reply that is no error.
    ///
    /// - Throws: `DialectError` when it is none to such a command: replies and requests no longer
    ///   agree.
    @inline(__always)
    func take(
        _ reply: RESPReply, _ input: RawSpan, _ form: RedisReplyForm, _ place: Place
    ) throws(DialectError) {
        let kind = reply.element.kind
        switch form {
        case .value:
            if kind == .null { return }
            guard kind == .bulkString else { throw Self.unfit(reply) }
            slots[place.slot].outcome = .ok
            if slots[place.slot].isObserved {
                observe(value: input.extracting(reply.element.payload), place)
            }
        case .done:
            guard kind == .simpleString || kind == .integer else { throw Self.unfit(reply) }
            slots[place.slot].outcome = .ok
        case .accepted:
            guard kind == .simpleString || kind == .integer else { throw Self.unfit(reply) }
        case .fields, .values, .records:
            try takeValues(reply, input, form, place)
        default:
            try takeRare(reply, input, form, place)
        }
    }

    /// Shows the verifier the one bin that was read.
    private func observe(value: RawSpan, _ place: Place) {
        let slot = slots[place.slot]
        // Each record of a batch may be read for another bin.
        let bin = slot.kind == .batchRead ? kept[place.slot].readBins[place.entry] : slot.bin
        let isString = keyspaces[Int(slot.keyspace)].isString
        observer?.verifier.observe(
            value, bin: isString ? 0 : bin, entry: place.entry, ticket: place.ticket)
    }

    static func unfit(_ reply: RESPReply) -> DialectError {
        DialectError(
            "the server answers with \(reply.element.kind) where that is no answer",
            remedy: "see that nothing between here and the server mixes up replies")
    }

    @inline(never)
    private func takeValues(
        _ reply: RESPReply, _ input: RawSpan, _ form: RedisReplyForm, _ place: Place
    ) throws(DialectError) {
        let element = reply.element
        // RESP3 has maps, RESP2 arrays of names and values.
        guard element.kind == .array || element.kind == .map && form == .fields else {
            throw Self.unfit(reply)
        }
        if form == .fields {
            if element.childCount == 0 { return }
            slots[place.slot].outcome = .ok
        } else {
            var cursor = RESPCursor(reply, in: input)
            while let value = cursor.next() {
                if value.kind != .null {
                    slots[place.slot].outcome = .ok
                    break
                }
            }
        }
        guard slots[place.slot].isObserved, let observer else { return }
        switch form {
        case .fields: observer.observe(fields: reply, input, slots, place)
        case .values: observer.observe(values: reply, input, slots, place)
        default: observer.observe(records: reply, input, slots, place)
        }
    }

    @inline(never)
    private func takeRare(
        _ reply: RESPReply, _ input: RawSpan, _ form: RedisReplyForm, _ place: Place
    ) throws(DialectError) {
        let element = reply.element
        switch form {
        case .addition:
            if element.kind == .null || element.kind == .integer && element.integer == 0 {
                slots[place.slot].outcome = .exists
            } else {
                guard element.kind == .simpleString || element.kind == .integer else {
                    throw Self.unfit(reply)
                }
                slots[place.slot].outcome = .ok
            }
        case .count:
            guard element.kind == .integer else { throw Self.unfit(reply) }
            if element.integer > 0 { slots[place.slot].outcome = .ok }
        case .number:
            guard element.kind == .integer else { throw Self.unfit(reply) }
            slots[place.slot].outcome = .ok
        case .execution: try takeExecution(reply, input, place)
        case .keys:
            guard element.kind == .array, element.childCount == 2 else { throw Self.unfit(reply) }
        case .value, .values, .fields, .records, .done, .accepted:
            preconditionFailure("\(form) is taken elsewhere")
        }
    }

    /// What `EXEC` answers: null when a watched record has changed, else what each command did.
    private func takeExecution(
        _ reply: RESPReply, _ input: RawSpan, _ place: Place
    ) throws(DialectError) {
        if reply.element.kind == .null {
            slots[place.slot].outcome = .conflict
            return
        }
        guard reply.element.kind == .array else { throw Self.unfit(reply) }
        slots[place.slot].outcome = .ok
        var cursor = RESPCursor(reply, in: input)
        while let answer = cursor.next() {
            guard answer.kind == .error, !slots[place.slot].hasFailed else { continue }
            let text = input.extracting(answer.payload)
            noteError(text)
            slots[place.slot].failure = RedisErrorText.outcome(of: text)
        }
    }
}
