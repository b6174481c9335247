import Client
import Platform
import TestSupport
import Testing
import Wire

/// Calls against a node that says what the test tells it to.
@Suite("Calls of a client", .timeLimit(.minutes(10)))
struct CallTests {
    private let key = RecordKey("k1", namespace: "test", set: "demo")
    private let ok = FakeAnswer.code(.ok, generation: 3)
    /// Patient enough for a busy machine, and no pauses.
    private let limits = CallLimits(timeout: .seconds(20), attemptLimit: 3, pause: .zero)

    private func client(_ node: FakeNode) throws -> AerospikeClient {
        try AerospikeClient.connect(
            to: [node.seed], policy: ClientPolicy(tendInterval: .seconds(3_600)))
    }

    /// The error of a call that must fail.
    private func error(_ call: () throws -> Void) -> ClientError? {
        do {
            try call()
            return nil
        } catch {
            return error as? ClientError
        }
    }

    @Test("nobody there is one clear error, at once")
    func nobody() throws {
        let node = try FakeNode { _, _ in .silence }
        let address = node.seed
        node.stop()
        let found = error { _ = try AerospikeClient.connect(to: [address]) }
        #expect("\(found.map { "\($0)" } ?? "")".contains("Connection refused"))
        let nonsense = error { _ = try AerospikeClient.connect(to: "a:b:c") }
        #expect("\(nonsense.map { "\($0)" } ?? "")".contains("give host:port"))
    }

    @Test("calls use one connection, and give it back also after a refusal")
    func oneConnection() throws {
        let node = try FakeNode { number, _ in
            .bytes(number == 1 ? FakeAnswer.code(.recordExists) : FakeAnswer.code(.ok))
        }
        let client = try client(node)
        try client.put(key, ["a": 1])
        let refused = error { try client.put(key, ["a": 2]) }
        #expect(refused == ClientError(.refused(.recordExists), node: "A"))
        try client.put(key, ["a": 3])
        #expect(node.connectionCount == 1)
        #expect(node.requests.count == 3)
    }

    @Test("a record that is not there is nil, or false, and no error")
    func absence() throws {
        let node = try FakeNode { _, _ in .bytes(FakeAnswer.code(.recordNotFound)) }
        let client = try client(node)
        #expect(try client.get(key) == nil)
        #expect(try !client.exists(key))
        #expect(try !client.remove(key))
        #expect(try client.touch(key) == nil)
    }

    @Test("a read whose connection ends is asked again, on another connection")
    func readAgain() throws {
        let node = try FakeNode { [ok] number, _ in number < 2 ? .close : .bytes(ok) }
        let client = try client(node)
        let record = try client.get(key, policy: ReadPolicy(limits: limits))
        #expect(record?.generation == 3)
        #expect(node.requests.count == 3)
        #expect(node.requests[0] == node.requests[2])
    }

    @Test("a write that may have been done is not sent again")
    func writeOnce() throws {
        let node = try FakeNode { _, _ in .close }
        let client = try client(node)
        let lost = error { try client.put(key, ["a": 1], policy: WritePolicy(limits: limits)) }
        #expect(lost == ClientError(.connectionLost, node: "A", isInDoubt: true))
        #expect(node.requests.count == 1)
    }

    @Test("a partition that is not available is asked for again, also by writes")
    func unavailable() throws {
        let node = try FakeNode { [ok] number, _ in
            .bytes(number == 0 ? FakeAnswer.code(.unavailable) : ok)
        }
        let client = try client(node)
        let record = try client.put(key, ["a": 1], policy: WritePolicy(limits: limits))
        #expect(record.generation == 3)
        #expect(node.requests.count == 2)
    }

    @Test("attempts end, with the last error")
    func attempts() throws {
        let node = try FakeNode { _, _ in .close }
        let client = try client(node)
        let lost = error { _ = try client.get(key, policy: ReadPolicy(limits: limits)) }
        #expect(lost == ClientError(.connectionLost, node: "A"))
        #expect(node.requests.count == 3)
    }

