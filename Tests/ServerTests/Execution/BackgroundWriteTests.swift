import Engine
import Platform
import Server
import Testing

@Suite("Background writes on the wire")
struct BackgroundWriteTests {
    private func job(
        _ operations: [Request.Operation], set: String? = "demo", task: UInt64 = 77,
        rate: UInt32 = 0
    ) -> Request {
        Request().with {
            $0.write = Flag.write
            $0.fields = [.init(0, Array("test".utf8)), .init(7, bigEndian(task))]
            if let set { $0.fields.append(.init(1, Array(set.utf8))) }
            if rate > 0 { $0.fields.append(.init(10, bigEndian(rate))) }
            $0.operations = operations
        }
    }

    private func digest(_ number: Int) -> [UInt8] {
        bigEndian(UInt64(number) &* 0x1234_5678_9abc_def1) + [UInt8](repeating: 7, count: 12)
    }

    private func filled(_ count: Int) throws -> ServedStore {
        let served = try ServedStore()
        for number in 0..<count { try served.answer(.put([.put("a", 1)], digest(number))) }
        return served
    }

    /// Advances the jobs until none goes on; how often.
    private func finish(_ served: ServedStore) -> Int {
        var count = 0
        while let instant = served.jobs.advance(now: served.now, recordLimit: 10) {
            served.now = max(served.now, instant)
            count += 1
        }
        return count
    }

    @Test("the answer comes at once, the work is done in small steps, and is shown")
    func job() throws {
        let served = try filled(100)
        #expect(try served.answers(job([.add("a", 5)])) == [Answer(more: Flag.last, code: 0)])
        #expect(served.kind == .backgroundWrite && served.jobs.activeCount == 1)
        let active = try #require(served.jobs.show(id: 77, now: served.now))
        #expect(active.hasPrefix("trid=77:ns=test:set=demo:job-type=basic:"))
        #expect(active.contains(":status=active(ok):job-progress=0.00:"))
        #expect(active.hasSuffix(":from=127.0.0.1+40106"))
        #expect(finish(served) > 10)
        let done = try #require(served.jobs.show(id: 77, now: served.now))
        #expect(done.contains(":status=done(ok):job-progress=100.00:"))
        #expect(done.contains(":recs-succeeded=100:recs-failed=0:"))
        for number in 0..<100 {
            #expect(try served.answer(.readAll(digest(number)))["a"] == bigEndian(Int64(6)))
        }
    }

    @Test("a write keeps to its rate, or to the server's when it names none")
    func rate() throws {
        let served = try filled(100)
        try served.answer(job([.put("a", 2)], rate: 50))
        let start = served.now
        _ = finish(served)
        #expect((served.now - start).seconds >= 1.8 && (served.now - start).seconds <= 2)
        #expect(served.jobs.show(id: 77, now: served.now)?.contains(":rps=50:") == true)
        try served.answer(job([.put("a", 2)], task: 78))
        #expect(served.jobs.show(id: 78, now: served.now)?.contains(":rps=10000:") == true)
        #expect(try served.answer(job([.put("a", 2)], task: 79, rate: 10_001)).code == 4)
    }

    @Test(
        "what cannot be done in the background is refused",
        arguments: [
            (Request.Operation.get("a"), UInt8(4)), (.init(code: 4, name: "a"), 16),
            (.put("a", type: 99, []), 4), (.put("abcdefghijklmnop", 1), 21),
        ])
    func refusals(operation: Request.Operation, code: UInt8) throws {
        let served = try filled(1)
        let request = job([operation]).with { $0.read = Flag.read }
        #expect(try served.answers(request) == [Answer(code: code)])
        #expect(served.jobs.activeCount == 0)
    }

    @Test("an unknown namespace, no operations, too long a time to live, and a script are refused")
    func moreRefusals() throws {
        let served = try filled(1)
        let write = job([.put("a", 1)])
        let cases: [(Request, UInt8)] = [
            (write.with { $0.fields[0] = .init(0, Array("none".utf8)) }, 20),
            (job([]), 4), (write.with { $0.timeToLive = 400_000_000 }, 4),
            (write.with { $0.fields += [.init(30, [1]), .init(33, [2])] }, 16),
            (write.with { $0.fields.append(.init(43, [0xc3])) }, 16),
            (write.with { $0.write |= Flag.durable }, 25),
        ]
        for (request, code) in cases { #expect(try served.answer(request).code == code) }
    }

    @Test("a number in use is refused, and free again when the write has ended")
    func numbers() throws {
        let served = try filled(30)
        try served.answer(job([.put("a", 1)]))
        #expect(try served.answer(job([.put("a", 1)])).code == 4)
        _ = finish(served)
        #expect(try served.answer(job([.put("a", 1)])).code == 0)
        #expect(served.jobs.show(id: 5, now: served.now) == nil)
    }

    @Test("a set that does not exist is done at once; without a set all records are written")
    func sets() throws {
        let served = try filled(30)
        try served.answer(job([.put("a", 9)], set: "none"))
        #expect(served.jobs.activeCount == 0)
        #expect(served.jobs.show(id: 77, now: served.now)?.contains("status=done(ok)") == true)
        try served.answer(job([.put("a", 9)], set: nil, task: 78))
        _ = finish(served)
        #expect(try served.answer(.readAll(digest(3)))["a"] == bigEndian(Int64(9)))
    }

    @Test("an aborted write stops where it is")
    func abort() throws {
        let served = try filled(100)
        try served.answer(job([.put("a", 2)]))
        for _ in 0..<40 { _ = served.jobs.advance(now: served.now, recordLimit: 10) }
        #expect(served.jobs.abort(id: 77) && !served.jobs.abort(id: 1))
        _ = finish(served)
        let line = try #require(served.jobs.show(id: 77, now: served.now))
        #expect(line.contains("status=done(user-aborted)"))
        #expect(!line.contains("job-progress=100.00"))
    }

    @Test("the last writes that ended are kept, the oldest of more are not")
    func kept() throws {
        let served = try filled(1)
        for task in 1...101 {
            try served.answer(job([.put("a", 1)], set: "none", task: UInt64(task)))
        }
        #expect(served.jobs.show(id: 1, now: served.now) == nil)
        #expect(served.jobs.show(id: 2, now: served.now) != nil)
        #expect(served.jobs.showAll(now: served.now).count == 100)
    }

    @Test("a namespace that is dropped meanwhile ends its writes")
    func dropped() throws {
        let served = try filled(50)
        try served.answer(job([.put("a", 2)]))
        _ = served.jobs.advance(now: served.now, recordLimit: 10)
        try served.store.dropNamespace("test")
        _ = finish(served)
        #expect(served.jobs.activeCount == 0)
    }
}
