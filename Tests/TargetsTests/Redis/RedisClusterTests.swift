import Driver
import Platform
import Testing
import Wire
import Workload

@testable import Targets

/// The cluster's map, and parts that other nodes have.
@Suite("Redis Cluster")
struct RedisClusterTests {
    /// Three nodes at ports 7000 to 7002, a third of the slots each.
    private func map() throws -> RedisClusterMap {
        RedisClusterMap(
            nodes: try (7_000...7_002).map { try RedisFixture.address($0) },
            owners: (0..<RESPKeySlot.count).map { UInt16($0 * 3 / RESPKeySlot.count) })
    }

    private func fixture(_ record: RecordShape, expires: Bool = false) throws -> RedisFixture {
        try RedisFixture(record, expires: expires, cluster: map())
    }

    // MARK: The map

    private func read(_ reply: String) throws -> RedisClusterMap {
        var queue = ByteQueue()
        queue.append(text: reply.replacing("\n", with: "\r\n"))
        var decoder = RedisDecoder()
        let found = try #require(try decoder.next(queue.bytes))
        return try RedisClusterMap(found, in: queue.bytes, from: RedisFixture.address(7_001))
    }

    @Test("the answer to CLUSTER SLOTS becomes a map; replicas are passed over")
    func slots() throws {
        let map = try read(
            "*3\n*4\n:0\n:5460\n*3\n$9\n127.0.0.1\n:7000\n$2\nid\n*3\n$9\n127.0.0.1\n:7003\n$1\nr\n"
                + "*3\n:5461\n:10922\n*4\n$0\n\n:7001\n$2\nid\n*0\n"
                + "*3\n:10923\n:16383\n*2\n$9\n127.0.0.1\n:7000\n")
        #expect(map.nodes == [try RedisFixture.address(7_000), try RedisFixture.address(7_001)])
        #expect([0, 5_460, 5_461, 10_922, 10_923].map { map.node(ofSlot: $0) } == [0, 0, 1, 1, 0])
    }

    @Test(
        "an answer of another form, or without some slots, is refused",
        arguments: [
            "*0\n", "$2\nOK\n", "*1\n:1\n", "*1\n*3\n:0\n:16384\n*2\n$9\n127.0.0.1\n:7000\n",
            "*1\n*3\n:0\n:16383\n*1\n$9\n127.0.0.1\n", "*1\n*3\n:9\n:3\n*2\n$9\n127.0.0.1\n:1\n",
            "*1\n*3\n:0\n:16382\n*2\n$9\n127.0.0.1\n:7000\n",
            "*1\n*3\n:0\n:16383\n*2\n$9\n127.0.0.1\n:70000\n",
        ])
    func unreadable(reply: String) throws {
        #expect(throws: DialectError.self) { try read(reply) }
    }

    // MARK: Redirections

    @Test("operations go to the node that has their key's slot")
    func routing() throws {
        let fixture = try fixture(RedisFixture.string)
        let keys = ["foo", "bar", "hello", "user1000"]
        let nodes = keys.map { key in
            fixture.dialect.node(
                ofPart: 0, fixture.add(.read, key), of: fixture.batch, ticket: 0)
        }
        // Slots 12182, 5061, 866 and 3443, as CLUSTER KEYSLOT says.
        #expect(nodes == [2, 0, 0, 0])
    }

    @Test("MOVED sends the request again, and later ones to the new node")
    func moved() throws {
        let fixture = try fixture(RedisFixture.string)
        let index = fixture.add(.update, "foo", ttl: 5)
        #expect(fixture.begin(index) == ["SET foo <0> EX 5"])
        #expect(fixture.dialect.node(ofPart: 0, index, of: fixture.batch, ticket: 0) == 2)
        fixture.batch.removeAll()
        #expect(try fixture.receive("-MOVED 12182 127.0.0.1:7000\n") == ["moved 0"])
        let again = fixture.resend(isAsking: false)
        #expect(again.count == 1 && again[0].hasPrefix("SET foo "))
        #expect(try fixture.receive("+OK\n") == ["ok"])
        let next = fixture.add(.read, "foo")
        #expect(fixture.dialect.node(ofPart: 0, next, of: fixture.batch, ticket: 0) == 0)
    }

