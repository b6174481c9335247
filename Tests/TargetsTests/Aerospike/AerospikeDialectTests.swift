import Driver
import Foundation
import Platform
import TestSupport
import Testing
import Wire
import Workload

@testable import Targets

@Suite("Aerospike's dialect: requests")
struct AerospikeRequestTests {
    private static let digest = Captured.digest
    private static let fields = "f0:74657374 f1:64656d6f f4:\(digest)"
    private static let subject = "record digest \(digest) set demo"

    /// A request in words: the four bytes of flags, the time to live, and the operations.
    private func request(
        _ flags: String, expiry: UInt32 = 0, generation: UInt32 = 0, _ operations: String = ""
    ) -> String {
        "[\(flags), 0] 0 gen \(generation) expiry \(expiry) timeout 1000 \(Self.fields) "
            + (operations.isEmpty ? "" : operations + " ") + Self.subject
    }

    @Test("reads ask for all bins, one or the chosen ones")
    func reads() throws {
        let trial = try AerospikeTrial(
            AerospikeTrial.plan(
                record: "{bins: {a: {bytes: 4B}, b: {text: 3B}, c: integer}, readBins: [a, c]}"))
        #expect(trial.begin(trial.add(.read)) == [request("3, 0, 0")])
        #expect(trial.begin(trial.add(.read, bin: 1)) == [request("1, 0, 0", "o1 b=null")])
        let chosen = trial.begin(trial.add(.read, bin: Operation.chosenBins))
        #expect(chosen == [request("1, 0, 0", "o1 a=null o1 c=null")])
        #expect(trial.begin(trial.add(.exists)) == [request("33, 0, 0")])
    }

