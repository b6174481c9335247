internal import Driver
internal import Wire
internal import Workload

/// What goes out.
extension RedisDialect {
    func begin(
        part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32,
        to output: inout ByteQueue
    ) {
        let slot = TicketSlot.number(of: ticket)
        let start = output.byteCount
        let stage = append(part, index, batch, slot, to: &output)
        slots[slot].stage = stage
        if cluster != nil { keep(output.bytes.extracting(start...), part, slot) }
        if slots[slot].step != .last { prepareNextStep(index, batch, slot) }
    }

    /// Appends the commands of an operation's first stage, or of one part of it.
    @inline(__always)
    private func append(
        _ part: Int, _ index: Int, _ batch: OperationBatch, _ slot: Int,
        to output: inout ByteQueue
    ) -> RedisStage {
        let operation = batch[index]
        return keyspaces.borrow(Int(operation.keyspace)) { keyspace in
            switch operation.kind {
            case .read:
                slots[slot].isObserved = observer != nil
                let form = keyspace.appendRead(
                    of: operation.bin, key: batch.key(at: index), to: &output)
                return .one(form)
            case .update, .insert, .fill:
                return .write(.done, count: keyspace.appendWrite(index, batch, to: &output))
            case .batchRead, .batchWrite:
                return appendBatch(part, index, batch, slot, keyspace, to: &output)
            default:
                return appendRare(index, batch, slot, keyspace, to: &output)
            }
        }
    }

    @inline(never)
    private func appendRare(
        _ index: Int, _ batch: OperationBatch, _ slot: Int, _ keyspace: RedisKeyspace,
        to output: inout ByteQueue
    ) -> RedisStage {
        let key = batch.key(at: index)
        switch batch[index].kind {
        case .readModifyWrite:
            slots[slot].step = .readBeforeWrite
            slots[slot].isObserved = observer != nil
            slots[slot].bin = Operation.allBins
            return .one(keyspace.appendRead(of: Operation.allBins, key: key, to: &output))
        case .conditionalUpdate:
            slots[slot].step = .readBeforeTransaction
            slots[slot].bin = Operation.allBins
            return appendWatchedRead(keyspace, key, to: &output)
        case .delete:
            keyspace.append("DEL", key: key, to: &output)
            return .one(.count)
        case .exists:
            keyspace.append("EXISTS", key: key, to: &output)
            return .one(.count)
        case .touch:
            return .afterAccepted(.count, count: keyspace.appendTouch(index, batch, to: &output))
        case .add:
            keyspace.appendAdd(index, batch, to: &output)
            return .one(.addition)
        case .increment:
            return .write(.number, count: keyspace.appendIncrement(index, batch, to: &output))
        case .append:
            return .write(.number, count: keyspace.appendAppend(index, batch, to: &output))
        case .scan:
            slots[slot].step = .scan
            slots[slot].bin = Operation.allBins
            slots[slot].wantedCount = Int32(clamping: batch[index].scanRecordCount)
            keyspace.appendScan(
                from: Self.mixed(batch[index].keyIndex),
                count: Int(batch[index].scanRecordCount), to: &output)
            return .one(.keys)
        case .read, .update, .insert, .fill, .batchRead, .batchWrite:
            preconditionFailure("\(batch[index].kind) is written elsewhere")
        }
    }

    /// Appends `WATCH` and the read; before them `UNWATCH`, once a watched key may have been left.
    private func appendWatchedRead(
        _ keyspace: RedisKeyspace, _ key: RawSpan, to output: inout ByteQueue
    ) -> RedisStage {
        if hasStaleWatch { RESPRequest.begin("UNWATCH", argumentCount: 0, in: &output) }
        keyspace.append("WATCH", key: key, to: &output)
        let form = keyspace.appendRead(of: Operation.allBins, key: key, to: &output)
        return .afterAccepted(form, count: hasStaleWatch ? 3 : 2)
    }

