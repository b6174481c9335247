import Driver
import Testing
import Workload

@testable import Targets

/// How operations end, for every form that a reply to them has.
@Suite("Redis replies")
struct RedisReplyTests {
    private static let all = Operation.allBins
    private static let chosen = Operation.chosenBins

    struct Case: Sendable, CustomTestStringConvertible {
        var record: RecordShape
        var kind: OperationKind
        var bin = Operation.allBins
        var ttl: UInt32 = 0
        var replies: String
        var ending: String
        var testDescription: String { "\(kind) \(replies.debugDescription)" }

        init(
            _ record: RecordShape, _ kind: OperationKind, _ replies: String, _ ending: String,
            bin: UInt16 = Operation.allBins, ttl: UInt32 = 0
        ) {
            (self.record, self.kind, self.replies, self.ending) = (record, kind, replies, ending)
            (self.bin, self.ttl) = (bin, ttl)
        }
    }

    private static let string = RedisFixture.string
    private static let hash = RedisFixture.hash

    static let answers: [Case] = [
        Case(string, .read, "$3\nabc\n", "ok"),
        Case(string, .read, "$0\n\n", "ok"),
        Case(string, .read, "$-1\n", "miss"),
        Case(string, .read, "_\n", "miss"),
        Case(string, .update, "+OK\n", "ok"),
        Case(string, .add, "+OK\n", "ok"),
        Case(string, .add, "$-1\n", "exists"),
        Case(string, .add, "_\n", "exists"),
        Case(string, .delete, ":1\n", "ok"),
        Case(string, .delete, ":0\n", "miss"),
        Case(string, .exists, ":1\n", "ok"),
        Case(string, .exists, ":0\n", "miss"),
        Case(string, .touch, ":1\n", "ok", ttl: 60),
        Case(string, .touch, ":0\n", "miss", ttl: 60),
        Case(string, .append, ":12\n", "ok"),
        Case(hash, .read, "*2\n$4\nname\n$1\na\n", "ok"),
        Case(hash, .read, "%1\n$4\nname\n$1\na\n", "ok"),
        Case(hash, .read, "*0\n", "miss"),
        Case(hash, .read, "%0\n", "miss"),
        Case(hash, .read, "*2\n$1\na\n$-1\n", "ok", bin: chosen),
        Case(hash, .read, "*2\n$-1\n$1\na\n", "ok", bin: chosen),
        Case(hash, .read, "*2\n$-1\n$-1\n", "miss", bin: chosen),
        Case(hash, .read, "$1\n7\n", "ok", bin: 1),
        Case(hash, .read, "$-1\n", "miss", bin: 1),
        Case(hash, .update, ":5\n", "ok"),
        Case(hash, .update, ":0\n", "ok", bin: chosen),
        Case(hash, .add, ":1\n", "ok"),
        Case(hash, .add, ":0\n", "exists"),
        Case(hash, .touch, ":0\n", "miss"),
        Case(hash, .increment, ":-3\n", "ok", bin: 1),
    ]

    @Test("an answer says how the operation ended", arguments: answers)
    func answer(wanted: Case) throws {
        let fixture = try RedisFixture(wanted.record)
        let ending = try fixture.outcome(
            wanted.kind, bin: wanted.bin, ttl: wanted.ttl, wanted.replies)
        #expect(ending == wanted.ending)
    }

    static let errors: [(String, Outcome)] = [
        ("OOM command not allowed when used memory > 'maxmemory'.", .outOfMemory),
        ("WRONGTYPE Operation against a key holding the wrong kind of value", .refused),
        ("ERR unknown command 'GET'", .refused),
        ("ERR string exceeds maximum allowed size (proto-max-bulk-len)", .refused),
        ("NOPERM User default has no permissions", .refused),
        ("OOMX", .refused),
        ("LOADING Redis is loading the dataset in memory", .serverError),
        ("CLUSTERDOWN The cluster is down", .serverError),
        ("READONLY You can't write against a read only replica.", .serverError),
        ("BUSY Redis is busy running a script.", .serverError),
        ("MASTERDOWN Link with MASTER is down", .serverError),
        ("TRYAGAIN Multiple keys request during rehashing of slot", .serverError),
        ("MISCONF Redis is configured to save RDB snapshots", .serverError),
        ("NOSCRIPT No matching script. Please use EVAL.", .serverError),
        ("MOVED 3999 127.0.0.1:6381", .serverError),
    ]

