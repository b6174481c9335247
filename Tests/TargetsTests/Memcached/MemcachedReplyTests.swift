import Driver
import TestSupport
import Testing
import Wire
import Workload

@testable import Targets

/// Replies that are no good news, and many operations on one connection.
@Suite("Memcached dialect, replies")
struct MemcachedReplyTests {
    /// Operations that end with one answer, or with an error in its place.
    struct Row {
        var kind: OperationKind
        var bin = Operation.allBins
        var entryCount: UInt16 = 1
        var answer: String
        var outcome: Outcome
    }

    static let rows: [Row] = [
        Row(kind: .read, answer: "VALUE k 0 3\r\nabc\r\nEND\r\n", outcome: .ok),
        Row(kind: .read, answer: "VALUE k 9 8\r\nEND\r\nx\r\n\r\nEND\r\n", outcome: .ok),
        Row(kind: .read, answer: "END\r\n", outcome: .miss),
        Row(kind: .update, answer: "STORED\r\n", outcome: .ok),
        Row(kind: .add, answer: "NOT_STORED\r\n", outcome: .exists),
        Row(kind: .delete, answer: "DELETED\r\n", outcome: .ok),
        Row(kind: .delete, answer: "NOT_FOUND\r\n", outcome: .miss),
        Row(kind: .touch, answer: "TOUCHED\r\n", outcome: .ok),
        Row(kind: .exists, answer: "EN\r\n", outcome: .miss),
        Row(kind: .increment, bin: 0, answer: "HD\r\n", outcome: .ok),
        Row(kind: .append, bin: 0, answer: "STORED\r\n", outcome: .ok),
        Row(kind: .readModifyWrite, answer: "END\r\n", outcome: .miss),
        Row(kind: .conditionalUpdate, answer: "EN\r\n", outcome: .miss),
        Row(
            kind: .batchRead, entryCount: 2, answer: "VALUE k 0 1\r\na\r\nEND\r\n", outcome: .ok),
        Row(kind: .batchRead, entryCount: 2, answer: "END\r\n", outcome: .miss),
        Row(
            kind: .batchWrite, entryCount: 3,
            answer: "MN\r\nSTORED\r\nSTORED\r\nSTORED\r\nMN\r\n", outcome: .ok),
        Row(
            kind: .batchWrite, entryCount: 2,
            answer: "MN\r\nSERVER_ERROR out of memory storing object\r\nSTORED\r\nMN\r\n",
            outcome: .outOfMemory),
    ]

    static let errorLines: [(line: String, outcome: Outcome)] = [
        ("SERVER_ERROR out of memory storing object", .outOfMemory),
        ("SERVER_ERROR object too large for cache", .refused),
        ("SERVER_ERROR out of memory writing get response", .outOfMemory),
        ("SERVER_ERROR temporary failure", .serverError),
        ("CLIENT_ERROR bad command line format", .refused),
        ("CLIENT_ERROR cannot increment or decrement non-numeric value", .refused),
        ("ERROR", .serverError),
        ("ERROR Too many open connections", .serverError),
    ]

    private static func plan(_ type: String = "{text: 5B}") throws -> Plan {
        try MemcachedTrial.plan("{bins: {b: \(type)}}")
    }

    private static func add(_ row: Row, to trial: MemcachedTrial) -> Int {
        let first = trial.add(
            row.kind, "k", bin: row.bin, entryCount: row.entryCount, values: [.bytes(5)])
        for _ in 1..<row.entryCount { trial.add(row.kind, "k", values: [.bytes(4)]) }
        return first
    }

    private static let plans = Result { try (text: plan(), number: plan("integer")) }

    private static func plan(for row: Row) throws -> Plan {
        let plans = try plans.get()
        return row.kind == .increment ? plans.number : plans.text
    }

    /// A trial in which the operation of `row` has been sent.
    private static func begun(_ row: Row, ticket: UInt32) throws -> MemcachedTrial {
        let trial = try MemcachedTrial(plan(for: row))
        _ = trial.begin(add(row, to: trial), ticket: ticket)
        return trial
    }

    // MARK: Errors

    @Test("an error in place of an answer ends that operation alone", arguments: rows.indices)
    func errors(index: Int) throws {
        let row = Self.rows[index]
        guard row.kind != .batchWrite else { return }
        for error in Self.errorLines {
            let trial = try Self.begun(row, ticket: 3)
            trial.arrive("\(error.line)\r\nEND\r\n".utf8)
            let (ending, sent) = try trial.read(ticket: 3)
            #expect(ending == error.outcome && sent == "")
            #expect(trial.leftByteCount == 5)
            #expect(trial.dialect.errors.value == error.line)
        }
    }

