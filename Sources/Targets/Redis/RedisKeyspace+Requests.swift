internal import Wire
internal import Workload

/// How operations become commands. Each function appends whole commands, and says how many where
/// that differs.
extension RedisKeyspace {
    // MARK: Arguments

    /// Appends a record's key as an argument.
    @inline(__always)
    func append(key: RawSpan, to output: inout ByteQueue) {
        if prefix.isEmpty { return RESPRequest.append(key, to: &output) }
        RESPRequest.beginArgument(byteCount: prefix.count + key.byteCount, in: &output)
        output.append(array: prefix)
        output.append(key)
        RESPRequest.endArgument(in: &output)
    }

    /// Appends a bin's name as an argument.
    @inline(__always)
    private func append(fieldOf bin: Int, to output: inout ByteQueue) {
        RESPRequest.append(array: bins[bin].name, to: &output)
    }

    /// Appends the value at `position` of those that the operation at `index` writes.
    @inline(__always)
    private func append(
        valueOf bin: Int, at position: Int, _ index: Int, _ batch: OperationBatch,
        to output: inout ByteQueue
    ) {
        if bins[bin].form == .bytes {
            return RESPRequest.append(batch.value(at: index, position: position), to: &output)
        }
        append(number: batch.payload(at: index, position: position), bins[bin].form, to: &output)
    }

    @inline(never)
    private func append(number bits: UInt64, _ form: RedisBin.Form, to output: inout ByteQueue) {
        switch form {
        case .integer: RESPRequest.append(decimal: Int(truncatingIfNeeded: bits), to: &output)
        case .boolean: RESPRequest.append(decimal: bits == 0 ? 0 : 1, to: &output)
        case .double: RESPRequest.append(text: "\(Double(bitPattern: bits))", to: &output)
        case .bytes: preconditionFailure("bytes are no number")
        }
    }

    // MARK: Reads

    /// Appends the read of a record.
    ///
    /// - Parameters:
    ///   - bin: which of its bins: one, those chosen for reading, or all.
    ///   - key: its key, without the prefix.
    ///   - output: where to append it.
    /// - Returns: what its reply is.
    @inline(__always)
    func appendRead(
        of bin: UInt16, key: RawSpan, to output: inout ByteQueue
    ) -> RedisReplyForm {
        if isString {
            RESPRequest.begin("GET", argumentCount: 1, in: &output)
            append(key: key, to: &output)
            return .value
        }
        switch bin {
        case Operation.allBins:
            RESPRequest.begin("HGETALL", argumentCount: 1, in: &output)
            append(key: key, to: &output)
            return .fields
        case Operation.chosenBins:
            RESPRequest.begin("HMGET", argumentCount: 1 + readBins.count, in: &output)
            append(key: key, to: &output)
            for bin in readBins { append(fieldOf: bin, to: &output) }
            return .values
        default:
            RESPRequest.begin("HGET", argumentCount: 2, in: &output)
            append(key: key, to: &output)
            append(fieldOf: Int(bin), to: &output)
            return .value
        }
    }

    /// The form of the reply to a read of a whole record.
    @inline(__always)
    var wholeForm: RedisReplyForm { isString ? .value : .fields }

    /// Appends a command whose only argument is the key.
    @inline(__always)
    func append(
        _ command: StaticString, key: RawSpan, to output: inout ByteQueue
    ) {
        RESPRequest.begin(command, argumentCount: 1, in: &output)
        append(key: key, to: &output)
    }

    // MARK: Writes

    /// Appends the write of the bins that the operation at `index` is on.
    ///
    /// - Returns: how many commands: the write, and one for the time to live of a hash.
    @inline(__always)
    func appendWrite(_ index: Int, _ batch: OperationBatch, to output: inout ByteQueue) -> Int {
        isString
            ? appendSet(index, batch, isNew: false, to: &output)
            : appendHashWrite(index, batch, to: &output)
    }

