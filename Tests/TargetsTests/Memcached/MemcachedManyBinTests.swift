import Driver
import Testing
import Workload

@testable import Targets

/// Records of several bins, whose values are packed.
@Suite("Memcached dialect, records of several bins")
struct MemcachedManyBinTests {
    /// Text, a number, a boolean and text; updates are for one of the bins.
    private static func plan(_ more: String = "updateBins: one") throws -> Plan {
        try MemcachedTrial.plan(
            "{bins: {a: {text: 3B}, n: integer, f: boolean, z: {text: 2B}}, \(more)}")
    }

    private static let seven = "\\x09\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x07"
    private static let eight = "\\x09\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x08"
    private static let all: [MemcachedTrial.Value] = [
        .bytes(3), .number(7), .boolean(true), .bytes(2),
    ]
    /// A record that was there: `abc`, 7, missing, nothing.
    private static let old = "\\x01\\x04\\x04abc\(seven)\\x00\\x01"
    private static let found = "VALUE k 0 17 99\r\n\(old)\r\nEND\r\n"

    /// The answers to a `gets` and a `cas` of the record that results.
    private static func change(
        to record: String, _ byteCount: Int, ttl: Int = 0
    ) -> [String] {
        ["gets k\r\n", found, "cas k 0 \(ttl) \(byteCount) 99\r\n\(record)\r\n"]
    }

