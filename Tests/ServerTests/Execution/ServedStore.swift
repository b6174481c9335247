import Engine
import Platform
import Server
import Testing
import Wire

/// A store with the namespace "test" and one executor, at a time that tests set.
final class ServedStore {
    let clock = StoreClock(seconds: 1_000_000)
    let store: Store
    let namespace: Namespace
    let jobs: JobTable
    let executor: RequestExecutor
    var now = Instant(nanoseconds: 1_000_000_000)
    /// What the last request was counted as.
    var kind = RequestKind.malformed
    var code = AerospikeResultCode.ok
    /// How often the last answer had to be resumed.
    var resumeCount = 0
    /// How much is answered to at a time.
    var byteLimit = 1 << 20

    init(
        _ configuration: EngineConfiguration = EngineConfiguration(shards: 16),
        settings: ExecutionSettings = ExecutionSettings()
    ) throws {
        store = Store(clock: clock)
        namespace = try store.createNamespace("test", configuration: configuration)
        jobs = JobTable()
        executor = RequestExecutor(store: store, jobs: jobs, settings: settings)
    }

    /// The whole answer to a request's body, streams to their end.
    func answerBytes(_ body: [UInt8]) -> [UInt8] {
        var output = ByteQueue()
        let execution = unsafe executor.execute(
            body.span.bytes, now: now, into: &output, from: { "127.0.0.1+40106" })
        resumeCount = 0
        switch execution {
        case .answered(let kind, let code): (self.kind, self.code) = (kind, code)
        case .streaming(let stream): finish(stream, into: &output)
        }
        return output.bytes.byteOffsets.map { output.bytes.byte(at: $0) }
    }

    private func finish(_ stream: RowStream, into output: inout ByteQueue) {
        while true {
            resumeCount += 1
            switch stream.resume(now: now, into: &output, byteLimit: byteLimit) {
            case .more: continue
            case .waits(let instant): now = instant
            case .done:
                (kind, code) = (stream.kind, stream.code)
                return
            }
        }
    }

    /// The messages of the answer to a request, whatever frames they came in.
    func answers(_ body: [UInt8]) throws -> [Answer] {
        try Answer.messages(answerBytes(body))
    }

    func answers(_ request: Request) throws -> [Answer] { try answers(request.body) }

    /// The one message of the answer.
    @discardableResult
    func answer(_ request: Request) throws -> Answer {
        let answers = try answers(request)
        try #require(answers.count == 1, "\(answers.count) messages")
        return answers[0]
    }
}

/// One message of an answer.
struct Answer: Equatable, Sendable {
    var read: UInt8 = 0
    var more: UInt8 = 0
    var code: UInt8
    var generation: UInt32 = 0
    var voidTime: UInt32 = 0
    var rowIndex: UInt32 = 0
    var fields: [UInt8: [UInt8]] = [:]
    var operations: [Request.Operation] = []

    var isLast: Bool { more & Flag.last != 0 }

    /// The value's bytes of the operation with this name.
    subscript(name: String) -> [UInt8]? { operations.first { $0.name == name }?.value }

    /// All messages of some whole frames of type 3.
    static func messages(_ frames: [UInt8]) throws -> [Answer] {
        var (found, rest) = ([Answer](), frames[...])
        while !rest.isEmpty {
            try #require(rest.count >= 8 && Array(rest.prefix(2)) == [2, 3])
            let size = number(rest.dropFirst(2).prefix(6))
            try #require(rest.count >= 8 + size && size > 0)
            var body = rest.dropFirst(8).prefix(size)
            while !body.isEmpty { found.append(try take(&body)) }
            rest = rest.dropFirst(8 + size)
        }
        return found
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    /// Takes the first message off the bytes.
    private static func take(_ body: inout ArraySlice<UInt8>) throws -> Answer {
        try #require(body.count >= 22 && body.first == 22)
        let head = Array(body.prefix(22))
        func number(_ range: Range<Int>) -> Int { Self.number(head[range]) }
        var answer = Answer(
            read: head[1], more: head[3], code: head[5], generation: UInt32(number(6..<10)),
            voidTime: UInt32(number(10..<14)), rowIndex: UInt32(number(14..<18)))
        #expect(head[2] == 0 && head[4] == 0)
        body = body.dropFirst(22)
        for _ in 0..<number(18..<20) {
            let size = Self.number(body.prefix(4))
            try #require(size >= 1 && body.count >= 4 + size)
            let field = body.dropFirst(4).prefix(size)
            answer.fields[field[field.startIndex]] = Array(field.dropFirst())
            body = body.dropFirst(4 + size)
        }
        for _ in 0..<number(20..<22) { answer.operations.append(try operation(&body)) }
        return answer
    }

    private static func operation(_ body: inout ArraySlice<UInt8>) throws -> Request.Operation {
        let size = number(body.prefix(4))
        try #require(size >= 4 && body.count >= 4 + size)
        let operation = Array(body.dropFirst(4).prefix(size))
        body = body.dropFirst(4 + size)
        let nameEnd = 4 + Int(operation[3])
        try #require(nameEnd <= size)
        return Request.Operation(
            code: operation[0], type: operation[1],
            name: String(decoding: operation[4..<nameEnd], as: UTF8.self),
            value: Array(operation[nameEnd...]))
    }
}
