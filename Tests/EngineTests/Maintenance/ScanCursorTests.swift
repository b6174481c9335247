import Testing

@testable import Engine

@Suite("Scans over partitions")
struct ScanCursorTests {
    private let fixture: MaintenanceFixture
    private let set: SetID
    private let second: BinID

    init() throws {
        fixture = try MaintenanceFixture()
        set = try fixture.namespace.createSet("s")
        second = try fixture.namespace.bin(named: "b")
    }

    /// Everything that a cursor brings.
    private func drain(_ cursor: inout ScanCursor, limit: Int = 3) -> [Digest] {
        let buffer = ScanBuffer()
        var found: [Digest] = []
        while cursor.next(limit: limit, into: buffer) != .finished {
            found += (0..<buffer.count).map { buffer.digest(at: $0) }
        }
        return found
    }

    @Test("a cursor brings every record once, in digest order")
    func all() throws {
        fixture.fill(0..<500)
        var cursor = ScanCursor(fixture.namespace)
        let found = drain(&cursor, limit: 1)
        #expect(found == (0..<500).map { fixture.digest($0) }.sorted())
        #expect(cursor.remaining.isEmpty)
    }

    @Test("what remains of a cursor is enough to go on", arguments: [1, 2, 7, 100])
    func resume(limit: Int) throws {
        for number in 0..<40 {
            let digest = MaintenanceFixture.digest(partition: number % 4, number)
            _ = fixture.namespace.put(digest, fixture.draft(number))
        }
        var cursor = try ScanCursor(
            fixture.namespace, partitions: [3, 1, 2].map { ScanCursor.Start(partition: $0) })
        let buffer = ScanBuffer()
        var found: [Int] = []
        while cursor.next(limit: limit, into: buffer) != .finished {
            found += (0..<buffer.count).map { Int(buffer.digest(at: $0).middle) }
            cursor = try ScanCursor(fixture.namespace, partitions: cursor.remaining)
        }
        let expected = [3, 1, 2].flatMap { partition in (0..<10).map { 4 * $0 + partition } }
        #expect(found == expected)
    }

    @Test("a cursor ends at its limit of records")
    func recordLimit() throws {
        fixture.fill(0..<100)
        var cursor = ScanCursor(fixture.namespace, recordLimit: 42)
        let count = drain(&cursor).count
        #expect(count == 42 && cursor.recordLimit == 0)
        var more = try ScanCursor(fixture.namespace, partitions: cursor.remaining)
        let rest = drain(&more).count
        #expect(rest == 58)
    }

    @Test("only the set's records come, and only what is asked of them")
    func selection() throws {
        fixture.fill(0..<100)
        let draft = RecordDraft()
        draft.append(fixture.bin, integer: 5)
        draft.append(second, string: "text")
        for number in 100..<150 {
            _ = fixture.namespace.put(fixture.digest(number), draft, set: set)
        }
        let buffer = ScanBuffer()
        let cases: [(ScanBins, Int, Int, Int)] = [
            (.all, 150, 50, 2), (.none, 150, 50, 0), (.only([second]), 50, 50, 1),
            (.only([second, fixture.bin]), 150, 50, 2), (.only([]), 0, 0, 0),
        ]
        for (bins, all, ofSet, binCount) in cases {
            var selection = ScanSelection(bins: bins)
            var count = fixture.namespace.scan(
                from: Digest(orderKey: 0, middle: 0, tail: 0), limit: 1000, selecting: selection,
                into: buffer)
            #expect(count == all, "\(bins)")
            selection.set = set
            count = fixture.namespace.scan(
                from: Digest(orderKey: 0, middle: 0, tail: 0), limit: 1000, selecting: selection,
                into: buffer)
            #expect(count == ofSet, "\(bins)")
            for index in 0..<count {
                #expect(buffer.binCount(at: index) == binCount && buffer.set(at: index) == set)
                #expect(buffer.lastUpdateTime(at: index) == 1000)
                #expect(buffer.metadata(at: index).generation == 1)
                #expect((buffer.bytes(second, at: index)?.byteCount == 4) == bins.hasSecond(second))
            }
        }
    }

    @Test("a scan passes over many records of other sets")
    func sparse() throws {
        // All in one partition, so that one table holds more than one chunk passes over.
        for number in 0..<6000 {
            let digest = MaintenanceFixture.digest(partition: 9, number)
            _ = fixture.namespace.put(
                digest, fixture.draft(number), set: number % 2999 == 1 ? set : .none)
        }
        let buffer = ScanBuffer()
        let count = fixture.namespace.scan(
            partition: 9, limit: 10, selecting: ScanSelection(set: set), into: buffer)
        let found = (0..<count).map { Int(buffer.digest(at: $0).middle) }
        #expect(found == [1, 3000, 5999])
    }

    @Test("a dropped partition is reported, and the others come")
    func unavailable() throws {
        for partition in 0..<3 {
            _ = fixture.namespace.put(
                MaintenanceFixture.digest(partition: partition, 1), fixture.draft(1))
        }
        try fixture.namespace.dropPartition(1)
        var cursor = try ScanCursor(
            fixture.namespace, partitions: (0..<3).map { ScanCursor.Start(partition: $0) },
            recordLimit: 5)
        let buffer = ScanBuffer()
        var steps: [ScanCursor.Step] = []
        var counts: [Int] = []
        repeat {
            steps.append(cursor.next(limit: 10, into: buffer))
            counts.append(buffer.count)
        } while steps.last != .finished
        #expect(
            steps == [
                .partitionEnd(partition: 0), .unavailable(partition: 1),
                .partitionEnd(partition: 2), .finished,
            ])
        #expect(counts == [1, 0, 1, 0] && cursor.recordLimit == 3)
    }

    @Test("a partition outside, one given twice, and a digest of another partition are refused")
    func badInput() throws {
        let namespace = fixture.namespace
        let digest = MaintenanceFixture.digest(partition: 7, 1)
        let cases: [([ScanCursor.Start], String)] = [
            ([.init(partition: 4096)], "partition is 4096; it must be 0 to 4095"),
            ([.init(partition: -1)], "partition is -1"),
            ([.init(partition: 1), .init(partition: 1)], "partition is 1 twice"),
            ([.init(partition: 8, after: digest)], "one of partition 8, not 7"),
        ]
        for (starts, words) in cases {
            var message = ""
            do {
                _ = try ScanCursor(namespace, partitions: starts)
            } catch {
                message = error.description
            }
            #expect(message.contains(words))
        }
    }
}

extension ScanBins {
    fileprivate func hasSecond(_ bin: BinID) -> Bool {
        switch self {
        case .all: true
        case .none: false
        case .only(let bins): bins.contains(bin)
        }
    }
}
