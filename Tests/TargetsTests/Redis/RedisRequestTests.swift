import Driver
import Testing
import Workload

@testable import Targets

/// Which commands each operation becomes, for each shape of a record.
@Suite("Redis requests")
struct RedisRequestTests {
    private static let all = Operation.allBins
    private static let chosen = Operation.chosenBins

    @Test("a command is an array of strings, byte for byte")
    func bytes() throws {
        let fixture = try RedisFixture(RedisFixture.counter)
        let index = fixture.add(.update, ttl: 60)
        let expected =
            "*5\r\n$3\r\nSET\r\n$2\r\nk1\r\n$1\r\n7\r\n$2\r\nEX\r\n$2\r\n60\r\n"
        #expect(String(decoding: fixture.bytes(of: index), as: UTF8.self) == expected)
    }

    static let stringCases: [(OperationKind, UInt32, [String])] = [
        (.read, 0, ["GET k1"]),
        (.update, 0, ["SET k1 <0>"]),
        (.update, 60, ["SET k1 <0> EX 60"]),
        (.insert, 0, ["SET k1 <0>"]),
        (.fill, 60, ["SET k1 <0> EX 60"]),
        (.readModifyWrite, 0, ["GET k1"]),
        (.conditionalUpdate, 0, ["WATCH k1", "GET k1"]),
        (.add, 0, ["SET k1 <0> NX"]),
        (.add, 60, ["SET k1 <0> NX EX 60"]),
        (.delete, 0, ["DEL k1"]),
        (.exists, 0, ["EXISTS k1"]),
        (.touch, 60, ["EXPIRE k1 60"]),
        (.append, 0, ["APPEND k1 <0>"]),
    ]

    @Test("a record of one bin is a string", arguments: stringCases)
    func string(kind: OperationKind, ttl: UInt32, expected: [String]) throws {
        let fixture = try RedisFixture(RedisFixture.string)
        #expect(fixture.commands(kind, ttl: ttl) == expected)
    }

