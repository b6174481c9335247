import Engine
import Server
import Testing
import Wire

private typealias Op = Request.Operation

@Suite("Requests on one record")
struct RecordRequestTests {
    // MARK: Reading

    @Test("named bins come in the order asked for, those that are absent not at all")
    func namedBins() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1), .put("b", 2), .put("c", 3)]))
        let answer = try served.answer(
            Request.record().with {
                $0.read = Flag.read
                $0.operations = [.get("c"), .get("x"), .get("a"), .get("c")]
            })
        #expect(answer.operations.map(\.name) == ["c", "a", "c"])
        #expect(answer["a"] == bigEndian(Int64(1)))
        #expect(served.kind == .read)
    }

    @Test("with a result for each operation, an absent bin is one without a value")
    func respondAll() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1)]))
        let answer = try served.answer(
            Request.record().with {
                $0.read = Flag.read
                $0.write = Flag.respondAll
                $0.operations = [.get("x"), .get("a")]
            })
        #expect(answer.operations == [.result(1, "x"), .result(1, "a", 1, bigEndian(Int64(1)))])
    }

    @Test("to read bins that nobody wrote adds no names")
    func unknownNames() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1)]))
        let answer = try served.answer(
            Request.record(set: nil).with {
                $0.read = Flag.read
                $0.operations = [.get("nobody")]
            })
        #expect(answer.code == 0 && answer.operations.isEmpty)
        try served.answer(Request.record(set: "nobody").with { $0.read = 3 })
        #expect(served.namespace.binNames == ["a"])
        #expect(served.namespace.setNames == ["demo"])
    }

    @Test("names are told apart by their bytes", arguments: ["a\u{e9}", "\u{1F600}", "b"])
    func names(name: String) throws {
        let served = try ServedStore()
        // The same to look at, and another name on the wire.
        try served.answer(.put([.put("ae\u{301}", 1), .put(name, 2)]))
        let operations = try served.answer(.readAll()).operations
        #expect(
            operations.map { Array($0.name.utf8) } == [Array("ae\u{301}".utf8), Array(name.utf8)])
        #expect(operations[1].value == bigEndian(Int64(2)))
    }

    @Test("a name that is no UTF-8 is refused")
    func badName() throws {
        let served = try ServedStore()
        var body = Request.put([.put("abc", 1)]).body
        let place = try #require(body.lastIndex(of: 0x61))
        body[place] = 0xff
        #expect(try served.answers(body).map(\.code) == [21])
    }

    // MARK: Writing

    @Test(
        "a value of every type comes back as it went in, or normalised",
        arguments: [
            (UInt8(1), "0000000000000007", "0000000000000007"), (1, "07", "0000000000000007"),
            (1, "ff01", "000000000000ff01"), (2, "3ff8000000000000", "3ff8000000000000"),
            (3, "", ""), (3, "c3a9", "c3a9"), (4, "00ff", "00ff"), (17, "00", "00"),
            (9, "800495", "800495"), (7, "ac", "ac"), (12, "83", "83"),
            // A wide head and a wide integer become narrow ones.
            (20, "dc0001 d100000005", ""), (20, "dc0001 d10005", "9105"),
            // The keys of a map come in their order, at every level.
            (19, "82 a20362 82 02 01 01 02 a20361 01", "82 a20361 01 a20362 82 01 02 02 01"),
        ])
    func values(type: UInt8, sent: String, stored: String) throws {
        let served = try ServedStore()
        let code = try served.answer(.put([.put("v", type: type, bytes(hex: sent))])).code
        // The first list has a byte too many.
        guard !(type == 20 && stored.isEmpty) else {
            #expect(code == 1)
            return
        }
        #expect(code == 0)
        let answer = try served.answer(.readAll())
        #expect(answer.operations == [.result(1, "v", type, bytes(hex: stored))])
    }

    @Test("GeoJSON comes back behind an empty list of cells")
    func geoJSON() throws {
        let served = try ServedStore()
        let text = Array(GoldenAnswer.point.utf8)
        let cell = [UInt8](repeating: 0xab, count: 8)
        try served.answer(.put([.put("g", type: 23, [0, 0, 1] + cell + text)]))
        #expect(try served.answer(.readAll())["g"] == [0, 0, 0] + text)
    }

    @Test("writes of some bins leave the others, replacing ones do not")
    func replacing() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1), .put("b", 2)]))
        try served.answer(.put([.put("b", 3)]))
        #expect(try served.answer(.readAll()).operations.map(\.name) == ["a", "b"])
        let answer = try served.answer(
            Request.put([.put("c", 4)]).with { $0.more = Flag.createOrReplace })
        #expect(answer.generation == 3)
        #expect(try served.answer(.readAll()).operations.map(\.name) == ["c"])
    }

    @Test("a failing operation leaves the record as it was")
    func allOrNothing() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1), .put("s", "x")]))
        #expect(try served.answer(.put([.add("a", 5), .add("s", 1)])).code == 12)
        let answer = try served.answer(.readAll())
        #expect(answer.generation == 1 && answer["a"] == bigEndian(Int64(1)))
    }

    @Test("an addition wraps round")
    func wrap() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", .max)]))
        try served.answer(.put([.add("a", 1)]))
        #expect(try served.answer(.readAll())["a"] == bigEndian(Int64.min))
    }

    @Test("generation 65,535 is followed by 1")
    func generationWrap() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1)]))
        let key = Request.k1
        let found = unsafe Digest(bytes: key.span.bytes)
        let digest = try #require(found)
        let (steps, buffer) = (StepList(), OperateBuffer())
        steps.touch()
        for _ in 0..<65_533 { _ = served.namespace.operate(digest, steps, with: buffer) }
        #expect(try served.answer(.put([.touch])).generation == 65_535)
        #expect(try served.answer(.put([.touch])).generation == 1)
    }

    // MARK: Operating

    @Test("reads see earlier writes of the same request, and come in the request's order")
    func operate() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1), .put("s", "x")]))
        let answer = try served.answer(
            .operate([
                .get("a"), .add("a", 4), .get("a"), .append("s", "y"), .prepend("s", "w"),
                .get("s"), .get("none"), .remove("a"), .get("a"),
            ]))
        #expect(
            answer.operations == [
                .result(1, "a", 1, bigEndian(Int64(1))), .result(1, "a", 1, bigEndian(Int64(5))),
                .result(1, "s", 3, Array("wxy".utf8)),
            ])
        #expect(answer.generation == 2 && served.kind == .operate)
    }

    @Test("with a result for each operation, those that return nothing have one without a value")
    func operateRespondAll() throws {
        let served = try ServedStore()
        let answer = try served.answer(
            Request.operate([.put("a", 1), .touch, .get("a"), .get("b")]).with {
                $0.write |= Flag.respondAll
                $0.more = 0
            })
        // A touch needs a record, which the write before does not make.
        #expect(answer.code == 2 && answer.operations.isEmpty)
        try served.answer(.put([.put("z", 1)]))
        let second = try served.answer(
            Request.operate([.put("a", 1), .touch, .get("a"), .get("b")]).with {
                $0.write |= Flag.respondAll
            })
        #expect(
            second.operations == [
                .result(2, "a"), .result(11, ""), .result(1, "a", 1, bigEndian(Int64(1))),
                .result(1, "b"),
            ])
    }

    @Test("all bins may be read once among writes, when their flag is set")
    func operateReadAll() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1)]))
        let request = Request.operate([.put("b", 2), .getAll]).with { $0.read |= Flag.allBins }
        let answer = try served.answer(request)
        #expect(answer.operations.map(\.name) == ["a", "b"])
        #expect(try served.answer(request.with { $0.operations.append(.getAll) }).code == 4)
        #expect(try served.answer(request.with { $0.write |= Flag.respondAll }).code == 4)
    }

    @Test("a stored key shifts no result")
    func operateWithKey() throws {
        let served = try ServedStore()
        let answer = try served.answer(
            Request.operate([.put("a", 1), .get("a")]).with(key: "k1"))
        #expect(answer.operations == [.result(1, "a", 1, bigEndian(Int64(1)))])
        // The key is no bin.
        #expect(try served.answer(.readAll()).operations.map(\.name) == ["a"])
        let all = Request.operate([.put("b", 1), .getAll]).with { $0.read |= Flag.allBins }
        #expect(try served.answer(all).operations.map(\.name) == ["a", "b"])
    }

    @Test("a record keeps its key when it is replaced, and loses it when it is removed")
    func keyLife() throws {
        let served = try ServedStore()
        try served.answer(Request.put([.put("a", 1)]).with(key: "k1"))
        try served.answer(Request.put([.put("b", 1)]).with { $0.more = Flag.createOrReplace })
        #expect(try served.answer(Request.readAll().with(key: "k2")).code == 19)
        // The last bin goes, and the key with it.
        #expect(try served.answer(.put([.remove("b")])) == Answer(code: 0))
        #expect(try served.answer(.readAll()).code == 2)
        #expect(try served.answer(Request.put([.put("a", 1)]).with(key: "k2")).generation == 1)
    }

    @Test(
        "what a request counts as",
        arguments: [
            (Request.readAll(), "read"), (.put([.put("a", 1)]), "write"), (.delete(), "delete"),
            (.put([.touch]), "touch"), (.put([.add("a", 1)]), "operate"),
            (.operate([.put("a", 1), .get("a")]), "operate"),
            (Request().with { $0.read = Flag.batch }, "malformed"),
        ])
    func kinds(request: Request, kind: String) throws {
        let served = try ServedStore()
        try served.answer(request)
        #expect(served.kind.name == kind)
    }
}