    @inline(__always)
    private func appendSet(
        _ index: Int, _ batch: OperationBatch, isNew: Bool, to output: inout ByteQueue
    ) -> Int {
        let seconds = batch[index].ttlSeconds
        RESPRequest.begin(
            "SET", argumentCount: 2 + (isNew ? 1 : 0) + (seconds > 0 ? 2 : 0), in: &output)
        append(key: batch.key(at: index), to: &output)
        append(valueOf: 0, at: 0, index, batch, to: &output)
        if isNew { RESPRequest.append(literal: "NX", to: &output) }
        if seconds > 0 {
            RESPRequest.append(literal: "EX", to: &output)
            RESPRequest.append(decimal: Int(seconds), to: &output)
        }
        return 1
    }

    @inline(__always)
    private func appendHashWrite(
        _ index: Int, _ batch: OperationBatch, to output: inout ByteQueue
    ) -> Int {
        let bin = batch[index].bin
        RESPRequest.begin("HSET", argumentCount: 1 + 2 * writtenCount(bin), in: &output)
        append(key: batch.key(at: index), to: &output)
        appendFields(bin, index, batch, to: &output)
        return 1 + appendLifetime(index, batch, to: &output)
    }

    @inline(__always)
    private func writtenCount(_ bin: UInt16) -> Int {
        switch bin {
        case Operation.allBins: bins.count
        case Operation.chosenBins: updateBins.count
        default: 1
        }
    }

    /// Appends names and values of the bins that are written.
    @inline(__always)
    private func appendFields(
        _ bin: UInt16, _ index: Int, _ batch: OperationBatch, to output: inout ByteQueue
    ) {
        switch bin {
        case Operation.allBins:
            for bin in bins.indices {
                append(fieldOf: bin, to: &output)
                append(valueOf: bin, at: bin, index, batch, to: &output)
            }
        case Operation.chosenBins:
            for position in updateBins.indices {
                append(fieldOf: updateBins[position], to: &output)
                append(valueOf: updateBins[position], at: position, index, batch, to: &output)
            }
        default:
            append(fieldOf: Int(bin), to: &output)
            append(valueOf: Int(bin), at: 0, index, batch, to: &output)
        }
    }

    /// Appends what gives a record that is there its time to live, or takes it away.
    ///
    /// - Returns: how many commands, 0 when no record has one.
    @inline(__always)
    private func appendLifetime(
        _ index: Int, _ batch: OperationBatch, to output: inout ByteQueue
    ) -> Int {
        guard mayExpire else { return 0 }
        let seconds = batch[index].ttlSeconds
        if seconds == 0 {
            append("PERSIST", key: batch.key(at: index), to: &output)
        } else {
            appendExpire(batch.key(at: index), seconds, to: &output)
        }
        return 1
    }

    private func appendExpire(_ key: RawSpan, _ seconds: UInt32, to output: inout ByteQueue) {
        RESPRequest.begin("EXPIRE", argumentCount: 2, in: &output)
        append(key: key, to: &output)
        RESPRequest.append(decimal: Int(seconds), to: &output)
    }

    // MARK: What is rarer

    /// Appends the write of a record unless there is one.
    func appendAdd(_ index: Int, _ batch: OperationBatch, to output: inout ByteQueue) {
        if isString {
            _ = appendSet(index, batch, isNew: true, to: &output)
            return
        }
        RESPRequest.begin("EVALSHA", argumentCount: 4 + 2 * bins.count, in: &output)
        RESPRequest.append(literal: RedisAddScript.digest, to: &output)
        RESPRequest.append(decimal: 1, to: &output)
        append(key: batch.key(at: index), to: &output)
        RESPRequest.append(decimal: Int(batch[index].ttlSeconds), to: &output)
        appendFields(Operation.allBins, index, batch, to: &output)
    }

