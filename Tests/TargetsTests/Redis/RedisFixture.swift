import Driver
import Platform
import Testing
import Wire

@testable import Targets
@testable import Workload

/// A dialect without sockets: operations in, bytes out, replies in, outcomes out.
final class RedisFixture {
    let plan: Plan
    let batch: OperationBatch
    let dialect: RedisDialect
    var decoder = RedisDecoder()
    private var output = ByteQueue()

    /// The bins of a record of several, of every type.
    static let bins = [
        BinShape(name: "name", type: .text, size: .constant(6)),
        BinShape(name: "score", type: .integer(-9...9), size: .constant(8)),
        BinShape(name: "share", type: .double(0...1), size: .constant(8)),
        BinShape(name: "isNew", type: .boolean, size: .constant(1)),
        BinShape(
            name: "tags", type: .list(ContainerShape(count: 2, textByteCount: nil)),
            size: .constant(8)),
    ]

    /// Records of one bin.
    static let string = RecordShape(bins: [BinShape(name: "value", size: .constant(6))])
    /// Records of one number.
    static let counter = RecordShape(
        bins: [BinShape(name: "count", type: .integer(0...9), size: .constant(8))])
    /// Records of several bins.
    static let hash = RecordShape(
        bins: bins, readBins: .these([0, 2]), updateBins: .these([1, 3]))

    /// Operations on records of `record`.
    ///
    /// - Parameters:
    ///   - record: the shape of all keyspaces' records.
    ///   - expires: whether some records get a time to live.
    ///   - keyspaces: the names of the keyspaces.
    ///   - cluster: the nodes; nil for one.
    /// - Throws: `WorkloadError` when the plan cannot be made.
    init(
        _ record: RecordShape, expires: Bool = false, keyspaces: [String] = ["records"],
        cluster: RedisClusterMap? = nil
    ) throws {
        var plan = try Plan.named("ycsb-a", overrides: ["workers=1", "keys.count=10"])
        var record = record
        if expires { record.ttl = .constant(60) }
        plan.keyspaces = keyspaces.map { name in
            Keyspace(
                name: name, count: 10, record: record,
                mix: OperationKind.mixable.map { WeightedOperation(kind: $0, weight: 1) },
                batchSize: .constant(3))
        }
        self.plan = plan
        batch = OperationBatch(
            capacity: 32, keyByteLimit: 32, valueCountPerOperation: record.bins.count,
            pool: plan.makeValuePool())
        let access = RedisAccess(
            plan: plan, greeting: RedisGreeting(), seed: try Self.address(6379),
            cluster: cluster)
        dialect = RedisDialect(access, slotCount: 4, observer: nil)
    }

    static func address(_ port: UInt16) throws -> SocketAddress {
        try SocketAddress.resolve(host: "127.0.0.1", port: port)[0]
    }

    // MARK: Requests

    /// Adds an operation on the key `key`, with the values of the plan's bins: 7 and 0.5 for
    /// numbers, true.
    @discardableResult
    func add(
        _ kind: OperationKind, _ key: String = "k1", bin: UInt16 = Operation.allBins,
        ttl: UInt32 = 0, keyspace: UInt8 = 0, entryCount: Int = 1, scanLength: UInt32 = 0
    ) -> Int {
        let operation = Operation(
            kind: kind, keyIndex: 1, keyspace: keyspace, bin: bin, ttlSeconds: ttl,
            scanRecordCount: scanLength, entryCount: UInt16(entryCount))
        let bytes = Array(key.utf8)
        unsafe batch.append(operation, key: bytes.span.bytes)
        let record = plan.keyspaces[Int(keyspace)].record
        let bins: [Int] =
            switch bin {
            case Operation.allBins: Array(record.bins.indices)
            case Operation.chosenBins: record.updateBins.chosen
            default: [Int(bin)]
            }
        for (position, bin) in bins.enumerated() {
            batch.setLastValue(value(of: record.bins[bin], position), at: position)
        }
        return batch.count - 1
    }

    private func value(of bin: BinShape, _ position: Int) -> BatchValue {
        switch bin.type {
        case .bytes, .text, .list, .map:
            BatchValue(
                payload: UInt64(Self.poolOffset(batch.count - 1, position)), byteCount: 6)
        case .integer: BatchValue(payload: 7, byteCount: 8)
        case .double: BatchValue(payload: (0.5).bitPattern, byteCount: 8)
        case .boolean: BatchValue(payload: 1, byteCount: 1)
        }
    }

    /// Begins the operation at `index`; returns its commands.
    func begin(_ index: Int, ticket: UInt32 = 0) -> [String] {
        _ = dialect.prepare(index, of: batch, ticket: ticket)
        return begin(part: 0, index, ticket: ticket)
    }

    /// Begins one part of an operation that was prepared; returns its commands.
    func begin(part: Int, _ index: Int, ticket: UInt32 = 0) -> [String] {
        dialect.begin(part: part, index, of: batch, ticket: ticket, to: &output)
        return takeCommands()
    }