    @Test("an error in the middle of the items of a batch ends it")
    func errorAmongItems() throws {
        let row = Row(kind: .batchRead, entryCount: 2, answer: "", outcome: .ok)
        let trial = try Self.begun(row, ticket: 3)
        trial.arrive("VALUE k 0 1\r\na\r\nSERVER_ERROR out of memory writing\r\nXX".utf8)
        #expect(try trial.read(ticket: 3).ending == .outOfMemory)
        #expect(trial.leftByteCount == 2)
    }

    /// Operations of several requests, the answers to all but the last, and what is due then.
    static let laterCases: [(kind: OperationKind, bins: Int, answers: [String])] = [
        (.readModifyWrite, 1, ["VALUE k 0 1\r\na\r\nEND\r\n"]),
        (.conditionalUpdate, 1, ["HD c7\r\n"]),
        (.append, 1, ["NOT_STORED\r\n"]),
        (.update, 2, ["VALUE k 0 4 7\r\n\\x01\\x02\\x00\\x00\r\nEND\r\n"]),
        (.update, 2, ["END\r\n"]),
        (.update, 2, ["END\r\n", "NOT_STORED\r\n", "END\r\n"]),
    ]

    @Test("an error in place of a later answer ends the operation", arguments: laterCases.indices)
    func laterErrors(index: Int) throws {
        let (kind, bins, answers) = Self.laterCases[index]
        for error in Self.errorLines {
            let more = bins == 2 ? ", c: {text: 2B}}, updateBins: one" : "}"
            let plan = try MemcachedTrial.plan("{bins: {b: {text: 5B}\(more)}")
            let trial = try MemcachedTrial(plan)
            let operation = trial.add(kind, "k", bin: 0, values: [.bytes(5)])
            _ = trial.begin(operation, ticket: 3)
            for answer in answers {
                trial.arrive(MemcachedTrial.bytes(answer))
                let (ending, sent) = try trial.read(ticket: 3)
                #expect(ending == nil && sent != "")
            }
            trial.arrive("\(error.line)\r\n".utf8)
            #expect(try trial.read(ticket: 3).ending == error.outcome)
        }
    }

    @Test("the words of the first error are kept")
    func firstError() throws {
        let trial = try Self.begun(Self.rows[0], ticket: 3)
        trial.arrive("ERROR\r\n".utf8)
        _ = try trial.read(ticket: 3)
        _ = trial.begin(0, ticket: 4)
        trial.arrive("CLIENT_ERROR line too long\r\n".utf8)
        #expect(try trial.read(ticket: 4).ending == .refused)
        #expect(trial.dialect.errors.value == "ERROR")
    }

    // MARK: Pipelines

    @Test("the answers of a pipeline, with errors among them, each end their operation")
    func pipelines() throws {
        try forEachSeed(200) { seed in
            var random = SplitMix64(seed: seed)
            let rows = Self.rows.filter { $0.kind != .increment }
            let trial = try MemcachedTrial(Self.plans.get().text)
            var (answers, expected) = ([UInt8](), [Outcome]())
            for ticket in 0..<UInt32(1 + random.below(12)) {
                let row = rows[random.below(rows.count)]
                _ = trial.begin(Self.add(row, to: trial), ticket: ticket)
                let error = Self.errorLines[random.below(Self.errorLines.count)]
                let fails = row.kind != .batchWrite && random.below(4) == 0
                answers += Array((fails ? "\(error.line)\r\n" : row.answer).utf8)
                expected.append(fails ? error.outcome : row.outcome)
            }
            var found: [Outcome] = []
            while !answers.isEmpty {
                let count = 1 + random.below(random.below(2) == 0 ? 3 : 60)
                trial.arrive(answers.prefix(count))
                answers.removeFirst(min(count, answers.count))
                while let ending = try trial.read(ticket: UInt32(found.count)).ending {
                    found.append(ending)
                    if found.count == expected.count { break }
                }
            }
            #expect(found == expected, seedComment(seed))
            #expect(trial.leftByteCount == 0, seedComment(seed))
        }
    }

    @Test("replies that nobody waits for are passed over whole", arguments: rows.indices)
    func discarding(index: Int) throws {
        let row = Self.rows[index]
        let bytes = Array(row.answer.utf8)
        // Given up after so many bytes of the reply.
        for start in 0...bytes.count - 1 {
            let trial = try Self.begun(row, ticket: 3)
            trial.arrive(bytes.prefix(start))
            #expect(try trial.read(ticket: 3).ending == nil)
            trial.arrive(bytes.dropFirst(start) + Array("STORED\r\n".utf8))
            #expect(try trial.read(ticket: nil).ending != nil)
            #expect(trial.leftByteCount == 8, "given up after \(start) bytes")
        }
    }

