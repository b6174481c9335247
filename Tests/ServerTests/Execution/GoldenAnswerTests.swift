import Testing
import Wire

/// One row of the table of answers that the real server 8.1.2 was seen to give.
struct GoldenAnswer: CustomTestStringConvertible, Sendable {
    var what: String
    var before: [Request] = []
    var request: Request
    var code: UInt8
    var generation: UInt32?

    init(
        _ what: String, after before: [Request] = [], _ request: Request, _ code: UInt8,
        generation: UInt32? = nil
    ) {
        self.what = what
        self.before = before
        self.request = request
        self.code = code
        self.generation = generation
    }

    var testDescription: String { "\(what): \(code)" }
}

private typealias Op = Request.Operation

/// A record of generation 1 with an integer, and one with text.
private let number: [Request] = [.put([.put("a", 7)])]
private let text: [Request] = [.put([.put("a", "x")])]
private let keyed: [Request] = [Request.put([.put("a", 7)]).with(key: "k1")]

extension GoldenAnswer {
    static let existence: [GoldenAnswer] = [
        .init("read an absent record", .readAll(), 2, generation: 0),
        .init("delete an absent record", .delete(), 2, generation: 0),
        .init(
            "create a record that exists", after: number + number,
            Request.put([.put("a", 1)]).with { $0.write |= Flag.createOnly }, 5, generation: 2),
        .init(
            "update only an absent record",
            Request.put([.put("a", 1)]).with { $0.more = Flag.updateOnly }, 2),
        .init(
            "replace only an absent record",
            Request.put([.put("a", 1)]).with { $0.more = Flag.replaceOnly }, 2),
        .init("touch an absent record", .put([.touch]), 2),
        .init(
            "create only and update only",
            Request.put([.put("a", 1)]).with {
                $0.write |= Flag.createOnly
                $0.more = Flag.updateOnly
            }, 4),
    ]

    private static func equal(_ generation: UInt32, flag: UInt8 = Flag.generationEqual) -> Request {
        Request.put([.put("a", 1)]).with {
            $0.write |= flag
            $0.generation = generation
        }
    }

    static let generations: [GoldenAnswer] = [
        .init("another generation", after: number, equal(5), 3, generation: 1),
        .init("the same generation", after: number, equal(1), 0, generation: 2),
        .init("generation 0 of an absent record", equal(0), 0, generation: 1),
        .init("generation 5 of an absent record", equal(5), 3, generation: 0),
        .init("generation 65537 of a record that has 1", after: number, equal(65_537), 3),
        .init("generation 65537 of an absent record", equal(65_537), 3),
        .init(
            "greater, and equal", after: number, equal(1, flag: Flag.generationGreater), 3,
            generation: 1),
        .init(
            "greater, and larger", after: number, equal(2, flag: Flag.generationGreater), 0,
            generation: 2),
        .init(
            "greater than 16 bits", after: number, equal(70_000, flag: Flag.generationGreater), 0),
        .init(
            "delete another generation", after: number,
            Request.delete().with {
                $0.write |= Flag.generationEqual
                $0.generation = 9
            }, 3, generation: 0),
    ]

    static let arithmetic: [GoldenAnswer] = [
        .init("add to an absent bin", .put([.add("n", 4)]), 0, generation: 1),
        .init("add to a string", after: text, .put([.add("a", 4)]), 12),
        .init("add a double to an integer", after: number, .put([.add("a", double: 1)]), 12),
        .init(
            "add an integer to a double", after: [.put([.add("a", double: 1)])],
            .put([.add("a", 1)]), 12),
        .init("append to an absent bin", .put([.append("s", "x")]), 0, generation: 1),
        .init("prepend to an absent bin", .put([.prepend("s", "x")]), 0, generation: 1),
        .init("append to an integer", after: number, .put([.append("a", "x")]), 12),
        .init("prepend to an integer", after: number, .put([.prepend("a", "x")]), 12),
        .init(
            "append an integer", after: text,
            .put([Op(code: 9, type: 1, name: "a", value: bigEndian(Int64(1)))]), 12),
        .init("add text", .put([Op(code: 5, type: 3, name: "a", value: [0x31])]), 12),
    ]

