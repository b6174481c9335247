import Driver
import Testing
import Workload

@testable import Targets

/// Records of one bin, whose value is the bin's as it is.
@Suite("Memcached dialect, records of one bin")
struct MemcachedOneBinTests {
    private static func text() throws -> Plan { try MemcachedTrial.plan("{bins: {b: {text: 5B}}}") }
    private static func number() throws -> Plan {
        try MemcachedTrial.plan("{bins: {n: integer}}")
    }
    private static func living(_ bins: String) throws -> Plan {
        try MemcachedTrial.plan("{bins: {\(bins)}, ttl: 1h}")
    }

    @Test("reads are a get, whatever bins they are for")
    func reads() throws {
        for bin in [Operation.allBins, 0] {
            try expectScript(
                Self.text(), .init(["get k\r\n", "VALUE k 0 5\r\nabcde\r\nEND\r\n"], .ok)
            ) { $0.add(.read, "k", bin: bin) }
        }
        try expectScript(Self.text(), .init(["get k\r\n", "END\r\n"], .miss)) {
            $0.add(.read, "k")
        }
    }

    @Test("writes are a set", arguments: [OperationKind.update, .insert, .fill])
    func writes(kind: OperationKind) throws {
        for bin in [Operation.allBins, Operation.chosenBins, 0] {
            try expectScript(
                Self.text(), .init(["set k 0 0 5\r\n{0}\r\n", "STORED\r\n"], .ok)
            ) { $0.add(kind, "k", bin: bin, values: [.bytes(5)]) }
        }
    }

    @Test("an empty value is a value")
    func empty() throws {
        try expectScript(Self.text(), .init(["set k 0 0 0\r\n\r\n", "STORED\r\n"], .ok)) {
            $0.add(.update, "k", values: [.bytes(0)])
        }
    }

    @Test("an add is an add")
    func adds() throws {
        for (answer, outcome) in [("STORED\r\n", Outcome.ok), ("NOT_STORED\r\n", .exists)] {
            try expectScript(Self.text(), .init(["add k 0 0 5\r\n{0}\r\n", answer], outcome)) {
                $0.add(.add, "k", values: [.bytes(5)])
            }
        }
    }

    static let plainCases: [(OperationKind, String, String, Outcome)] = [
        (.delete, "delete k\r\n", "DELETED\r\n", .ok),
        (.delete, "delete k\r\n", "NOT_FOUND\r\n", .miss),
        (.exists, "mg k\r\n", "HD\r\n", .ok),
        (.exists, "mg k\r\n", "EN\r\n", .miss),
        (.touch, "touch k 0\r\n", "TOUCHED\r\n", .ok),
        (.touch, "touch k 0\r\n", "NOT_FOUND\r\n", .miss),
    ]

    @Test("what neither reads nor writes is one command", arguments: plainCases)
    func plain(kind: OperationKind, asked: String, answered: String, outcome: Outcome) throws {
        try expectScript(Self.text(), .init([asked, answered], outcome)) { $0.add(kind, "k") }
    }

    @Test("a read-modify-write is a get and a set, and ends with a get that misses")
    func readModifyWrite() throws {
        try expectScript(
            Self.text(),
            .init(
                [
                    "get k\r\n", "VALUE k 0 5\r\nabcde\r\nEND\r\n", "set k 0 0 5\r\n{0}\r\n",
                    "STORED\r\n",
                ], .ok)
        ) { $0.add(.readModifyWrite, "k", values: [.bytes(5)]) }
        try expectScript(Self.text(), .init(["get k\r\n", "END\r\n"], .miss)) {
            $0.add(.readModifyWrite, "k", values: [.bytes(5)])
        }
    }

    static let conditionalCases: [(String, Outcome)] = [
        ("STORED\r\n", .ok), ("EXISTS\r\n", .conflict), ("NOT_FOUND\r\n", .miss),
    ]