    @Test("a string's time to live goes with its write, or after what keeps it")
    func expiringString() throws {
        let fixture = try RedisFixture(RedisFixture.string, expires: true)
        #expect(fixture.commands(.update, ttl: 0) == ["SET k1 <0>"])
        #expect(fixture.commands(.append, ttl: 60) == ["APPEND k1 <0>", "EXPIRE k1 60"])
        #expect(fixture.commands(.append, ttl: 0) == ["APPEND k1 <0>", "PERSIST k1"])
        #expect(fixture.commands(.touch, ttl: 0) == ["PERSIST k1", "TOUCH k1"])
        let counter = try RedisFixture(RedisFixture.counter, expires: true)
        #expect(
            counter.commands(.increment, bin: 0, ttl: 60) == ["INCR k1", "EXPIRE k1 60"])
    }

    static let hashCases: [(OperationKind, UInt16, [String])] = [
        (.read, all, ["HGETALL k1"]),
        (.read, chosen, ["HMGET k1 name share"]),
        (.read, 1, ["HGET k1 score"]),
        (
            .update, all,
            ["HSET k1 name <0> score 7 share 0.5 isNew 1 tags <0.4>"]
        ),
        (.update, chosen, ["HSET k1 score 7 isNew 1"]),
        (.update, 2, ["HSET k1 share 0.5"]),
        (.insert, all, ["HSET k1 name <0> score 7 share 0.5 isNew 1 tags <0.4>"]),
        (.readModifyWrite, chosen, ["HGETALL k1"]),
        (.conditionalUpdate, chosen, ["WATCH k1", "HGETALL k1"]),
        (
            .add, all,
            [
                "EVALSHA 7a6cdfddb7610a95eed539bf27e16b791512c277 1 k1 0 "
                    + "name <0> score 7 share 0.5 isNew 1 tags <0.4>"
            ]
        ),
        (.delete, all, ["DEL k1"]),
        (.exists, all, ["EXISTS k1"]),
        (.touch, all, ["TOUCH k1"]),
        (.increment, 1, ["HINCRBY k1 score 1"]),
    ]

    @Test("a record of several bins is a hash", arguments: hashCases)
    func hash(kind: OperationKind, bin: UInt16, expected: [String]) throws {
        let fixture = try RedisFixture(RedisFixture.hash)
        #expect(fixture.commands(kind, bin: bin) == expected)
    }

    @Test("a hash's time to live is a command of its own, and one without ends the old one")
    func expiringHash() throws {
        let fixture = try RedisFixture(RedisFixture.hash, expires: true)
        #expect(
            fixture.commands(.update, bin: 1, ttl: 60) == ["HSET k1 score 7", "EXPIRE k1 60"])
        #expect(fixture.commands(.update, bin: 1, ttl: 0) == ["HSET k1 score 7", "PERSIST k1"])
        #expect(
            fixture.commands(.increment, bin: 1, ttl: 5)
                == ["HINCRBY k1 score 1", "EXPIRE k1 5"])
        #expect(fixture.commands(.add, ttl: 9)[0].contains(" 1 k1 9 name "))
    }

    @Test("several keyspaces are told apart by their names before the keys")
    func prefixes() throws {
        let fixture = try RedisFixture(RedisFixture.string, keyspaces: ["users", "a*b"])
        #expect(fixture.commands(.read, keyspace: 0) == ["GET users:k1"])
        #expect(fixture.commands(.read, keyspace: 1) == ["GET a*b:k1"])
        let scan = fixture.commands(.scan, keyspace: 1, scanLength: 5)[0]
        #expect(scan.hasSuffix(" MATCH a\\*b:* COUNT 5"))
    }

    @Test("a scan begins at a place that its key decides")
    func scan() throws {
        let fixture = try RedisFixture(RedisFixture.hash)
        let first = fixture.commands(.scan, scanLength: 20)
        #expect(first == fixture.commands(.scan, scanLength: 20))
        let words = first[0].split(separator: " ")
        #expect(words.count == 4 && words[0] == "SCAN" && words[2] == "COUNT")
        #expect(words[3] == "20" && (UInt64(words[1]) ?? 0) > 0)
    }

    // MARK: Batches

    private func batch(
        _ fixture: RedisFixture, _ kind: OperationKind, bin: UInt16 = all, ttl: UInt32 = 0
    ) -> [String] {
        let first = fixture.add(kind, "k1", bin: bin, ttl: ttl, entryCount: 3)
        fixture.add(kind, "k2", bin: bin, ttl: ttl)
        fixture.add(kind, "k3", bin: bin, ttl: ttl)
        return fixture.begin(first)
    }

    @Test("strings are read and written together by one command")
    func stringBatches() throws {
        #expect(try batch(RedisFixture(RedisFixture.string), .batchRead) == ["MGET k1 k2 k3"])
        #expect(
            try batch(RedisFixture(RedisFixture.string), .batchWrite)
                == ["MSET k1 <0> k2 <1> k3 <2>"])
        #expect(
            try batch(RedisFixture(RedisFixture.string, expires: true), .batchWrite, ttl: 60)
                == ["SET k1 <0> EX 60", "SET k2 <1> EX 60", "SET k3 <2> EX 60"])
    }

    @Test("hashes are read and written by a command for each record")
    func hashBatches() throws {
        #expect(
            try batch(RedisFixture(RedisFixture.hash), .batchRead)
                == ["HGETALL k1", "HGETALL k2", "HGETALL k3"])
        #expect(
            try batch(RedisFixture(RedisFixture.hash), .batchRead, bin: Self.chosen)
                == (1...3).map { "HMGET k\($0) name share" })
        #expect(
            try batch(RedisFixture(RedisFixture.hash, expires: true), .batchWrite, ttl: 60)
                == (1...3).flatMap { number in
                    let (name, tags) = ("<\(number - 1)>", "<\(number - 1).4>")
                    return [
                        "HSET k\(number) name \(name) score 7 share 0.5 isNew 1 tags \(tags)",
                        "EXPIRE k\(number) 60",
                    ]
                })
    }
}
