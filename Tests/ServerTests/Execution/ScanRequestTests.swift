import Engine
import Platform
import Server
import Testing
import Wire

@Suite("Scan requests")
struct ScanRequestTests {
    private static let partitions = (0..<4096).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }

    private func scan(
        _ partitions: [UInt8] = Self.partitions, set: String? = nil,
        _ change: (inout Request) -> Void = { _ in }
    ) -> Request {
        var request = Request()
        request.read = Flag.read
        request.more = Flag.partitionDone
        request.timeToLive = .max
        request.fields = [.init(0, Array("test".utf8))]
        if let set { request.fields.append(.init(1, Array(set.utf8))) }
        if !partitions.isEmpty { request.fields.append(.init(11, partitions)) }
        change(&request)
        return request
    }

    /// A digest of a partition; with the same partition, in the order of `rest`.
    private func digest(_ partition: Int, _ rest: Int) -> [UInt8] {
        [UInt8(partition & 0xff), UInt8(partition >> 8)] + bigEndian(UInt16(rest))
            + [UInt8](repeating: 3, count: 16)
    }

    /// Records in twenty partitions, three each, every third in the set "demo".
    private func filled() throws -> (ServedStore, digests: [[UInt8]]) {
        let served = try ServedStore()
        var digests: [[UInt8]] = []
        for number in 0..<60 {
            let digest = digest(200 * (number / 3), number)
            let set = number % 3 == 0 ? "demo" : nil
            try served.answer(
                Request.record(digest, set: set).with {
                    $0.write = Flag.write
                    $0.operations = [.put("n", Int64(number)), .put("t", "text")]
                })
            digests.append(digest)
        }
        return (served, digests)
    }

    @Test("every record comes once, with its set, in digest order within a partition")
    func all() throws {
        let (served, digests) = try filled()
        let answers = try served.answers(scan())
        #expect(answers.last == Answer(more: Flag.last, code: 0))
        let rows = answers.dropLast()
        #expect(rows.map { $0.fields[4] } == digests)
        #expect(rows.map { $0["n"] } == (0..<60).map { bigEndian(Int64($0)) })
        #expect(rows.map { $0.fields[1] != nil } == (0..<60).map { $0 % 3 == 0 })
        #expect(rows.allSatisfy { $0.fields[0] == Array("test".utf8) && $0.more == 0 })
        #expect(served.kind == .scan)
    }

    @Test("a set, and partitions asked for, leave out the others")
    func selection() throws {
        let (served, digests) = try filled()
        let answers = try served.answers(scan([200, 0, 0x90, 1], set: "demo"))
        #expect(answers.compactMap { $0.fields[4] } == [digests[3], digests[6]])
        #expect(answers.count == 3)
    }

    @Test("metadata only has no bins and says so; bins that are asked for leave out the others")
    func bins() throws {
        let (served, _) = try filled()
        let metadata = try served.answers(scan { $0.read |= Flag.noBins }).dropLast()
        #expect(metadata.count == 60)
        #expect(metadata.allSatisfy { $0.read == Flag.noBins && $0.operations.isEmpty })
        let named = try served.answers(
            scan { $0.operations = [.get("t"), .get("nobody")] }
        ).dropLast()
        #expect(named.count == 60 && named.allSatisfy { $0.operations.map(\.name) == ["t"] })
        // Rows of which no bin is wanted are left out.
        #expect(try served.answers(scan { $0.operations = [.get("nobody")] }).count == 1)
        #expect(try served.answers(scan { $0.operations = [.put("a", 1)] }).map(\.code) == [4])
    }

    @Test("a stored key comes with its row, also without bins")
    func keys() throws {
        let served = try ServedStore()
        try served.answer(Request.put([.put("a", 1)]).with(key: "k1"))
        for flags in [Flag.read, Flag.read | Flag.noBins] {
            let row = try served.answers(scan { $0.read = flags })[0]
            #expect(row.fields[2] == [3] + Array("k1".utf8))
        }
        let named = try served.answers(scan { $0.operations = [.get("a")] })[0]
        #expect(named.fields[2] == [3] + Array("k1".utf8) && named.operations.count == 1)
    }

    @Test(
        "with a limit of records a client that resumes gets each once", arguments: [1, 7, 59, 60])
    func resume(limit: Int) throws {
        let (served, digests) = try filled()
        let limitField = Request.Field(13, bigEndian(UInt64(limit)))
        var found: [[UInt8]] = []
        var request = scan { $0.fields.append(limitField) }
        for _ in 0..<100 {
            let rows = try served.answers(request).dropLast()
            found += rows.compactMap { $0.fields[4] }
            if rows.count < limit { break }
            // As a client does: partitions begun go on behind their last digest, and those before
            // them are done.
            let last = found[found.count - 1]
            let partition = Int(last[0]) | Int(last[1] & 0xf) << 8
            request = scan(Array(Self.partitions.dropFirst(2 * (partition + 1)))) {
                $0.fields += [.init(12, last), limitField]
            }
        }
        #expect(found == digests)
    }

    @Test("frames of a limited size, resumed, hold the same rows")
    func stretches() throws {
        let (served, digests) = try filled()
        served.byteLimit = 200
        let answers = try served.answers(scan())
        #expect(answers.compactMap { $0.fields[4] } == digests)
        #expect(served.resumeCount > 10)
    }

    @Test("a limit of records per second takes the time that it must")
    func rate() throws {
        let (served, digests) = try filled()
        let start = served.now
        let answers = try served.answers(
            scan { $0.fields.append(.init(10, bigEndian(UInt32(20)))) })
        #expect(answers.compactMap { $0.fields[4] } == digests)
        // Sixty records at twenty a second, but for the first, and for those saved up.
        #expect((served.now - start).seconds >= 2.8 && (served.now - start).seconds <= 3)
    }

    @Test("partitions that are not here are named, and the others answered")
    func unavailable() throws {
        let (served, digests) = try filled()
        try served.namespace.dropPartition(200)
        let answers = try served.answers(scan())
        #expect(answers.count == 59)
        #expect(
            answers.filter { $0.code == 11 }
                == [Answer(more: Flag.partitionDone, code: 11, generation: 200)])
        #expect(
            answers.compactMap { $0.fields[4] } == digests.filter { $0[0] != 200 || $0[1] != 0 })
    }

    @Test("an unknown namespace is answered with 20, in one message that is not flagged as last")
    func unknownNamespace() throws {
        let request = scan { $0.fields[0] = .init(0, Array("none".utf8)) }
        #expect(try ServedStore().answers(request) == [Answer(code: 20)])
    }

    @Test("a namespace that is dropped on the way ends as partitions that are not here")
    func dropped() throws {
        let (served, _) = try filled()
        var output = ByteQueue()
        let body = scan().body
        let execution = unsafe served.executor.execute(
            body.span.bytes, now: served.now, into: &output)
        guard case .streaming(let stream) = execution else {
            Issue.record("no stream")
            return
        }
        #expect(stream.resume(now: served.now, into: &output, byteLimit: 1) == .more)
        try served.store.dropNamespace("test")
        while stream.resume(now: served.now, into: &output) != .done {}
        let answers = try Answer.messages(
            output.bytes.byteOffsets.map { output.bytes.byte(at: $0) })
        #expect(answers.last?.isLast == true)
        #expect(answers.filter { $0.code == 11 }.count > 3_000)
    }
}