    @Test("a conditional update asks for the unique number alone", arguments: conditionalCases)
    func conditional(answer: String, outcome: Outcome) throws {
        try expectScript(
            Self.text(),
            .init(
                [
                    "mg k c\r\n", "HD c18446744073\r\n",
                    "cas k 0 0 5 18446744073\r\n{0}\r\n", answer,
                ], outcome)
        ) { $0.add(.conditionalUpdate, "k", values: [.bytes(5)]) }
        try expectScript(Self.text(), .init(["mg k c\r\n", "EN\r\n"], .miss)) {
            $0.add(.conditionalUpdate, "k", values: [.bytes(5)])
        }
    }

    // MARK: Numbers

    @Test(
        "an integer is decimal text",
        arguments: [0, 9, 10, 42, 99_999, -1, -10, Int.max, Int.min])
    func integers(number: Int) throws {
        let text = "\(number)"
        try expectScript(
            Self.number(),
            .init(["set k 0 0 \(text.utf8.count)\r\n\(text)\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.update, "k", values: [.number(number)]) }
    }

    @Test("a double is eight bytes, a boolean is one")
    func otherNumbers() throws {
        let one = Int(bitPattern: UInt(Double(1).bitPattern))
        try expectScript(
            MemcachedTrial.plan("{bins: {d: double}}"),
            .init(
                [
                    "set k 0 0 8\r\n?\\xf0\\x00\\x00\\x00\\x00\\x00\\x00\r\n", "STORED\r\n",
                ], .ok)
        ) { $0.add(.update, "k", values: [.number(one)]) }
        try expectScript(
            MemcachedTrial.plan("{bins: {f: boolean}}"),
            .init(["set k 0 0 1\r\n\\x01\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.update, "k", values: [.boolean(true)]) }
    }

    @Test("an increment counts from one on, and gives a time to live where records have one")
    func increments() throws {
        try expectScript(Self.number(), .init(["ma k N0 J1\r\n", "HD\r\n"], .ok)) {
            $0.add(.increment, "k", bin: 0)
        }
        try expectScript(
            Self.living("n: integer"), .init(["ma k T60 N60 J1\r\n", "HD\r\n"], .ok)
        ) { $0.add(.increment, "k", bin: 0, ttl: 60) }
    }

    // MARK: Append

    @Test("an append adds to what is there, or makes it")
    func appends() throws {
        let (append, add) = ("append k 0 0 5\r\n{0}\r\n", "add k 0 0 5\r\n{0}\r\n")
        let cases: [MemcachedScript] = [
            .init([append, "STORED\r\n"], .ok),
            .init([append, "NOT_STORED\r\n", add, "STORED\r\n"], .ok),
            .init(
                [append, "NOT_STORED\r\n", add, "NOT_STORED\r\n", append, "STORED\r\n"], .ok),
        ]
        for script in cases {
            try expectScript(Self.text(), script) {
                $0.add(.append, "k", bin: 0, values: [.bytes(5)])
            }
        }
    }

    @Test("an append that never succeeds is refused")
    func endlessAppend() throws {
        var turns: [String] = []
        for attempt in 0..<MemcachedDialect.conflictLimit {
            turns.append("\(attempt % 2 == 0 ? "append" : "add") k 0 0 5\r\n{0}\r\n")
            turns.append("NOT_STORED\r\n")
        }
        try expectScript(Self.text(), .init(turns, .refused)) {
            $0.add(.append, "k", bin: 0, values: [.bytes(5)])
        }
    }

    @Test("an append gives a time to live where records have one")
    func livingAppends() throws {
        let plan = try Self.living("b: {text: 5B}")
        let (append, add) = ("append k 0 0 5\r\n{0}\r\n", "add k 0 60 5\r\n{0}\r\n")
        let cases: [MemcachedScript] = [
            .init([append, "STORED\r\n", "touch k 60\r\n", "TOUCHED\r\n"], .ok),
            .init([append, "STORED\r\n", "touch k 60\r\n", "NOT_FOUND\r\n"], .miss),
            .init([append, "NOT_STORED\r\n", add, "STORED\r\n"], .ok),
        ]
        for script in cases {
            try expectScript(plan, script) {
                $0.add(.append, "k", bin: 0, ttl: 60, values: [.bytes(5)])
            }
        }
    }

    // MARK: Times to live and keys

    @Test("times to live above 30 days are dates, and none is none")
    func lifetimes() throws {
        let now = MemcachedTrial.unixSeconds
        let cases: [(UInt32, String)] = [
            (0, "0"), (1, "1"), (2_592_000, "2592000"), (2_592_001, "\(now + 2_592_001)"),
            (315_360_000, "\(now + 315_360_000)"), (.max, "\(Int32.max)"),
        ]
        for (ttl, text) in cases {
            try expectScript(
                Self.text(), .init(["set k 0 \(text) 5\r\n{0}\r\n", "STORED\r\n"], .ok)
            ) { $0.add(.update, "k", ttl: ttl, values: [.bytes(5)]) }
            try expectScript(Self.text(), .init(["touch k \(text)\r\n", "TOUCHED\r\n"], .ok)) {
                $0.add(.touch, "k", ttl: ttl)
            }
        }
    }

    @Test("several keyspaces are told apart by their names")
    func prefixes() throws {
        let plan = try Plan(
            yaml: """
                keyspaces:
                  users: {keys: {count: 10}, record: {bins: {b: {text: 5B}}}, operations: {read: 1}}
                  logs: {keys: {count: 10}, record: {bins: {b: {text: 5B}}}, operations: {read: 1}}
                phases: {measure: {operations: 1}}
                """, file: "a.yaml", name: "a")
        try expectScript(
            plan, .init(["get users:k\r\n", "VALUE users:k 0 1\r\na\r\nEND\r\n"], .ok)
        ) { $0.add(.read, "k") }
        try expectScript(
            plan, .init(["set logs:k 0 0 5\r\n{0}\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.update, "k", keyspace: 1, values: [.bytes(5)]) }
        try expectScript(
            plan,
            .init(
                [
                    "get logs:k\r\n", "VALUE logs:k 0 1\r\na\r\nEND\r\n",
                    "set logs:k 0 0 5\r\n{0}\r\n", "STORED\r\n",
                ], .ok)
        ) { $0.add(.readModifyWrite, "k", keyspace: 1, values: [.bytes(5)]) }
    }

    // MARK: Batches

    @Test("a batch read is one get of all keys, and hits when any of them does")
    func batchReads() throws {
        let (one, three) = ("VALUE k1 0 1\r\na\r\n", "VALUE k3 0 0\r\n\r\n")
        for (answer, outcome) in [
            (one + three + "END\r\n", Outcome.ok), (three + "END\r\n", .ok), ("END\r\n", .miss),
        ] {
            try expectScript(Self.text(), .init(["get k1 k2 k3\r\n", answer], outcome)) {
                let first = $0.add(.batchRead, "k1", entryCount: 3)
                $0.add(.batchRead, "k2")
                $0.add(.batchRead, "k3")
                return first
            }
        }
    }

    @Test("a batch write is a set for each, and ends as the first that failed")
    func batchWrites() throws {
        let asked = "mn\r\nset k1 0 0 5\r\n{0}\r\nset k2 0 60 3\r\n{1.0}\r\nmn\r\n"
        let large = "SERVER_ERROR object too large for cache\r\n"
        let full = "SERVER_ERROR out of memory storing object\r\n"
        let cases: [(String, Outcome)] = [
            ("STORED\r\nSTORED\r\n", .ok), (large + "STORED\r\n", .refused),
            ("STORED\r\n" + full, .outOfMemory), (full + large, .outOfMemory),
            ("ERROR\r\nCLIENT_ERROR bad\r\n", .serverError),
        ]
        for (answer, outcome) in cases {
            try expectScript(
                Self.text(), .init([asked, "MN\r\n" + answer + "MN\r\n"], outcome)
            ) {
                let first = $0.add(.batchWrite, "k1", entryCount: 2, values: [.bytes(5)])
                $0.add(.batchWrite, "k2", ttl: 60, values: [.bytes(3)])
                return first
            }
        }
    }
}