    static let malformed: [GoldenAnswer] = [
        .init(
            "a time to live above ten years",
            Request.put([.put("a", 1)]).with { $0.timeToLive = 315_360_001 }, 4),
        .init(
            "read nothing", after: number, Request.record().with { $0.read = Flag.read }, 4),
        .init("write nothing", .put([]), 4),
        .init("neither read nor write", .record(), 4),
        .init("an unknown namespace", Request.record(namespace: "none").with { $0.read = 3 }, 20),
        .init("no namespace", Request.record(namespace: nil).with { $0.read = 3 }, 20),
        .init("a bin name of 15", .put([.put("abcdefghijklmno", 1)]), 0),
        .init("a bin name of 16", .put([.put("abcdefghijklmnop", 1)]), 21),
        .init("an empty bin name", .put([.put("", 1)]), 0),
        .init(
            "a set name of 63",
            Request.record(set: String(repeating: "s", count: 63)).with {
                $0.write = Flag.write
                $0.operations = [.put("a", 1)]
            }, 0),
        .init(
            "a set name of 64",
            Request.record(set: String(repeating: "s", count: 64)).with {
                $0.write = Flag.write
                $0.operations = [.put("a", 1)]
            }, 4),
        .init("an unknown operation", .put([Op(code: 99, name: "a")]), 4),
        .init("a string operation of newer servers", .put([Op(code: 17, name: "a")]), 4),
        .init("an unknown particle type", .put([.put("a", type: 99, [1])]), 4),
        .init("an integer of 3 bytes", .put([.put("a", type: 1, [1, 2, 3])]), 4),
        .init("an integer of 4 bytes", .put([.put("a", type: 1, [0xff, 0, 0, 1])]), 0),
        .init("a read in a write without READ", after: number, .put([.get("a")]), 4),
        .init(
            "all bins and a result for each operation", after: number,
            Request.readAll().with { $0.write = Flag.respondAll }, 4),
        .init("a digest of 19 bytes", .readAll(Array(Request.k1.dropLast())), 4),
        .init(
            "a write in a read", after: number,
            .record().with {
                $0.read = Flag.read
                $0.operations = [.put("a", 1)]
            }, 4),
    ]

    static let sets: [GoldenAnswer] = [
        .init(
            "read with another set", after: number, Request.record(set: "x").with { $0.read = 3 }, 4
        ),
        .init(
            "read without a set", after: number, Request.record(set: nil).with { $0.read = 3 }, 0),
        .init(
            "read with an empty set", after: number, Request.record(set: "").with { $0.read = 3 }, 0
        ),
        .init(
            "write with another set", after: number,
            Request.record(set: "x").with {
                $0.write = Flag.write
                $0.operations = [.put("a", 1)]
            }, 4),
        .init(
            "delete with another set", after: number,
            Request.record(set: "x").with {
                $0.write = Flag.write | Flag.delete
            }, 4),
        .init("delete with the set", after: number, .delete(), 0, generation: 0),
        .init("read with another key", after: keyed, Request.readAll().with(key: "k2"), 19),
        .init("read with the key", after: keyed, Request.readAll().with(key: "k1"), 0),
        .init("read without the key", after: keyed, .readAll(), 0),
        .init(
            "write with another key", after: keyed,
            Request.put([.put("a", 1)]).with(key: "k2"), 19),
        .init("delete with another key", after: keyed, Request.delete().with(key: "k2"), 19),
        .init("delete with the key", after: keyed, Request.delete().with(key: "k1"), 0),
        .init("any key where none is stored", after: number, Request.readAll().with(key: "k2"), 0),
    ]

    static let removal: [GoldenAnswer] = [
        .init("remove the last bin", after: number, .put([.remove("a")]), 0, generation: 0),
        .init("remove a bin of an absent record", .put([.remove("a")]), 2),
        .init(
            "replace and remove a bin", after: number,
            Request.put([.remove("a")]).with { $0.more = Flag.createOrReplace }, 4),
        .init(
            "replace and add", after: number,
            Request.put([.add("a", 1)]).with { $0.more = Flag.replaceOnly }, 4),
        .init(
            "replace and touch", after: number,
            Request.put([.touch]).with { $0.more = Flag.createOrReplace }, 4),
        .init(
            "replace and delete all", after: number,
            Request.put([.deleteAll]).with { $0.more = Flag.createOrReplace }, 4),
        .init("delete all bins", after: number, .put([.deleteAll]), 0, generation: 0),
        .init(
            "delete all bins and write one", after: number, .put([.deleteAll, .put("b", 1)]), 0,
            generation: 2),
    ]

    static let enterprise: [GoldenAnswer] = [
        .init(
            "a durable delete", after: number, Request.delete().with { $0.write |= Flag.durable },
            25),
        .init("a linearizable read", after: number, Request.readAll().with { $0.more = 0x40 }, 25),
        .init(
            "a transaction", after: number,
            Request.readAll().with { $0.fields.append(.init(5, [UInt8](repeating: 1, count: 8))) },
            25),
        .init(
            "a compressed answer wanted", after: number, Request.readAll().with { $0.read |= 0x80 },
            0),
    ]

    static let values: [GoldenAnswer] = [
        .init(
            "a blob of 9 MB",
            .put([.put("a", type: 4, [UInt8](repeating: 1, count: 9 << 20))]), 13),
        .init("no GeoJSON", .put([.put("a", type: 23, [0, 0, 0] + Array("{}".utf8))]), 160),
        .init("GeoJSON", .put([.put("a", type: 23, [0, 0, 0] + Array(point.utf8))]), 0),
        .init("a list with a wrong count", .put([.put("a", type: 20, [0x92, 1])]), 1),
        .init("a list with bytes behind it", .put([.put("a", type: 20, [0x91, 1, 1])]), 1),
        .init("a map with a key twice", .put([.put("a", type: 19, [0x82, 1, 1, 1, 2])]), 1),
        .init(
            "a map flagged as ordered that is not",
            .put([.put("a", type: 19, bytes(hex: "83 c70001 c0 0201 0102"))]), 1),
    ]

