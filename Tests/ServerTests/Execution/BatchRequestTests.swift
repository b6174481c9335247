import Engine
import Server
import Testing
import Wire

/// One row of a batch request.
private struct Row {
    var index: UInt32
    var digest: [UInt8]
    /// Nil for a row that repeats the one before.
    var request: Request?

    var bytes: [UInt8] {
        let head = bigEndian(index) + digest
        guard let request else { return head + [1] }
        let hasGeneration = request.generation != 0
        var found = head + [0x0a | (hasGeneration ? 4 : 0)]
        found += [request.read, request.write, request.more]
        if hasGeneration { found += bigEndian(UInt16(request.generation)) }
        found += bigEndian(request.timeToLive)
        let fields = request.fields.filter { $0.id != 4 }
        found += bigEndian(UInt16(fields.count)) + bigEndian(UInt16(request.operations.count))
        return found + fields.flatMap(\.bytes) + request.operations.flatMap(\.bytes)
    }
}

@Suite("Batch requests")
struct BatchRequestTests {
    private func batch(_ rows: [Row], flags: UInt8 = 0x0d) -> Request {
        Request().with {
            $0.read = Flag.batch
            $0.fields = [
                .init(41, bigEndian(UInt32(rows.count)) + [flags] + rows.flatMap(\.bytes))
            ]
        }
    }

    private func digest(_ number: Int) -> [UInt8] {
        bigEndian(UInt64(number) &* 0x1234_5678_9abc_def1) + [UInt8](repeating: 7, count: 12)
    }