    /// The bytes of the operation at `index`.
    func bytes(of index: Int) -> [UInt8] {
        _ = dialect.prepare(index, of: batch, ticket: 0)
        dialect.begin(part: 0, index, of: batch, ticket: 0, to: &output)
        return takeBytes()
    }

    /// The commands of an operation by itself.
    func commands(
        _ kind: OperationKind, _ key: String = "k1", bin: UInt16 = Operation.allBins,
        ttl: UInt32 = 0, keyspace: UInt8 = 0, scanLength: UInt32 = 0
    ) -> [String] {
        batch.removeAll()
        let index = add(
            kind, key, bin: bin, ttl: ttl, keyspace: keyspace, scanLength: scanLength)
        return begin(index)
    }

    /// Has the part sent again; returns the commands.
    func resend(isAsking: Bool, ticket: UInt32 = 0) -> [String] {
        dialect.resend(ticket: ticket, isAsking: isAsking, to: &output)
        return takeCommands()
    }

    /// What was written, a command a line, a value of bytes as `<operation.position>`.
    func takeCommands() -> [String] {
        let bytes = takeBytes()
        var (commands, place) = ([String](), 0)
        func line() -> Int {
            let start = place + 1
            while bytes[place] != 0x0d { place += 1 }
            let number = Int(String(decoding: bytes[start..<place], as: UTF8.self)) ?? 0
            place += 2
            return number
        }
        while place < bytes.count {
            precondition(bytes[place] == UInt8(ascii: "*"), "no command begins at \(place)")
            let words = (0..<line()).map { _ in
                let count = line()
                defer { place += count + 2 }
                return word(Array(bytes[place..<place + count]))
            }
            commands.append(words.joined(separator: " "))
        }
        return commands
    }

    /// Everything that was written.
    func takeBytes() -> [UInt8] {
        let bytes = [UInt8](copying: output.bytes)
        output.consume(output.byteCount)
        return bytes
    }

    /// Where in the pool a value is; each has its own place.
    private static func poolOffset(_ index: Int, _ position: Int) -> Int {
        (index * 8 + position + 1) * 64
    }

    private static func bytes(at offset: Int, of pool: ValuePool) -> [UInt8] {
        guard let span = pool.bytes(at: offset, byteCount: 6) else { return [] }
        return [UInt8](copying: span)
    }

    private func word(_ bytes: [UInt8]) -> String {
        for index in 0..<batch.count where bytes.count == 6 {
            for position in 0..<batch.valueCountPerOperation {
                let offset = Self.poolOffset(index, position)
                guard Self.bytes(at: offset, of: batch.pool) == bytes else { continue }
                return position == 0 ? "<\(index)>" : "<\(index).\(position)>"
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Replies

    /// Gives the dialect replies, as the server would send them; returns what each was, in words.
    ///
    /// - Parameters:
    ///   - replies: with `\n` where the protocol has CR LF.
    ///   - part: whose part's they are.
    ///   - ticket: whose.
    /// - Returns: what each reply was.
    /// - Throws: `DialectError` when one is none.
    func receive(
        _ replies: String, part: Int = 0, ticket: UInt32 = 0
    ) throws -> [String] {
        var input = ByteQueue()
        input.append(text: replies.replacing("\n", with: "\r\n"))
        var found: [String] = []
        while !input.isEmpty {
            let reception = try dialect.receive(
                input.bytes, &decoder, ticket: ticket, part: part, output: &output)
            found.append(reception.words)
            guard reception.takenByteCount > 0 else { break }
            input.consume(reception.takenByteCount)
        }
        return found
    }

    /// Has a reply passed over that nobody waits for any more; returns what it was.
    func discard(_ reply: String, part: Int, ticket: UInt32) throws -> String {
        var input = ByteQueue()
        input.append(text: reply.replacing("\n", with: "\r\n"))
        return try dialect.discard(input.bytes, &decoder, ticket: ticket, part: part).words
    }

    /// How the newest operation of a batch ends that gets these replies.
    func outcome(
        _ kind: OperationKind, bin: UInt16 = Operation.allBins, ttl: UInt32 = 0,
        _ replies: String
    ) throws -> String {
        batch.removeAll()
        let index = add(kind, bin: bin, ttl: ttl)
        _ = begin(index)
        let found = try receive(replies)
        return found.last ?? "nothing"
    }
}

extension Reception {
    var takenByteCount: Int {
        switch self {
        case .incomplete: 0
        case .partial(let count), .continued(let count), .ended(let count, _),
            .partEnded(let count), .unsolicited(let count), .redirected(let count, _, _):
            count
        }
    }

    var words: String {
        switch self {
        case .incomplete: "incomplete"
        case .partial: "partial"
        case .continued: "continued"
        case .ended(_, let outcome): outcome.name
        case .partEnded: "partEnded"
        case .unsolicited: "unsolicited"
        case .redirected(_, let node, let isAsking): "\(isAsking ? "ask" : "moved") \(node)"
        }
    }
}