    @Test("an error is counted by its kind, and the first one is kept", arguments: errors)
    func error(text: String, outcome: Outcome) throws {
        let fixture = try RedisFixture(RedisFixture.string)
        #expect(try fixture.outcome(.read, "-\(text)\n") == outcome.name)
        #expect(try fixture.outcome(.update, "!\(text.utf8.count)\n\(text)\n") == outcome.name)
        #expect(try fixture.outcome(.read, "-ERR another\n") == "refused")
        #expect(fixture.dialect.errors.value == text)
    }

    @Test("an error in the middle of a pipeline concerns one operation")
    func pipeline() throws {
        let fixture = try RedisFixture(RedisFixture.string)
        for ticket in 0..<3 as Range<UInt32> {
            _ = fixture.begin(fixture.add(.read), ticket: ticket)
        }
        #expect(try fixture.receive("$1\na\n", ticket: 0) == ["ok"])
        #expect(try fixture.receive("-WRONGTYPE not a string\n", ticket: 1) == ["refused"])
        #expect(try fixture.receive("$-1\n", ticket: 2) == ["miss"])
    }

    @Test(
        "what is no answer to such a command drops the connection",
        arguments: [
            (OperationKind.read, ":1\n"), (.read, "*1\n$1\na\n"), (.read, "+OK\n"),
            (.update, "$2\nOK\n"), (.delete, "+OK\n"), (.add, "$1\na\n"), (.read, "HTTP/1.1 400\n"),
            (.scan, "+OK\n"), (.scan, "*1\n$1\n0\n"), (.scan, "*2\n:0\n*0\n"),
        ])
    func unfit(kind: OperationKind, reply: String) throws {
        let fixture = try RedisFixture(RedisFixture.string)
        #expect(throws: DialectError.self) { try fixture.outcome(kind, reply) }
    }

