import FuzzSupport
import Wire

/// One input of the fuzzer: the length of pieces, then frames from either side.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ byteCount: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: byteCount)
    expectSameInPieces(input) {
        { bytes in
            do throws(AerospikeWireError) {
                guard let frame = try AerospikeFrame.next(in: bytes, bodyByteLimit: 10_000)
                else { return .needsMore }
                let sum = checksum(frame.kind, bytes.extracting(frame.body))
                return .message(sum, byteCount: frame.byteCount)
            } catch {
                precondition(error.answer == .close)
                return .failure("\(error)")
            }
        }
    }
    return 0
}

private func checksum(_ kind: AerospikeFrame.Kind, _ body: RawSpan) -> UInt64 {
    var sum = Checksum()
    switch kind {
    case .info: addInfo(body, to: &sum)
    case .message: addMessages(body, to: &sum)
    case .security, .compressed:
        var queue = ByteQueue()
        AerospikeSecurity.refuse(body, in: &queue)
        sum.add(queue.bytes)
    }
    return sum.value
}

private func addInfo(_ body: RawSpan, to sum: inout Checksum) {
    var requests = AerospikeInfoRequestCursor(body)
    while let command = requests.next() {
        sum.add(command.name)
        for index in 0..<3 {
            if let argument = command.argument(index) { sum.add(argument) }
        }
        if let parameter = command.parameter("set") { sum.add(parameter) }
    }
    var replies = AerospikeInfoReplyCursor(body)
    while let item = replies.next() {
        sum.add(item.command)
        sum.add(item.value)
        sum.add(item.isError ? 1 : 0)
        do throws(AerospikeWireError) {
            try addReplicas(item.value, to: &sum)
        } catch {
            precondition(error.reason == .badReplicas)
        }
        do throws(AerospikeWireError) {
            try addPeers(item.value, to: &sum)
        } catch {
            precondition(error.reason == .badPeers)
        }
    }
}

private func addReplicas(
    _ value: RawSpan, to sum: inout Checksum
) throws(AerospikeWireError) {
    var cursor = AerospikeReplicasCursor(value)
    while let namespace = try cursor.next() {
        sum.add(namespace.name)
        for index in 0..<namespace.bitmapCount {
            let bitmap = try namespace.bitmap(index)
            var queue = ByteQueue()
            bitmap.append(to: &queue)
            sum.add(queue.bytes)
        }
    }
}

private func addPeers(_ value: RawSpan, to sum: inout Checksum) throws(AerospikeWireError) {
    var cursor = try AerospikePeersCursor.read(value)
    sum.add(cursor.generation)
    while var peer = try cursor.next() {
        sum.add(peer.name)
        while let address = try peer.nextAddress() {
            sum.add(address.host)
            sum.add(address.port)
        }
    }
}

private func addMessages(_ body: RawSpan, to sum: inout Checksum) {
    var cursor = AerospikeMessageCursor(body)
    do throws(AerospikeWireError) {
        while let message = try cursor.next() {
            let first = add(message, to: &sum)
            precondition(first == rewritten(message), "differs when written again")
        }
    } catch {
        precondition(error.answer == .message(.parameter))
        sum.add(error)
    }
}

/// The sum over a message alone, which is also added to `sum`.
private func add(_ message: AerospikeMessage, to sum: inout Checksum) -> UInt64 {
    var own = Checksum()
    add(message.header, to: &own)
    add(message.fields, to: &own)
    add(message.operations, to: &own)
    do throws(AerospikeWireError) {
        if let set = try message.setName() { own.add(set) }
        if let key = try message.userKey() { own.add(key.bytes) }
        switch message.subject {
        case .record: if let digest = try message.digest() { own.add(digest) }
        case .batch: try addRows(message, to: &own)
        case .query: try addQuery(message, to: &own)
        }
    } catch {
        precondition(error.answer != .close)
        own.add(error)
    }
    sum.add(own.value)
    return own.value
}

private func rewritten(_ message: AerospikeMessage) -> UInt64 {
    var queue = ByteQueue()
    var writer = AerospikeMessageWriter(message.header, in: &queue)
    var fields = message.fields
    while let field = fields.next() { writer.append(field.id, field.data, in: &queue) }
    var operations = message.operations
    while let operation = operations.next() {
        writer.append(
            operation.code, bin: operation.name, operation.type, operation.value, in: &queue)
    }
    writer.finish(in: &queue)
    guard let again = try? AerospikeMessage.request(queue.bytes) else { preconditionFailure() }
    precondition(again.byteCount == message.byteCount)
    var sum = Checksum()
    return add(again, to: &sum)
}

private func add(_ header: AerospikeHeader, to sum: inout Checksum) {
    sum.add(header.read.rawValue)
    sum.add(header.write.rawValue)
    sum.add(header.more.rawValue)
    sum.add(header.transactionFlags)
    sum.add(header.resultCode.rawValue)
    sum.add(header.generation)
    sum.add(header.expiry)
    sum.add(header.timeout)
}

private func add(_ cursor: consuming AerospikeFieldCursor, to sum: inout Checksum) {
    var cursor = cursor
    while let field = cursor.next() {
        sum.add(field.id.rawValue)
        sum.add(field.data)
    }
}

private func add(_ cursor: consuming AerospikeOperationCursor, to sum: inout Checksum) {
    var cursor = cursor
    while let operation = cursor.next() {
        sum.add(operation.code.rawValue)
        sum.add(operation.name)
        sum.add(operation.value)
        do throws(AerospikeWireError) {
            switch try operation.particle() {
            case .integer(let value): sum.add(value)
            case .geoJSON(let text): sum.add(text)
            default: break
            }
        } catch {
            precondition(error.answer == .message(.parameter))
            sum.add(error)
        }
    }
}

private func addRows(
    _ message: AerospikeMessage, to sum: inout Checksum
) throws(AerospikeWireError) {
    let batch = try AerospikeBatch.read(message)
    var (cursor, count) = (batch.rows, 0)
    while let row = cursor.next() {
        count += 1
        sum.add(row.index)
        sum.add(row.digest)
        add(row.header, to: &sum)
        add(row.fields, to: &sum)
        add(row.operations, to: &sum)
    }
    precondition(count == batch.rowCount)
}

private func addQuery(
    _ message: AerospikeMessage, to sum: inout Checksum
) throws(AerospikeWireError) {
    let query = try AerospikeQuery.read(message)
    sum.add("\(query.purpose)")
    sum.add(query.taskID)
    sum.add(query.maximumRecords)
    for index in 0..<query.partitionCount { sum.add(query.partition(at: index)) }
    for index in 0..<query.resumeCount { sum.add(query.resumeDigest(at: index)) }
}

/// The program's entry.
@_cdecl("AerospikeFuzzer_main")
public func main(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    fuzz(argumentCount, arguments, testOneInput)
}