    @Test("silence is a timeout, and its connection is not used again")
    func silence() throws {
        let node = try FakeNode { [ok] number, _ in number < 2 ? .silence : .bytes(ok) }
        let client = try client(node)
        let short = CallLimits(timeout: .milliseconds(30))
        let read = error { _ = try client.get(key, policy: ReadPolicy(limits: short)) }
        #expect(read == ClientError(.timeout, node: "A"))
        let write = error { try client.put(key, ["a": 1], policy: WritePolicy(limits: short)) }
        #expect(write == ClientError(.timeout, node: "A", isInDoubt: true))
        #expect(try client.get(key, policy: ReadPolicy(limits: limits)) != nil)
        #expect(node.connectionCount == 3)
    }

    @Test("an answer that makes no sense is an error, and its connection is not used again")
    func garbage() throws {
        let node = try FakeNode { [ok] number, _ in
            .bytes(number == 0 ? Array("HTTP/1.1 400 Bad Request\r\n".utf8) : ok)
        }
        let client = try client(node)
        let found = error { _ = try client.get(key, policy: ReadPolicy(limits: limits)) }
        #expect(found == ClientError(.malformed(AerospikeWireError(.wrongVersion(72))), node: "A"))
        #expect(try client.get(key, policy: ReadPolicy(limits: limits)) != nil)
        #expect(node.connectionCount == 2)
    }

    @Test("connections that the server closed while they were idle harm nobody")
    func closedIdle() throws {
        let node = try FakeNode { [ok] _, _ in .bytes(ok) }
        let client = try client(node)
        try client.put(key, ["a": 1])
        node.closeIdle()
        try client.put(key, ["a": 2])
        #expect(node.connectionCount == 2)
        #expect(node.requests.count == 2)
    }