    @Test("rows of every kind are answered with their index, in order, then the last message")
    func kinds() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1), .put("b", 2)], digest(0)))
        let write = Request.put([.put("a", 5)]).with { $0.write |= Flag.respondAll }
        let answers = try served.answers(
            batch([
                Row(index: 10, digest: digest(0), request: .readAll()),
                Row(index: 11, digest: digest(1)),
                Row(index: 12, digest: digest(1), request: write),
                Row(
                    index: 13, digest: digest(1),
                    request: .record().with {
                        $0.read = Flag.read
                        $0.operations = [.get("a"), .get("x")]
                    }),
                Row(index: 14, digest: digest(0), request: .operate([.add("a", 3), .get("a")])),
                Row(
                    index: 15, digest: digest(0),
                    request: .record().with { $0.read = Flag.read | Flag.noBins }),
                Row(index: 16, digest: digest(0), request: .delete()),
                Row(index: 17, digest: digest(0)),
            ]))
        #expect(answers.map(\.code) == [0, 2, 0, 0, 0, 0, 0, 2, 0])
        #expect(answers.map(\.rowIndex) == [10, 11, 12, 13, 14, 15, 16, 17, 0])
        #expect(answers.map(\.isLast) == [Bool](repeating: false, count: 8) + [true])
        #expect(answers[0].operations.map(\.name) == ["a", "b"])
        #expect(answers[2].operations == [.result(2, "a")])
        #expect(answers[3].operations == [.result(1, "a", 1, bigEndian(Int64(5)))])
        #expect(answers[4].operations == [.result(1, "a", 1, bigEndian(Int64(4)))])
        #expect(answers[5].generation == 2 && answers[5].operations.isEmpty)
        #expect(served.kind == .batch && served.code == .ok)
    }

    @Test("a row fails for itself: its namespace, set, key, generation or operations")
    func failingRows() throws {
        let served = try ServedStore()
        try served.answer(Request.put([.put("a", 1)], digest(0)).with(key: "k"))
        let write = Request.put([.put("a", 5)])
        let answers = try served.answers(
            batch([
                Row(
                    index: 0, digest: digest(0),
                    request: Request.record(namespace: "none").with { $0.read = 3 }),
                Row(
                    index: 1, digest: digest(0),
                    request: Request.record(set: "other").with { $0.read = 3 }),
                Row(index: 2, digest: digest(0), request: Request.readAll().with(key: "q")),
                Row(
                    index: 3, digest: digest(0),
                    request: write.with {
                        $0.write |= Flag.generationEqual
                        $0.generation = 9
                    }),
                Row(index: 4, digest: digest(0), request: .put([])),
                Row(index: 5, digest: digest(0), request: .put([.put("a", type: 99, [])])),
                Row(
                    index: 6, digest: digest(0),
                    request: write.with { $0.fields += [.init(30, [1]), .init(31, [1])] }),
                Row(
                    index: 7, digest: digest(0),
                    request: write.with { $0.fields.append(.init(43, [0xc3])) }),
                Row(index: 8, digest: digest(0), request: write),
            ]))
        #expect(answers.map(\.code) == [20, 4, 19, 3, 4, 4, 100, 16, 0, 0])
        #expect(answers[3].generation == 1)
    }

    @Test("without the flag that asks for all rows, the first that fails is the last")
    func stops() throws {
        let served = try ServedStore()
        let answers = try served.answers(
            batch(
                [
                    Row(index: 0, digest: digest(0), request: .readAll()),
                    Row(index: 1, digest: digest(1), request: .put([])),
                    Row(index: 2, digest: digest(2), request: .put([.put("a", 1)])),
                ], flags: 0x01))
        #expect(answers.map(\.code) == [2, 4, 4])
        #expect(answers.map(\.isLast) == [false, false, true])
        #expect(try served.answer(.readAll(digest(2))).code == 2)
    }

    @Test("a batch of more rows than the limit is refused whole")
    func limit() throws {
        var settings = ExecutionSettings()
        settings.batchRowLimit = 2
        let served = try ServedStore(settings: settings)
        let rows = (0..<3).map {
            Row(index: UInt32($0), digest: digest($0), request: .put([.put("a", 1)]))
        }
        #expect(try served.answers(batch(rows)) == [Answer(more: Flag.last, code: 151)])
        #expect(try served.answers(batch(Array(rows.dropLast()))).count == 3)
    }

    @Test(
        "a batch whose answers are many is answered in stretches, and no row is lost or repeated",
        arguments: [1, 1_000, 50_000])
    func stretches(byteLimit: Int) throws {
        var settings = ExecutionSettings()
        settings.batchStretchByteCount = 2_000
        let served = try ServedStore(settings: settings)
        served.byteLimit = byteLimit
        let value = String(repeating: "v", count: 5_000)
        for number in 0..<20 { try served.answer(.put([.put("a", value)], digest(number))) }
        let rows = (0..<200).map {
            Row(
                index: UInt32($0), digest: digest($0 % 25),
                request: $0 % 7 == 0 ? .readAll() : nil)
        }
        let answers = try served.answers(batch(rows))
        #expect(answers.map(\.rowIndex) == (0..<200).map { UInt32($0) } + [0])
        #expect(answers.dropLast().map(\.code) == (0..<200).map { $0 % 25 < 20 ? 0 : 2 })
        #expect(answers.last == Answer(more: Flag.last, code: 0))
        #expect(served.resumeCount > 0)
    }

    @Test("a frame of rows ends after 128 KiB")
    func frames() throws {
        let served = try ServedStore()
        let value = String(repeating: "v", count: 100_000)
        try served.answer(.put([.put("a", value)], digest(0)))
        let rows = (0..<8).map {
            Row(index: UInt32($0), digest: digest(0), request: $0 == 0 ? .readAll() : nil)
        }
        var rest = served.answerBytes(batch(rows).body)[...]
        var sizes: [Int] = []
        while !rest.isEmpty {
            let size = rest.dropFirst(2).prefix(6).reduce(0) { $0 << 8 | Int($1) }
            sizes.append(size)
            rest = rest.dropFirst(8 + size)
        }
        #expect(sizes.dropLast().allSatisfy { $0 < 250_000 })
        #expect(sizes.last == 22 && sizes.count == 5)
    }
}