    @Test("writes of all bins replace, others leave the rest", arguments: [0, 3_600] as [UInt32])
    func writes(ttl: UInt32) throws {
        let trial = try AerospikeTrial(
            AerospikeTrial.plan(
                record: "{bins: {a: {bytes: 4B}, b: {text: 3B}, c: integer}, updateBins: [b, c]}"))
        for kind in [OperationKind.update, .insert, .fill] {
            let index = trial.add(kind, ttl: ttl)
            let text = String(decoding: hex(trial.value(index, position: 1)), as: UTF8.self)
            let bins = "o2 a=blob \(trial.value(index)) o2 b='\(text)' o2 c=7"
            #expect(trial.begin(index) == [request("0, 1, 16", expiry: ttl, bins)])
        }
        let one = trial.add(.update, bin: 2, ttl: ttl, values: [.number(-9)])
        #expect(trial.begin(one) == [request("0, 1, 0", expiry: ttl, "o2 c=-9")])
        let chosen = trial.add(
            .update, bin: Operation.chosenBins, ttl: ttl, values: [.bytes(3), .number(4)])
        let text = String(decoding: hex(trial.value(chosen)), as: UTF8.self)
        #expect(
            trial.begin(chosen) == [request("0, 1, 0", expiry: ttl, "o2 b='\(text)' o2 c=4")])
    }

    @Test("every other kind about one record is one request")
    func others() throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        let add = trial.add(.add, bin: 2, values: [.number(1)])
        #expect(trial.begin(add) == [request("0, 33, 0", "o2 c=1")])
        #expect(trial.begin(trial.add(.delete)) == [request("0, 3, 0")])
        let touch = trial.begin(trial.add(.touch, ttl: 60))
        #expect(touch == [request("0, 1, 0", expiry: 60, "o11 =null")])
        let increment = trial.begin(trial.add(.increment, bin: 2))
        #expect(increment == [request("0, 1, 0", "o5 c=1")])
        let blob = trial.add(.append, bin: 0, values: [.bytes(2)])
        #expect(trial.begin(blob) == [request("0, 1, 0", "o9 a=blob \(trial.value(blob))")])
        let text = trial.add(.append, bin: 1, values: [.bytes(2)])
        let characters = String(decoding: hex(trial.value(text)), as: UTF8.self)
        #expect(trial.begin(text) == [request("0, 1, 0", "o9 b='\(characters)'")])
    }

    @Test("typed values keep their types")
    func types() throws {
        let trial = try AerospikeTrial(
            AerospikeTrial.plan(
                record: "{bins: {d: double, t: boolean, l: {list: {count: 2, of: integer}}, "
                    + "m: {map: {count: 1, of: integer}}}}"))
        let half = Int(bitPattern: UInt(Double(0.5).bitPattern))
        let index = trial.add(
            .insert, values: [.number(half), .number(1), .bytes(5), .bytes(6)])
        let list = trial.value(index, position: 2)
        let map = trial.value(index, position: 3)
        let bins = "o2 d=0.5 o2 t=true o2 l=list \(list) o2 m=map \(map)"
        #expect(trial.begin(index) == [request("0, 1, 16", bins)])
    }

    @Test("a scan is of its key's partition, with a limit or whole")
    func scans() throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        for limit in [0, 25] as [UInt32] {
            let words = trial.begin(trial.add(.scan, scan: limit))[0]
            #expect(words.hasPrefix("[1, 0, 4, 0] 0 gen 0 expiry 4294967295 timeout 0 "))
            #expect(words.contains("max \(limit) index false 1 [1975] []"))
            #expect(words.contains("f1:64656d6f"))
        }
    }

    @Test("a batch of reads says what is the same only once")
    func batchReads() throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        let first = trial.add(.batchRead, "k1", entryCount: 3)
        trial.add(.batchRead, "k2")
        trial.add(.batchRead, "k3", bin: 2)
        let words = trial.begin(first)
        #expect(words.count == 1)
        #expect(words[0].contains("batch 13 of 3 row 1 \(Self.digest) [3, 0, 0, 0]"))
        #expect(words[0].contains("row 2") && words[0].contains("row 3"))
        #expect(words[0].contains("o1 c=null"))
        // One row in full, one repeated (25 bytes), one in full again.
        #expect(words[0].components(separatedBy: "set demo").count == 4)
    }

    @Test("a batch of writes has each row's values and time to live")
    func batchWrites() throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        let first = trial.add(.batchWrite, "k1", ttl: 9, entryCount: 2)
        let second = trial.add(.batchWrite, "k2", ttl: 9)
        let words = trial.begin(first)[0]
        #expect(words.contains("row 1 \(Self.digest) [0, 129, 16, 0] 0 gen 0 expiry 9"))
        for index in [first, second] { #expect(words.contains("o2 a=blob \(trial.value(index))")) }
    }

    @Test("a batch over several nodes has a part for each, and a record one node")
    func nodes() throws {
        // Of k1 and k2, one lies in the first half of the partitions, by their digests.
        let trial = try AerospikeTrial(
            AerospikeTrial.plan(), nodeCount: 2, masters: { $0 < 2_048 ? 0 : 1 })
        let keys = (1...8).map { "k\($0)" }
        let first = trial.add(.batchRead, keys[0], entryCount: 8)
        for key in keys.dropFirst() { trial.add(.batchRead, key) }
        let words = trial.begin(first)
        #expect(words.count == 2)
        let nodes = (0..<2).map {
            trial.dialect.node(ofPart: $0, first, of: trial.batch, ticket: 5)
        }
        #expect(Set(nodes) == [0, 1])
        let rows = words.map { $0.components(separatedBy: " row ").count - 1 }
        #expect(rows.reduce(0, +) == 8 && rows.allSatisfy { $0 > 0 })
        for (key, node) in zip(keys, keys.map { Self.node($0) }) {
            let index = trial.add(.read, key)
            _ = trial.begin(index, ticket: 6)
            #expect(trial.dialect.node(ofPart: 0, index, of: trial.batch, ticket: 6) == node)
        }
    }

    private static func node(_ key: String) -> Int {
        let digest = withBytes(key) { key in
            withBytes("demo") { AerospikeDigest(ofKey: key, type: .string, set: $0) }
        }
        return digest.partition < 2_048 ? 0 : 1
    }
}