    @Test("a node that nobody named before joins the list")
    func newNode() throws {
        let fixture = try fixture(RedisFixture.string)
        _ = fixture.begin(fixture.add(.read, "foo"))
        #expect(try fixture.receive("-MOVED 12182 127.0.0.1:7009\n") == ["moved 3"])
        #expect(fixture.dialect.nodes.count == 4)
        #expect(fixture.dialect.nodes[3] == (try RedisFixture.address(7_009)))
    }

    @Test("ASK asks the other node once, with ASKING before each command")
    func ask() throws {
        let fixture = try fixture(RedisFixture.hash, expires: true)
        let index = fixture.add(.update, "foo", bin: 1, ttl: 5)
        _ = fixture.begin(index)
        let answers = "-ASK 12182 127.0.0.1:7001\n-ASK 12182 127.0.0.1:7001\n"
        #expect(try fixture.receive(answers) == ["partial", "ask 1"])
        #expect(
            fixture.resend(isAsking: true)
                == ["ASKING", "HSET foo score 7", "ASKING", "EXPIRE foo 5"])
        #expect(
            try fixture.receive("+OK\n:0\n+OK\n:1\n") == ["partial", "partial", "partial", "ok"])
        #expect(fixture.dialect.node(ofPart: 0, index, of: fixture.batch, ticket: 0) == 2)
    }

    @Test("what was done before a redirection is not done again")
    func half() throws {
        let fixture = try fixture(RedisFixture.hash, expires: true)
        _ = fixture.begin(fixture.add(.increment, "foo", bin: 1, ttl: 5))
        #expect(
            try fixture.receive(":8\n-MOVED 12182 127.0.0.1:7000\n") == ["partial", "moved 0"])
        #expect(fixture.resend(isAsking: false) == ["EXPIRE foo 5"])
        #expect(try fixture.receive(":1\n") == ["ok"])
    }

    @Test("a read and the write after it may be redirected, each for itself")
    func readModifyWrite() throws {
        let fixture = try fixture(RedisFixture.hash)
        _ = fixture.begin(fixture.add(.readModifyWrite, "foo", bin: 1))
        #expect(try fixture.receive("-ASK 12182 127.0.0.1:7001\n") == ["ask 1"])
        #expect(fixture.resend(isAsking: true) == ["ASKING", "HGETALL foo"])
        #expect(try fixture.receive("+OK\n*2\n$1\na\n$1\nb\n") == ["partial", "continued"])
        #expect(fixture.takeCommands() == ["ASKING", "HSET foo score 7"])
        #expect(
            try fixture.receive("+OK\n-MOVED 12182 127.0.0.1:7000\n") == ["partial", "moved 0"])
        #expect(fixture.resend(isAsking: false) == ["HSET foo score 7"])
        #expect(try fixture.receive(":0\n") == ["ok"])
    }

    @Test("a transaction that is redirected begins anew where the record is")
    func transaction() throws {
        let fixture = try fixture(RedisFixture.string)
        _ = fixture.begin(fixture.add(.conditionalUpdate, "foo"))
        let moved = "-MOVED 12182 127.0.0.1:7000\n"
        #expect(try fixture.receive(moved + moved) == ["partial", "moved 0"])
        #expect(fixture.resend(isAsking: false) == ["WATCH foo", "GET foo"])
        #expect(try fixture.receive("+OK\n$1\na\n") == ["partial", "continued"])
        #expect(fixture.takeCommands() == ["MULTI", "SET foo <0>", "EXEC"])
        let refused = "+OK\n-ASK 12182 127.0.0.1:7001\n-EXECABORT no\n"
        #expect(try fixture.receive(refused) == ["partial", "partial", "ask 1"])
        #expect(
            fixture.resend(isAsking: true) == ["ASKING", "WATCH foo", "ASKING", "GET foo"])
        #expect(try fixture.receive("+OK\n+OK\n+OK\n$1\na\n").last == "continued")
        #expect(
            fixture.takeCommands()
                == ["ASKING", "MULTI", "ASKING", "SET foo <0>", "ASKING", "EXEC"])
        #expect(
            try fixture.receive("+OK\n+OK\n+QUEUED\n+QUEUED\n+QUEUED\n*3\n+OK\n+OK\n+OK\n").last
                == "ok")
    }

    @Test("redirections without end are an error")
    func endless() throws {
        let fixture = try fixture(RedisFixture.string)
        _ = fixture.begin(fixture.add(.read, "foo"))
        for _ in 0..<RedisDialect.redirectLimit {
            #expect(try fixture.receive("-MOVED 12182 127.0.0.1:7001\n") == ["moved 1"])
            #expect(fixture.resend(isAsking: false) == ["GET foo"])
        }
        #expect(try fixture.receive("-MOVED 12182 127.0.0.1:7001\n") == ["serverError"])
    }

    // MARK: Batches

    @Test("each record of a batch is a part of its own")
    func batch() throws {
        let fixture = try fixture(RedisFixture.string)
        let index = fixture.add(.batchRead, "foo", entryCount: 3)
        for key in ["bar", "hello"] { fixture.add(.batchRead, key) }
        #expect(fixture.dialect.prepare(index, of: fixture.batch, ticket: 1) == 3)
        let nodes = (0..<3).map {
            fixture.dialect.node(ofPart: $0, index, of: fixture.batch, ticket: 1)
        }
        #expect(nodes == [2, 0, 0])
        let commands = (0..<3).map { fixture.begin(part: $0, index, ticket: 1) }
        #expect(commands == [["GET foo"], ["GET bar"], ["GET hello"]])
        #expect(try fixture.receive("$-1\n", part: 1, ticket: 1) == ["partEnded"])
        #expect(
            try fixture.receive("-MOVED 12182 127.0.0.1:7001\n", part: 0, ticket: 1)
                == ["moved 1"])
        #expect(fixture.resend(isAsking: false, ticket: 1) == ["GET foo"])
        #expect(try fixture.receive("$-1\n", part: 2, ticket: 1) == ["partEnded"])
        #expect(try fixture.receive("$1\nx\n", part: 0, ticket: 1) == ["ok"])
    }

    @Test("parts that are still to come of an operation that was given up are passed over")
    func forgotten() throws {
        let fixture = try fixture(RedisFixture.hash, expires: true)
        let index = fixture.add(.batchWrite, "foo", ttl: 9, entryCount: 2)
        fixture.add(.batchWrite, "bar", ttl: 9)
        _ = fixture.dialect.prepare(index, of: fixture.batch, ticket: 1)
        for part in 0..<2 { _ = fixture.begin(part: part, index, ticket: 1) }
        #expect(try fixture.receive(":5\n", part: 0, ticket: 1) == ["partial"])
        fixture.dialect.forget(ticket: 1)
        #expect(try fixture.discard(":1\n", part: 0, ticket: 1) == "connectionLost")
        #expect(try fixture.discard(":5\n", part: 1, ticket: 1) == "partial")
        #expect(try fixture.discard(":1\n", part: 1, ticket: 1) == "connectionLost")
    }

    @Test("a scan asks one node, and reads record by record")
    func scan() throws {
        let fixture = try fixture(RedisFixture.string)
        _ = fixture.begin(fixture.add(.scan, "foo", scanLength: 2))
        #expect(try fixture.receive("*2\n$1\n0\n*2\n$1\na\n$1\nb\n") == ["continued"])
        #expect(fixture.takeCommands() == ["GET a", "GET b"])
        #expect(
            try fixture.receive("-MOVED 1 127.0.0.1:7001\n$1\nx\n") == ["partial", "ok"])
    }
}