    /// Where in the order of keys the scan that begins at a key's number does: anywhere.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var generator = SplitMix64(seed: number)
        return generator.next()
    }

    // MARK: Batches

    private func appendBatch(
        _ part: Int, _ index: Int, _ batch: OperationBatch, _ slot: Int,
        _ keyspace: RedisKeyspace, to output: inout ByteQueue
    ) -> RedisStage {
        let isRead = batch[index].kind == .batchRead
        slots[slot].isObserved = isRead && observer != nil
        if cluster != nil {
            return isRead
                ? .one(appendRead(index + part, batch, keyspace, to: &output))
                : .write(.done, count: keyspace.appendWrite(index + part, batch, to: &output))
        }
        return isRead
            ? appendBatchRead(index, batch, keyspace, to: &output)
            : appendBatchWrite(index, batch, keyspace, to: &output)
    }

    private func appendRead(
        _ index: Int, _ batch: OperationBatch, _ keyspace: RedisKeyspace,
        to output: inout ByteQueue
    ) -> RedisReplyForm {
        keyspace.appendRead(of: batch[index].bin, key: batch.key(at: index), to: &output)
    }

    private func appendBatchRead(
        _ index: Int, _ batch: OperationBatch, _ keyspace: RedisKeyspace,
        to output: inout ByteQueue
    ) -> RedisStage {
        if keyspace.isString {
            keyspace.appendGetMany(index, batch, to: &output)
            return .one(.records)
        }
        let count = Int(batch[index].entryCount)
        var form = RedisReplyForm.fields
        for entry in index..<index + count {
            form = appendRead(entry, batch, keyspace, to: &output)
        }
        return .all(form, count: count)
    }

    private func appendBatchWrite(
        _ index: Int, _ batch: OperationBatch, _ keyspace: RedisKeyspace,
        to output: inout ByteQueue
    ) -> RedisStage {
        if keyspace.isString && !keyspace.mayExpire {
            keyspace.appendSetMany(index, batch, to: &output)
            return .one(.done)
        }
        let count = Int(batch[index].entryCount)
        var commandCount = 1
        for entry in index..<index + count {
            commandCount = keyspace.appendWrite(entry, batch, to: &output)
        }
        return .writes(.done, count: commandCount, recordCount: count)
    }

    // MARK: What is kept

    /// Keeps what was sent, in case another node is named.
    private func keep(_ bytes: RawSpan, _ number: Int, _ slot: Int) {
        var part = part(number, ofSlot: slot)
        part.keptStart = Int32(kept[slot].bytes.byteCount)
        kept[slot].bytes.append(bytes)
        part.keptEnd = Int32(kept[slot].bytes.byteCount)
        setPart(part, number, ofSlot: slot)
    }

    /// Makes the write that comes when the record was read.
    @inline(never)
    private func prepareNextStep(_ index: Int, _ batch: OperationBatch, _ slot: Int) {
        let step = slots[slot].step
        guard step == .readBeforeWrite || step == .readBeforeTransaction else { return }
        let isTransaction = step == .readBeforeTransaction
        let keyspace = keyspaces[Int(slots[slot].keyspace)]
        kept[slot].writeStart = kept[slot].bytes.byteCount
        if isTransaction {
            RESPRequest.begin("MULTI", argumentCount: 0, in: &kept[slot].bytes)
        }
        let count = keyspace.appendWrite(index, batch, to: &kept[slot].bytes)
        if isTransaction { RESPRequest.begin("EXEC", argumentCount: 0, in: &kept[slot].bytes) }
        slots[slot].writeReplyCount = Int32(count + (isTransaction ? 2 : 0))
    }

    func resend(ticket: UInt32, isAsking: Bool, to output: inout ByteQueue) {
        let slot = TicketSlot.number(of: ticket)
        let part = part(redirectedPart, ofSlot: slot)
        kept[slot].append(
            Int(part.keptStart)..<Int(part.keptEnd), skipping: Int(part.receivedCount),
            isAsking: isAsking, to: &output)
    }
}