@Suite("Aerospike's dialect: answers")
struct AerospikeAnswerTests {
    @Test(
        "a code is an outcome",
        arguments: [
            (0, .ok), (2, .miss), (5, .exists), (3, .conflict), (8, .outOfMemory), (9, .timeout),
            (4, .refused), (12, .refused), (13, .refused), (16, .refused), (20, .refused),
            (21, .refused), (22, .refused), (26, .refused), (11, .serverError), (1, .serverError),
            (14, .serverError), (255, .serverError),
        ] as [(UInt8, Outcome)], [false, true]
    )
    func outcomes(pair: (code: UInt8, outcome: Outcome), isSplit: Bool) throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        for kind in [OperationKind.read, .update, .delete, .add, .exists, .touch] {
            _ = trial.begin(trial.add(kind))
            let answer = AerospikeAnswer.code(.init(rawValue: pair.code))
            let (receptions, sent) = try trial.receive(answer, isSplit: isSplit)
            #expect(receptions == [.ended(byteCount: 30, pair.outcome)])
            #expect(sent == "")
        }
    }

    @Test("a read is followed by its write, unless there is no record", arguments: [false, true])
    func readModifyWrite(isSplit: Bool) throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        let index = trial.add(.readModifyWrite, bin: 2, values: [.number(8)])
        #expect(trial.begin(index)[0].hasPrefix("[3, 0, 0, 0]"))
        // The batch is filled again before the answer comes.
        trial.batch.removeAll()
        let read = try trial.receive(Captured.record, isSplit: isSplit)
        #expect(read.receptions.map(\.word) == ["continued"])
        #expect(read.sent.hasPrefix("[0, 1, 0, 0] 0 gen 0 expiry 0"))
        #expect(read.sent.contains("o2 c=8 record digest \(Captured.digest)"))
        let written = try trial.receive(AerospikeAnswer.code(.ok), isSplit: isSplit)
        #expect(written.receptions.map(\.word) == ["ok"] && written.sent == "")

        _ = trial.begin(trial.add(.readModifyWrite))
        let missed = try trial.receive(AerospikeAnswer.code(.recordNotFound), isSplit: isSplit)
        #expect(missed.receptions.map(\.word) == ["miss"] && missed.sent == "")
    }

    @Test("a conditional write names the generation that was read, and may find another")
    func conditionalUpdate() throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        for (bin, flags) in [(Operation.allBins, "[0, 5, 32, 0]"), (2, "[0, 5, 8, 0]")] {
            _ = trial.begin(trial.add(.conditionalUpdate, bin: bin))
            let read = try trial.receive(AerospikeAnswer.code(.ok, generation: 4_711))
            #expect(read.receptions.map(\.word) == ["continued"])
            #expect(read.sent.hasPrefix("\(flags) 0 gen 4711 "))
            let written = try trial.receive(AerospikeAnswer.code(.generation, generation: 4_712))
            #expect(written.receptions.map(\.word) == ["conflict"])
        }
    }

    @Test("a scan ends with its last message, however its rows come", arguments: [false, true])
    func scans(isSplit: Bool) throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        let row = AerospikeAnswer.scanRow
        let end = AerospikeAnswer.frame(AerospikeAnswer.end())
        let unavailable = AerospikeAnswer.frame(
            AerospikeHeader(resultCode: .unavailable, more: .partitionDone, generation: 1_975))
        let cases: [([UInt8], [String])] = [
            (row + row + end, ["partial", "partial", "ok"]),
            (end, ["miss"]),
            (unavailable + end, ["partial", "serverError"]),
            (row + AerospikeAnswer.frame(AerospikeAnswer.end(.timeout)), ["partial", "timeout"]),
            (AerospikeAnswer.code(.unsupported), ["refused"]),
        ]
        for (answer, words) in cases {
            _ = trial.begin(trial.add(.scan, scan: 10))
            let found = try trial.receive(answer, isSplit: isSplit).receptions.map(\.word)
            #expect(found == words)
        }
    }

    @Test("a batch ends as its rows did, in any order", arguments: [false, true])
    func batches(isSplit: Bool) throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        let row = AerospikeAnswer.row
        let end = AerospikeAnswer.frame(AerospikeAnswer.end())
        let cases: [(OperationKind, [UInt8], [String])] = [
            (
                .batchRead,
                AerospikeAnswer.frame(row(2, .recordNotFound), row(1, .ok)) + end,
                ["partial", "ok"]
            ),
            (
                .batchRead,
                AerospikeAnswer.frame(
                    row(1, .recordNotFound), row(2, .recordNotFound), AerospikeAnswer.end()),
                ["miss"]
            ),
            (
                .batchRead, AerospikeAnswer.frame(row(1, .ok), row(2, .hotKey)) + end,
                ["partial", "serverError"]
            ),
            (
                .batchWrite,
                AerospikeAnswer.frame(row(1, .ok)) + AerospikeAnswer.frame(row(2, .ok))
                    + end,
                ["partial", "partial", "ok"]
            ),
            (
                .batchWrite, AerospikeAnswer.frame(row(2, .recordTooBig), row(1, .timeout)) + end,
                ["partial", "timeout"]
            ),
            (
                .batchWrite, AerospikeAnswer.frame(AerospikeAnswer.end(.batchDisabled)),
                ["serverError"]
            ),
        ]
        for (kind, answer, words) in cases {
            let first = trial.add(kind, "k1", entryCount: 2)
            trial.add(kind, "k2")
            _ = trial.begin(first)
            let found = try trial.receive(answer, isSplit: isSplit).receptions.map(\.word)
            #expect(found == words)
        }
    }

    @Test("a batch over two nodes ends with the later of them")
    func twoNodes() throws {
        let trial = try AerospikeTrial(
            AerospikeTrial.plan(), nodeCount: 2, masters: { $0 < 2_048 ? 0 : 1 })
        let first = trial.add(.batchRead, "k1", entryCount: 8)
        for number in 2...8 { trial.add(.batchRead, "k\(number)") }
        #expect(trial.begin(first).count == 2)
        let answer = AerospikeAnswer.frame(AerospikeAnswer.row(1, .ok), AerospikeAnswer.end())
        #expect(try trial.receive(answer).receptions.map(\.word) == ["partEnded"])
        let end = AerospikeAnswer.frame(AerospikeAnswer.end())
        #expect(try trial.receive(end).receptions.map(\.word) == ["ok"])
    }

    @Test("answers that nobody waits for are passed over whole", arguments: [false, true])
    func discarded(isSplit: Bool) throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        let end = AerospikeAnswer.frame(AerospikeAnswer.end())
        let cases: [([UInt8], [String])] = [
            (Captured.record, ["ok"]),
            (AerospikeAnswer.scanRow + end, ["partial", "ok"]),
            (AerospikeAnswer.frame(AerospikeAnswer.row(1, .ok)) + end, ["partial", "ok"]),
        ]
        for (answer, words) in cases {
            let found = try trial.receive(answer, ticket: nil, isSplit: isSplit)
            #expect(found.receptions.map(\.word) == words)
        }
    }

    @Test(
        "what is no answer drops the connection",
        arguments: [
            Array("HTTP/1.1 400\r\n".utf8), hex("0201000000000000"), hex("020300ff00000000"),
            hex("0203000000000000"), AerospikeAnswer.scanRow,
            AerospikeAnswer.frame(AerospikeAnswer.row(7, .ok)),
        ]
    )
    func garbage(bytes: [UInt8]) throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        _ = trial.begin(trial.add(.read))
        #expect(throws: DialectError.self) { try trial.receive(bytes) }
    }

    @Test("a row that the batch does not have drops the connection")
    func strangeRow() throws {
        let trial = try AerospikeTrial(AerospikeTrial.plan())
        _ = trial.begin(trial.add(.batchRead, entryCount: 1))
        let answer = AerospikeAnswer.frame(AerospikeAnswer.row(2, .ok))
        #expect(throws: DialectError.self) { try trial.receive(answer) }
    }
}