    @Test("requests that cannot be sent are refused before anything is sent")
    func invalid() throws {
        let node = try FakeNode { [ok] _, _ in .bytes(ok) }
        let client = try client(node)
        let cases: [(RequestFault, () throws -> Void)] = [
            (.empty, { try client.put(key, [:]) }),
            (.binName("1234567890123456"), { try client.put(key, ["1234567890123456": 1]) }),
            (.empty, { try client.operate(key, []) }),
            (.empty, { _ = try client.batch([]) }),
            (.empty, { _ = try client.get(key, bins: .named([])) }),
            (.namespaceName(""), { _ = try client.get(RecordKey("k", namespace: "")) }),
            (.infoCommand("a\nb"), { _ = try client.info("a\nb") }),
        ]
        for (fault, call) in cases { #expect(error(call)?.reason == .invalid(fault)) }
        let elsewhere = RecordKey("k", namespace: "tset")
        let noNode = error {
            _ = try client.get(elsewhere, policy: ReadPolicy(limits: CallLimits(attemptLimit: 1)))
        }
        #expect(noNode?.reason == .noNode(namespace: "tset", partition: elsewhere.partition))
        #expect(node.requests.isEmpty)
    }

    @Test("rows of a batch have their own results, and those without an answer the batch's")
    func batch() throws {
        let node = try FakeNode { _, _ in
            .bytes(
                FakeAnswer.code(.recordNotFound, row: 2)
                    + FakeAnswer.code(.ok, row: 1, generation: 9)
                    + FakeAnswer.code(.batchDisabled, more: .last))
        }
        let client = try client(node)
        let keys = (1...3).map { RecordKey("k\($0)", namespace: "test", set: "demo") }
        let results = try client.batch(keys.map { .read($0) })
        #expect(results.map(\.key) == keys)
        #expect(try results[0].get()?.generation == 9)
        #expect(try results[1].get() == nil)
        #expect(results[2].result == .failure(ClientError(.refused(.batchDisabled), node: "A")))
        #expect(node.requests.count == 1)
    }

    @Test("rows that write fail in doubt when their connection ends")
    func lostBatch() throws {
        let node = try FakeNode { _, _ in .close }
        let client = try client(node)
        let results = try client.batch([.put(key, ["a": 1]), .read(key)], limits: limits)
        let inDoubt = results.map { row in
            if case .failure(let error) = row.result { error.isInDoubt } else { false }
        }
        #expect(inDoubt == [true, false])
        // The write once, the read three times.
        #expect(node.requests.count == 3)
    }

    @Test("a scan hands over every row, and knows what is left when it is stopped")
    func scan() throws {
        let digests = try (1...4).map { number in
            var bytes = [UInt8](repeating: 0, count: 20)
            bytes[0] = UInt8(number)
            return try #require(withBytes(bytes) { AerospikeDigest(bytes: $0) })
        }
        let rows = digests.enumerated().map { FakeAnswer.row($1, Int64($0)) }
        let node = try FakeNode { number, _ in
            let end = FakeAnswer.code(.ok, more: .last)
            return .bytes((number == 0 ? rows.flatMap { $0 } : []) + end)
        }
        let client = try client(node)
        var progress = try ScanProgress()
        var seen: [Value?] = []
        try client.scan("test", progress: &progress) { record in
            seen.append(record["n"])
            return seen.count < 2
        }
        #expect(seen == [0, 1])
        #expect(progress.resumptions == [1: digests[0], 2: digests[1]])
        #expect(progress.partitionCount == 4_096)
        try client.scan("test", progress: &progress) { _ in true }
        #expect(progress.isDone)
        let query = try withBytes(node.requests[1]) { body in
            let query = try AerospikeQuery.read(AerospikeMessage.request(body))
            return "\(query.partitionCount) \(hex(query.resumeDigest(at: 1)))"
        }
        #expect(query == "4094 \(digests[1])")
    }

    @Test("partitions that were not available are asked for again")
    func unavailablePartition() throws {
        let node = try FakeNode { number, _ in
            let unavailable = FakeAnswer.code(.unavailable, more: .partitionDone, generation: 7)
            return .bytes(
                (number == 0 ? unavailable : []) + FakeAnswer.code(.ok, more: .last))
        }
        let client = try client(node)
        #expect(try client.scan("test").isEmpty)
        let counts = try node.requests.map { request in
            try withBytes(request) { body in
                try AerospikeQuery.read(AerospikeMessage.request(body)).partitionCount
            }
        }
        #expect(counts == [4_096, 1])
    }

    @Test("info answers come from every node, and a failure is an error")
    func info() throws {
        let node = try FakeNode { _, _ in .silence }
        let client = try client(node)
        #expect(try client.info("build") == ["A": "8.1.2.0"])
        #expect(try client.info("build", node: "A") == "8.1.2.0")
        let failure = error { _ = try client.info("foo") }
        #expect(
            failure?.reason
                == .infoRefused(command: "foo", answer: "ERROR:4:unrecognized command"))
        #expect(error { _ = try client.info("build", node: "B") } != nil)
    }

    @Test("a closed client refuses, and its calls never hang")
    func closed() throws {
        let node = try FakeNode { [ok] _, _ in .bytes(ok) }
        let client = try client(node)
        client.close()
        #expect(error { _ = try client.get(key) }?.reason == .closed)
        #expect(error { _ = try client.info("build") }?.reason == .closed)
    }

    @Test("async calls do the same, many at a time, in threads of their own")
    func asynchronous() async throws {
        let node = try FakeNode { [ok] _, _ in .bytes(ok) }
        let client = try await AsyncAerospikeClient.connect(to: [node.seed], threadCount: 4)
        let generations = try await withThrowingTaskGroup(of: UInt32?.self) { group in
            for _ in 0..<40 { group.addTask { [key] in try await client.get(key)?.generation } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(generations == Array(repeating: 3, count: 40))
        #expect(node.requests.count == 40)
        client.close()
        await #expect(throws: ClientError(.closed)) { try await client.exists(key) }
    }
}
