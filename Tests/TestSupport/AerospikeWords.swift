public import Wire

/// Messages in words, so that two readings can be compared.
public enum AerospikeWords {
    /// A decoder that finds frames and puts what is in them into words.
    public static func frames(bodyByteLimit: Int = 1_000_000) -> MakeDecoder {
        { { bytes in step(bytes, bodyByteLimit) } }
    }

    private static func step(_ bytes: RawSpan, _ limit: Int) -> DecoderStep {
        do throws(AerospikeWireError) {
            guard let frame = try AerospikeFrame.next(in: bytes, bodyByteLimit: limit)
            else { return .needsMore }
            let body = bytes.extracting(frame.body)
            return .message("\(frame.kind) \(words(frame.kind, body))", byteCount: frame.byteCount)
        } catch {
            return .failure("\(error)")
        }
    }

    /// The body of a frame.
    public static func words(_ kind: AerospikeFrame.Kind, _ body: RawSpan) -> String {
        switch kind {
        case .info: info(body)
        case .message: messages(body)
        case .security, .compressed: hex(body)
        }
    }

    private static func info(_ body: RawSpan) -> String {
        var found: [String] = []
        var requests = AerospikeInfoRequestCursor(body)
        while let command = requests.next() {
            let argument = text(command.argument(0)) ?? "-"
            let parameter = text(command.parameter("a")) ?? "-"
            found.append("\(command.name.text) \(argument) \(parameter)")
        }
        var replies = AerospikeInfoReplyCursor(body)
        while let item = replies.next() {
            found.append("\(item.command.text)=\(item.value.text) \(item.isError)")
        }
        return found.joined(separator: ", ")
    }

    /// The messages of a body.
    public static func messages(_ body: RawSpan) -> String {
        var found: [String] = []
        var cursor = AerospikeMessageCursor(body)
        do throws(AerospikeWireError) {
            while let message = try cursor.next() { found.append(words(message)) }
        } catch {
            found.append("\(error)")
        }
        return found.joined(separator: "; ")
    }

    /// A message: header, fields, operations, and what a request is about.
    public static func words(_ message: AerospikeMessage) -> String {
        var found = [words(message.header)]
        found += words(message.fields) + words(message.operations)
        // An answer has neither flag.
        if message.header.read.isEmpty && message.header.write.isEmpty {
            return found.joined(separator: " ")
        }
        found.append("\(message.subject)")
        switch message.subject {
        case .record: found.append(outcome { () throws(AerospikeWireError) in try keys(message) })
        case .batch: found.append(outcome { () throws(AerospikeWireError) in try rows(message) })
        case .query: found.append(outcome { () throws(AerospikeWireError) in try query(message) })
        }
        return found.joined(separator: " ")
    }

    private static func outcome(_ body: () throws(AerospikeWireError) -> String) -> String {
        do throws(AerospikeWireError) {
            return try body()
        } catch {
            return "\(error) → \(error.answer)"
        }
    }

    /// A header.
    public static func words(_ header: AerospikeHeader) -> String {
        let flags = [
            header.read.rawValue, header.write.rawValue, header.more.rawValue,
            header.transactionFlags,
        ]
        return "\(flags) \(header.resultCode.rawValue) gen \(header.generation) "
            + "expiry \(header.expiry) timeout \(header.timeout)"
    }

    /// Fields, each with its data in hexadecimal digits.
    public static func words(_ cursor: consuming AerospikeFieldCursor) -> [String] {
        var (found, cursor) = ([String](), cursor)
        while let field = cursor.next() {
            found.append("f\(field.id.rawValue):\(hex(field.data))")
        }
        return found
    }

    /// Operations, each with its value.
    public static func words(_ cursor: consuming AerospikeOperationCursor) -> [String] {
        var (found, cursor) = ([String](), cursor)
        while let operation = cursor.next() {
            let value = outcome { () throws(AerospikeWireError) in
                words(try operation.particle())
            }
            found.append("o\(operation.code.rawValue) \(operation.name.text)=\(value)")
        }
        return found
    }

    /// A value.
    public static func words(_ particle: consuming AerospikeParticle) -> String {
        switch particle {
        case .null: "null"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let bytes): "'\(bytes.text)'"
        case .blob(let bytes): "blob \(hex(bytes))"
        case .boolean(let value): "\(value)"
        case .hyperLogLog(let bytes): "hll \(hex(bytes))"
        case .map(let bytes): "map \(hex(bytes))"
        case .list(let bytes): "list \(hex(bytes))"
        case .geoJSON(let bytes): "geo \(bytes.text)"
        }
    }

    private static func keys(_ message: AerospikeMessage) throws(AerospikeWireError) -> String {
        let set = text(try message.setName()) ?? "-"
        guard let digest = try message.digest() else { return "set \(set)" }
        return "digest \(hex(digest)) set \(set)"
    }

    private static func rows(_ message: AerospikeMessage) throws(AerospikeWireError) -> String {
        let batch = try AerospikeBatch.read(message)
        var found = ["batch \(batch.flags.rawValue) of \(batch.rowCount)"]
        var cursor = batch.rows
        while let row = cursor.next() {
            found += ["row \(row.index) \(hex(row.digest)) \(words(row.header))"]
            found += words(row.fields) + words(row.operations)
            found.append(
                outcome { () throws(AerospikeWireError) in
                    let set = text(try row.setName()) ?? "-"
                    guard let key = try row.userKey() else { return "set \(set)" }
                    return "set \(set) key \(hex(key.bytes))"
                })
        }
        return found.joined(separator: " ")
    }

    private static func query(_ message: AerospikeMessage) throws(AerospikeWireError) -> String {
        let query = try AerospikeQuery.read(message)
        let partitions = (0..<query.partitionCount).map { query.partition(at: $0) }
        let digests = (0..<query.resumeCount).map { hex(query.resumeDigest(at: $0)) }
        return "\(query.purpose) task \(query.taskID) rps \(query.recordsPerSecond) "
            + "socket \(query.socketTimeout) max \(query.maximumRecords) index \(query.usesIndex) "
            + "\(partitions.count) \(partitions.prefix(3)) \(digests)"
    }
}