    /// Appends the addition of one to a number; returns how many commands.
    func appendIncrement(
        _ index: Int, _ batch: OperationBatch, to output: inout ByteQueue
    ) -> Int {
        if isString {
            append("INCR", key: batch.key(at: index), to: &output)
        } else {
            RESPRequest.begin("HINCRBY", argumentCount: 3, in: &output)
            append(key: batch.key(at: index), to: &output)
            append(fieldOf: Int(batch[index].bin), to: &output)
            RESPRequest.append(decimal: 1, to: &output)
        }
        return 1 + appendLifetime(index, batch, to: &output)
    }

    /// Appends the addition of bytes at a string's end; returns how many commands.
    func appendAppend(_ index: Int, _ batch: OperationBatch, to output: inout ByteQueue) -> Int {
        RESPRequest.begin("APPEND", argumentCount: 2, in: &output)
        append(key: batch.key(at: index), to: &output)
        append(valueOf: 0, at: 0, index, batch, to: &output)
        return 1 + appendLifetime(index, batch, to: &output)
    }

    /// Appends what gives a record a new time to live; returns how many commands.
    ///
    /// Without one, `TOUCH` says whether there is a record, which `PERSIST` does not.
    func appendTouch(_ index: Int, _ batch: OperationBatch, to output: inout ByteQueue) -> Int {
        let key = batch.key(at: index)
        let seconds = batch[index].ttlSeconds
        if seconds > 0 {
            appendExpire(key, seconds, to: &output)
            return 1
        }
        if mayExpire { append("PERSIST", key: key, to: &output) }
        append("TOUCH", key: key, to: &output)
        return mayExpire ? 2 : 1
    }

    // MARK: Several records

    /// Appends the read of all strings whose keys begin at `index`, as one command.
    func appendGetMany(_ index: Int, _ batch: OperationBatch, to output: inout ByteQueue) {
        let count = Int(batch[index].entryCount)
        RESPRequest.begin("MGET", argumentCount: count, in: &output)
        for entry in index..<index + count { append(key: batch.key(at: entry), to: &output) }
    }

    /// Appends the write of all strings that begin at `index`, as one command.
    func appendSetMany(_ index: Int, _ batch: OperationBatch, to output: inout ByteQueue) {
        let count = Int(batch[index].entryCount)
        RESPRequest.begin("MSET", argumentCount: 2 * count, in: &output)
        for entry in index..<index + count {
            append(key: batch.key(at: entry), to: &output)
            append(valueOf: 0, at: 0, entry, batch, to: &output)
        }
    }

    /// Appends the first step of a scan.
    ///
    /// - Parameters:
    ///   - number: what decides where it begins; any number does.
    ///   - count: how many records it is to find.
    ///   - output: where to append it.
    func appendScan(from number: UInt64, count: Int, to output: inout ByteQueue) {
        beginScan(&output)
        // Servers keep the place in the lower bits, and read cursors as signed somewhere or other.
        RESPRequest.append(decimal: Int(truncatingIfNeeded: number >> 16), to: &output)
        endScan(count, &output)
    }

    /// Appends a further step of a scan, from where the server says that the last one ended.
    func appendScan(fromCursor cursor: RawSpan, count: Int, to output: inout ByteQueue) {
        beginScan(&output)
        RESPRequest.append(cursor, to: &output)
        endScan(count, &output)
    }

    private func beginScan(_ output: inout ByteQueue) {
        RESPRequest.begin("SCAN", argumentCount: pattern == nil ? 3 : 5, in: &output)
    }

    private func endScan(_ count: Int, _ output: inout ByteQueue) {
        if let pattern {
            RESPRequest.append(literal: "MATCH", to: &output)
            RESPRequest.append(array: pattern, to: &output)
        }
        RESPRequest.append(literal: "COUNT", to: &output)
        RESPRequest.append(decimal: count, to: &output)
    }
}

extension RESPRequest {
    /// Appends an argument.
    @inline(__always)
    static func append(array argument: [UInt8], to queue: inout ByteQueue) {
        beginArgument(byteCount: argument.count, in: &queue)
        queue.append(array: argument)
        endArgument(in: &queue)
    }
}