    @Test("a whole record is written as it is packed")
    func wholeRecords() throws {
        let packed = "\\x01\\x04\\x04{0}\(Self.seven)\\x02\\x01\\x03{3}"
        try expectScript(
            Self.plan(), .init(["set k 0 0 20\r\n\(packed)\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.insert, "k", values: Self.all) }
        try expectScript(
            Self.plan(), .init(["add k 0 5 20\r\n\(packed)\r\n", "NOT_STORED\r\n"], .exists)
        ) { $0.add(.add, "k", ttl: 5, values: Self.all) }
        try expectScript(
            Self.plan(),
            .init(
                ["mg k c\r\n", "HD c4\r\n", "cas k 0 0 20 4\r\n\(packed)\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.conditionalUpdate, "k", values: Self.all) }
        try expectScript(
            Self.plan(),
            .init(
                [
                    "get k\r\n", "VALUE k 0 1\r\nx\r\nEND\r\n",
                    "set k 0 0 20\r\n\(packed)\r\n", "STORED\r\n",
                ], .ok)
        ) { $0.add(.readModifyWrite, "k", values: Self.all) }
    }

    @Test("a read of some bins is a get of all")
    func reads() throws {
        for bin in [Operation.allBins, Operation.chosenBins, 2] {
            try expectScript(Self.plan(), .init(["get k\r\n", "END\r\n"], .miss)) {
                $0.add(.read, "k", bin: bin)
            }
        }
    }

    @Test("a write of one bin reads the record, and replaces it if nobody else has")
    func oneBin() throws {
        let changed = "\\x01\\x04\\x04abc\(Self.seven)\\x00\\x03{0}"
        try expectScript(
            Self.plan(), .init(Self.change(to: changed, 19) + ["STORED\r\n"], .ok)
        ) { $0.add(.update, "k", bin: 3, values: [.bytes(2)]) }
        let filled = "\\x01\\x04\\x04abc\(Self.seven)\\x02\\x00\\x01"
        try expectScript(
            Self.plan(), .init(Self.change(to: filled, 18, ttl: 9) + ["STORED\r\n"], .ok)
        ) { $0.add(.readModifyWrite, "k", bin: 2, ttl: 9, values: [.boolean(false)]) }
    }

    @Test("a write of chosen bins replaces those")
    func chosenBins() throws {
        let changed = "\\x01\\x04\\x04{0}\(Self.seven)\\x00\\x03{1}"
        try expectScript(
            Self.plan("updateBins: [z, a]"),
            .init(Self.change(to: changed, 19) + ["STORED\r\n"], .ok)
        ) { $0.add(.update, "k", bin: Operation.chosenBins, values: [.bytes(3), .bytes(2)]) }
    }

    @Test("a write that another comes before begins anew, whether it changed or removed the record")
    func conflicts() throws {
        let changed = "\\x01\\x04\\x04abc\(Self.seven)\\x00\\x03{0}"
        let new = "\\x01\\x04\\x00\\x00\\x00\\x03{0}"
        let turns =
            Self.change(to: changed, 19) + ["EXISTS\r\n"] + Self.change(to: changed, 19)
            + ["NOT_FOUND\r\n", "gets k\r\n", "END\r\n", "add k 0 0 8\r\n\(new)\r\n"]
        try expectScript(Self.plan(), .init(turns + ["STORED\r\n"], .ok)) {
            $0.add(.update, "k", bin: 3, values: [.bytes(2)])
        }
        let again = turns + ["NOT_STORED\r\n"] + Self.change(to: changed, 19) + ["STORED\r\n"]
        try expectScript(Self.plan(), .init(again, .ok)) {
            $0.add(.update, "k", bin: 3, values: [.bytes(2)])
        }
    }

    @Test("a write that others always come before is a conflict")
    func endlessConflicts() throws {
        let changed = "\\x01\\x04\\x04abc\(Self.seven)\\x00\\x03{0}"
        let turn = Self.change(to: changed, 19) + ["EXISTS\r\n"]
        let turns = Array(repeating: turn, count: MemcachedDialect.conflictLimit).flatMap { $0 }
        try expectScript(Self.plan(), .init(turns, .conflict)) {
            $0.add(.update, "k", bin: 3, values: [.bytes(2)])
        }
    }

    @Test("reads before writes, and conditional writes, miss where there is no record")
    func misses() throws {
        for kind in [OperationKind.readModifyWrite, .conditionalUpdate] {
            try expectScript(Self.plan(), .init(["gets k\r\n", "END\r\n"], .miss)) {
                $0.add(kind, "k", bin: 0, values: [.bytes(3)])
            }
        }
    }

    @Test("a conditional write of one bin is tried once")
    func conditional() throws {
        let changed = "\\x01\\x04\\x04{0}\(Self.seven)\\x00\\x01"
        for (answer, outcome) in MemcachedOneBinTests.conditionalCases {
            try expectScript(
                Self.plan(), .init(Self.change(to: changed, 17) + [answer], outcome)
            ) { $0.add(.conditionalUpdate, "k", bin: 0, values: [.bytes(3)]) }
        }
    }

    @Test("an increment counts the bin up, or makes it")
    func increments() throws {
        let counted = "\\x01\\x04\\x04abc\(Self.eight)\\x00\\x01"
        try expectScript(
            Self.plan(), .init(Self.change(to: counted, 17) + ["STORED\r\n"], .ok)
        ) { $0.add(.increment, "k", bin: 1) }
        let new = "\\x01\\x04\\x00\\x09\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\\x00\\x00"
        try expectScript(
            Self.plan(),
            .init(["gets k\r\n", "END\r\n", "add k 0 0 14\r\n\(new)\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.increment, "k", bin: 1) }
    }

    @Test("an append lengthens the bin, or makes it")
    func appends() throws {
        let longer = "\\x01\\x04\\x06abc{0}\(Self.seven)\\x00\\x01"
        try expectScript(
            Self.plan(), .init(Self.change(to: longer, 19) + ["STORED\r\n"], .ok)
        ) { $0.add(.append, "k", bin: 0, values: [.bytes(2)]) }
        let new = "\\x01\\x04\\x03{0}\\x00\\x00\\x00"
        try expectScript(
            Self.plan(),
            .init(["gets k\r\n", "END\r\n", "add k 0 0 8\r\n\(new)\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.append, "k", bin: 0, values: [.bytes(2)]) }
    }

    /// Values of other programs, and a bin `n` that is no number.
    static let foreignValues = [
        "", "\\x01", "x", "\\x02\\x04\\x00\\x00\\x00\\x00", "\\x01\\x03\\x00\\x00\\x00",
        "\\x01\\x04\\x04abc", "\\x01\\x04\\x04abc\\x00\\x00\\x00x",
        "\\x01\\x04\\xff\\xff\\xff\\xff\\xff\\xff", "\\x01\\x04\\x00\\x02x\\x00\\x00",
    ]

    @Test("what is no such record is not changed", arguments: foreignValues)
    func foreign(value: String) throws {
        let count = MemcachedTrial.bytes(value).count
        try expectScript(
            Self.plan(),
            .init(["gets k\r\n", "VALUE k 7 \(count) 5\r\n\(value)\r\nEND\r\n"], .refused)
        ) { $0.add(.increment, "k", bin: 1) }
    }

    @Test("an add of one bin, as of a trace, is a record of that bin")
    func partialAdd() throws {
        let new = "\\x01\\x04\\x04{0}\\x00\\x00\\x00"
        try expectScript(
            Self.plan(), .init(["add k 0 0 9\r\n\(new)\r\n", "STORED\r\n"], .ok)
        ) { $0.add(.add, "k", bin: 0, values: [.bytes(3)]) }
    }
}