    static let point = "{\"type\":\"Point\",\"coordinates\":[1,2]}"

    static let unsupported: [GoldenAnswer] =
        [3, 4, 7, 8, 12, 13, 15, 16].map {
            .init(
                "operation \($0), not performed yet", after: number,
                .operate([Op(code: $0, type: 4, name: "a", value: [0x91, 16])]), 16)
        } + [
            .init(
                "a filter", after: number,
                Request.readAll().with { $0.fields.append(.init(43, [0x93, 1, 2, 3])) }, 16),
            .init(
                "a script of an unknown module", after: number,
                Request.record().with {
                    $0.write = Flag.write
                    $0.fields += [.init(30, [0x6d]), .init(31, [0x66]), .init(32, [0x90])]
                }, 100),
            .init("a HyperLogLog", .put([.put("a", type: 18, [0, 4, 0])]), 16),
        ]

    static let batches: [GoldenAnswer] = [
        .init("a batch without rows", batch(rows: [0, 0, 0, 0, 0]), 4),
        .init("a batch without its field", Request().with { $0.read = Flag.batch }, 4),
        .init("a batch whose row is cut off", batch(rows: [0, 0, 0, 1, 0, 7]), 4),
    ]

    private static func batch(rows: [UInt8]) -> Request {
        Request().with {
            $0.read = Flag.batch
            $0.fields = [.init(41, rows)]
        }
    }

    private static func query(_ fields: [Request.Field], more: UInt8 = Flag.partitionDone)
        -> Request
    {
        Request().with {
            $0.read = Flag.read
            $0.more = more
            $0.fields = [.init(0, Array("test".utf8))] + fields
        }
    }

    static let queries: [GoldenAnswer] = [
        .init("a query without partitions", query([]), 16),
        .init("a query without its flag", query([.init(11, [0, 0])], more: 0), 16),
        .init("a partition that does not exist", query([.init(11, [0, 0x10])]), 4),
        .init("a partition twice", query([.init(11, [1, 0, 1, 0])]), 4),
        .init("an unknown set", query([.init(1, Array("none".utf8)), .init(11, [0, 0])]), 0),
        .init("an index that does not exist", query([.init(11, [0, 0]), .init(21, [0x69])]), 201),
        .init(
            "an aggregation", query([.init(11, [0, 0]), .init(30, [0x6d]), .init(33, [1])]), 16),
    ]

    static let all =
        existence + generations + arithmetic + malformed + sets + removal + enterprise + values
        + unsupported + batches + queries
}

@Suite("Golden answers")
struct GoldenAnswerTests {
    @Test("a request is answered as by the real server", arguments: GoldenAnswer.all)
    func answers(golden: GoldenAnswer) throws {
        let served = try ServedStore()
        for request in golden.before {
            try #require(try served.answer(request).code == 0)
        }
        let answers = try served.answers(golden.request)
        let answer = try #require(answers.last)
        #expect(answers.count == 1)
        #expect(answer.code == golden.code)
        if let generation = golden.generation { #expect(answer.generation == generation) }
        #expect(served.code.rawValue == golden.code)
    }

    @Test(
        "what is refused of a batch says that it is the last message, of a query only a clean end",
        arguments: [
            (GoldenAnswer.batches[0], true), (GoldenAnswer.batches[1], true),
            (GoldenAnswer.queries[0], false), (GoldenAnswer.queries[2], false),
            (GoldenAnswer.queries[4], true),
        ])
    func last(golden: GoldenAnswer, isLast: Bool) throws {
        let answer = try ServedStore().answer(golden.request)
        #expect(answer.isLast == isLast)
    }

    @Test("a generation that does not match is answered with the stored one and the void time")
    func storedGeneration() throws {
        let served = try ServedStore()
        try served.answer(Request.put([.put("a", 1)]).with { $0.timeToLive = 100 })
        let answer = try served.answer(
            Request.put([.put("a", 1)]).with {
                $0.write |= Flag.generationEqual
                $0.generation = 5
            })
        #expect(answer == Answer(code: 3, generation: 1, voidTime: 1_000_100))
    }

    @Test("a script of an unknown module fails with a bin that says so")
    func script() throws {
        let golden = try #require(GoldenAnswer.unsupported.first { $0.code == 100 })
        let served = try ServedStore()
        try served.answer(golden.before[0])
        let answer = try served.answer(golden.request)
        #expect(
            answer.operations
                == [.result(1, "FAILURE", 3, Array("UDF: Execution Error 1".utf8))])
    }
}