    // MARK: What is no answer

    @Test("an answer to another request drops the connection", arguments: rows.indices)
    func misplaced(index: Int) throws {
        let row = Self.rows[index]
        let all = [
            "VALUE k 0 1\r\na\r\nEND\r\n", "END\r\n", "STORED\r\n", "NOT_STORED\r\n", "EXISTS\r\n",
            "NOT_FOUND\r\n", "DELETED\r\n", "TOUCHED\r\n", "OK\r\n", "12\r\n", "VERSION 1\r\n",
            "STAT a b\r\n", "VA 1\r\na\r\n", "HD\r\n", "EN\r\n", "NS\r\n", "EX\r\n", "NF\r\n",
        ]
        let good: [OperationKind: Set<String>] = [
            .read: [all[0], all[1]], .batchRead: [all[0], all[1]],
            .update: ["STORED\r\n", "NOT_STORED\r\n"], .add: ["STORED\r\n", "NOT_STORED\r\n"],
            .delete: ["DELETED\r\n", "NOT_FOUND\r\n"], .touch: ["TOUCHED\r\n", "NOT_FOUND\r\n"],
            .exists: ["HD\r\n", "EN\r\n"], .increment: ["HD\r\n"],
            .append: ["STORED\r\n", "NOT_STORED\r\n"], .readModifyWrite: [all[0], all[1]],
            .conditionalUpdate: ["EN\r\n"], .batchWrite: [],
        ]
        for answer in all where good[row.kind]?.contains(answer) != true {
            let trial = try Self.begun(row, ticket: 3)
            trial.arrive(answer.utf8)
            let error = #expect(throws: DialectError.self, "\(row.kind): \(answer)") {
                try trial.read(ticket: 3)
            }
            let line = answer.prefix { $0 != "\r\n" }
            #expect(error?.description.contains(line) == true)
        }
    }

    @Test("a batch with too few or too many answers drops the connection")
    func batchCounts() throws {
        let row = Row(kind: .batchWrite, entryCount: 2, answer: "", outcome: .ok)
        for count in [0, 1, 3] {
            let trial = try Self.begun(row, ticket: 3)
            let stored = String(repeating: "STORED\r\n", count: count)
            trial.arrive("MN\r\n\(stored)MN\r\n".utf8)
            #expect(throws: DialectError.self) { try trial.read(ticket: 3) }
        }
    }

    @Test("garbage is refused with what it is", arguments: ["HTTP/1.1 400\r\n", "\r\n", "-1\r\n"])
    func garbage(text: String) throws {
        for row in Self.rows {
            for ticket in [3, nil] as [UInt32?] {
                let trial = try Self.begun(row, ticket: 3)
                trial.arrive(text.utf8)
                let error = #expect(throws: DialectError.self) { try trial.read(ticket: ticket) }
                #expect(error?.description.contains("is this a Memcached server") == true)
            }
        }
    }

    @Test("no bytes make it trap, and a reply is the same however it arrives")
    func noise() throws {
        try forEachSeed(400) { seed in
            var random = SplitMix64(seed: seed)
            let row = Self.rows[random.below(Self.rows.count)]
            var bytes: [UInt8] = []
            for _ in 0..<1 + random.below(3) {
                var piece = Array(Self.rows[random.below(Self.rows.count)].answer.utf8)
                if random.below(3) == 0 { piece[random.below(piece.count)] = random.byte() }
                if random.below(3) == 0 { piece.removeLast(random.below(piece.count)) }
                bytes += piece
            }
            let whole = try Self.outcome(of: bytes, in: bytes.count, row)
            for size in [1, 7] {
                let split = try Self.outcome(of: bytes, in: size, row)
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(split == whole, "\(seedComment(seed)): \(row.kind) \(text)")
            }
        }
    }

    /// What comes of bytes that arrive in pieces of so many.
    private static func outcome(of bytes: [UInt8], in count: Int, _ row: Row) throws -> String {
        let trial = try begun(row, ticket: 3)
        var rest = bytes[...]
        while !rest.isEmpty {
            trial.arrive(rest.prefix(count))
            rest = rest.dropFirst(count)
            do throws(DialectError) {
                let (ending, sent) = try trial.read(ticket: 3)
                if let ending { return "\(ending)" }
                // What answers a request that was not made is of no interest.
                if sent != "" { return "went on" }
            } catch {
                return "failed"
            }
        }
        return "waits"
    }
}