    @Test("a push answers nobody")
    func push() throws {
        let fixture = try RedisFixture(RedisFixture.string)
        _ = fixture.begin(fixture.add(.read))
        #expect(
            try fixture.receive(">2\n+invalidate\n*1\n$1\na\n$1\na\n") == ["unsolicited", "ok"])
    }

    @Test("replies that arrive byte by byte are the same")
    func splits() throws {
        let fixture = try RedisFixture(RedisFixture.hash, expires: true)
        _ = fixture.begin(fixture.add(.update, ttl: 60))
        #expect(try fixture.receive(":5") == ["incomplete"])
        #expect(try fixture.receive(":5\n:") == ["partial", "incomplete"])
        #expect(try fixture.receive(":1\n") == ["ok"])
        let reply = "*4\n$4\nname\n$1\na\n$5\nscore\n$1\n7\n"
        _ = fixture.begin(fixture.add(.read))
        for count in 1..<reply.count {
            #expect(try fixture.receive(String(reply.prefix(count))) == ["incomplete"])
        }
        #expect(try fixture.receive(reply) == ["ok"])
    }

    // MARK: Several replies

    @Test("the write decides, whatever its time to live answers, but for an error")
    func lifetimes() throws {
        let fixture = try RedisFixture(RedisFixture.hash, expires: true)
        #expect(try fixture.outcome(.update, ttl: 60, ":5\n:0\n") == "ok")
        #expect(try fixture.outcome(.update, ttl: 60, "-OOM no\n:0\n") == "outOfMemory")
        #expect(try fixture.outcome(.update, ttl: 60, ":5\n-ERR no\n") == "refused")
        #expect(try fixture.outcome(.touch, ":0\n:1\n") == "ok")
        #expect(try fixture.outcome(.touch, ":0\n:0\n") == "miss")
        #expect(try fixture.outcome(.increment, bin: 1, ttl: 9, ":8\n:1\n") == "ok")
    }

    @Test("a read is followed by the write that was given with it, if the record is there")
    func readModifyWrite() throws {
        let fixture = try RedisFixture(RedisFixture.hash)
        let index = fixture.add(.readModifyWrite, bin: Operation.chosenBins)
        #expect(fixture.begin(index) == ["HGETALL k1"])
        fixture.batch.removeAll()
        #expect(try fixture.receive("*2\n$4\nname\n$1\na\n") == ["continued"])
        #expect(fixture.takeCommands() == ["HSET k1 score 7 isNew 1"])
        #expect(try fixture.receive(":0\n") == ["ok"])

        _ = fixture.begin(fixture.add(.readModifyWrite))
        #expect(try fixture.receive("*0\n") == ["miss"])
        _ = fixture.begin(fixture.add(.readModifyWrite))
        #expect(try fixture.receive("-LOADING wait\n") == ["serverError"])
        #expect(fixture.takeCommands() == [])
    }

    @Test("a write of an expiring record after a read waits for both of its replies")
    func expiringReadModifyWrite() throws {
        let fixture = try RedisFixture(RedisFixture.hash, expires: true)
        _ = fixture.begin(fixture.add(.readModifyWrite, bin: 1, ttl: 60))
        #expect(try fixture.receive("*2\n$4\nname\n$1\na\n") == ["continued"])
        #expect(fixture.takeCommands() == ["HSET k1 score 7", "EXPIRE k1 60"])
        #expect(try fixture.receive(":0\n:1\n") == ["partial", "ok"])
    }

    @Test("a conditional update is a transaction over a watched read")
    func conditionalUpdate() throws {
        let fixture = try RedisFixture(RedisFixture.string)
        func begin() throws {
            fixture.batch.removeAll()
            let index = fixture.add(.conditionalUpdate, ttl: 60)
            #expect(fixture.dialect.usesTransaction(index, of: fixture.batch))
            #expect(fixture.begin(index) == ["WATCH k1", "GET k1"])
        }
        try begin()
        #expect(try fixture.receive("+OK\n$1\na\n") == ["partial", "continued"])
        #expect(fixture.takeCommands() == ["MULTI", "SET k1 <0> EX 60", "EXEC"])
        let done = "+OK\n+QUEUED\n*1\n+OK\n"
        #expect(try fixture.receive(done) == ["partial", "partial", "ok"])

        try begin()
        _ = try fixture.receive("+OK\n$1\na\n")
        _ = fixture.takeCommands()
        #expect(try fixture.receive("+OK\n+QUEUED\n*-1\n").last == "conflict")

        try begin()
        #expect(try fixture.receive("+OK\n$-1\n") == ["partial", "continued"])
        #expect(fixture.takeCommands() == ["UNWATCH"])
        #expect(try fixture.receive("+OK\n") == ["miss"])
    }

    @Test("a transaction ends as its first error says")
    func transactionErrors() throws {
        let fixture = try RedisFixture(RedisFixture.string)
        func end(_ replies: String) throws -> String? {
            _ = fixture.begin(fixture.add(.conditionalUpdate))
            _ = try fixture.receive("+OK\n$1\na\n")
            _ = fixture.takeCommands()
            return try fixture.receive(replies).last
        }
        #expect(
            try end("+OK\n-OOM no room\n-EXECABORT Transaction discarded\n") == "outOfMemory")
        #expect(try end("+OK\n+QUEUED\n*1\n-WRONGTYPE no\n") == "refused")
        #expect(try end("+OK\n+QUEUED\n-EXECABORT\n") == "serverError")
    }

    // MARK: Several records

    @Test("a batch read misses when none of its records is there")
    func batchReads() throws {
        func ending(_ record: RecordShape, _ replies: String) throws -> String? {
            let fixture = try RedisFixture(record)
            let index = fixture.add(.batchRead, entryCount: 3)
            for key in ["k2", "k3"] { fixture.add(.batchRead, key) }
            _ = fixture.begin(index)
            return try fixture.receive(replies).last
        }
        #expect(try ending(Self.string, "*3\n$-1\n$1\na\n$-1\n") == "ok")
        #expect(try ending(Self.string, "*3\n$-1\n$-1\n$-1\n") == "miss")
        #expect(try ending(Self.hash, "*0\n*2\n$1\na\n$1\nb\n*0\n") == "ok")
        #expect(try ending(Self.hash, "*0\n*0\n*0\n") == "miss")
        #expect(try ending(Self.hash, "*0\n-WRONGTYPE no\n*2\n$1\na\n$1\nb\n") == "refused")
        #expect(try ending(Self.hash, "*0\n*0\n") == "partial")
    }

    @Test("a batch write ends as its first error says")
    func batchWrites() throws {
        let fixture = try RedisFixture(RedisFixture.hash, expires: true)
        func end(_ replies: String) throws -> String? {
            fixture.batch.removeAll()
            let index = fixture.add(.batchWrite, ttl: 9, entryCount: 2)
            fixture.add(.batchWrite, "k2", ttl: 9)
            _ = fixture.begin(index)
            return try fixture.receive(replies).last
        }
        #expect(try end(":5\n:1\n:5\n:1\n") == "ok")
        #expect(try end(":5\n:1\n-OOM no\n:0\n") == "outOfMemory")
        #expect(try end(":5\n:1\n:5\n") == "partial")
        // The second of each pair is no write: a text where HSET gives a number would not fit.
        #expect(throws: DialectError.self) { try end("$1\na\n") }
    }

    @Test("a scan reads what it finds and goes on until it has as many as asked for")
    func scan() throws {
        let fixture = try RedisFixture(RedisFixture.string)
        _ = fixture.begin(fixture.add(.scan, scanLength: 3))
        #expect(try fixture.receive("*2\n$2\n17\n*2\n$1\na\n$1\nb\n") == ["continued"])
        #expect(fixture.takeCommands() == ["MGET a b", "SCAN 17 COUNT 1"])
        #expect(
            try fixture.receive("*2\n$1\nx\n$-1\n*2\n$2\n99\n*2\n$1\nc\n$1\nd\n")
                == ["partial", "continued"])
        #expect(fixture.takeCommands() == ["MGET c"])
        #expect(try fixture.receive("*1\n$1\nx\n") == ["ok"])
    }

    @Test("a scan ends at the end of the keys, and misses when there are none")
    func scanEnd() throws {
        let fixture = try RedisFixture(RedisFixture.hash)
        func begin() { _ = fixture.begin(fixture.add(.scan, scanLength: 3)) }
        begin()
        #expect(try fixture.receive("*2\n$1\n0\n*2\n$1\na\n$1\nb\n") == ["continued"])
        #expect(fixture.takeCommands() == ["HGETALL a", "HGETALL b"])
        #expect(try fixture.receive("*0\n*2\n$1\nf\n$1\nv\n") == ["partial", "ok"])
        begin()
        #expect(try fixture.receive("*2\n$1\n0\n*0\n") == ["miss"])
        begin()
        #expect(try fixture.receive("*2\n$1\n8\n*0\n") == ["continued"])
        #expect(fixture.takeCommands() == ["SCAN 8 COUNT 3"])
        #expect(try fixture.receive("*2\n$1\n0\n*0\n") == ["miss"])
        begin()
        #expect(try fixture.receive("-NOPERM no\n") == ["refused"])
        begin()
        _ = try fixture.receive("*2\n$1\n8\n*1\n$1\na\n")
        #expect(try fixture.receive("-WRONGTYPE no\n-LOADING wait\n") == ["partial", "refused"])
    }
}
