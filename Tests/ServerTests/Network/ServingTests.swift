import Engine
import Platform
import TestSupport
import Testing
import Wire

@testable import Server

private typealias Op = Request.Operation

@Suite("Server", .serialized)
struct ServingTests {
    private static let all = String(repeating: "/", count: 682) + "8="

    // MARK: What is answered

    @Test("a client connects, tends and reads byte for byte what the real server sends")
    func exchange() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        for (request, answer) in [
            (
                "node\npartition-generation\nbuild\n",
                "node\tFA101000000FC02\npartition-generation\t0\nbuild\t8.1.2.0\n"
            ),
            (
                "user-agent-set:value=MSxweXRob24tMTkuMy4wLG5vdC1zZXQ=\n",
                "user-agent-set:value=MSxweXRob24tMTkuMy4wLG5vdC1zZXQ=\tok\n"
            ),
            ("peers-clear-std\n", "peers-clear-std\t0,3000,[]\n"),
            (
                "partition-generation\nreplicas\n",
                "partition-generation\t0\nreplicas\ttest:0,1,\(Self.all)\n"
            ),
        ] {
            #expect(
                try client.answer(to: Frame.make(1, Array(request.utf8)))
                    == Frame.make(1, Array(answer.utf8)))
        }
    }

    @Test("a record is put, read and removed")
    func record() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let put = try client.answer(to: Frame.message(.put([.put("a", 1)])))
        #expect(hex(put) == "0203000000000016" + "16000000000000000001" + zeros(24))
        let read = try Answer.messages(client.answer(to: Frame.message(.readAll())))
        #expect(read[0]["a"] == bigEndian(Int64(1)) && read[0].generation == 1)
        let removed = try client.answer(to: Frame.message(.delete()))
        #expect(hex(removed) == "0203000000000016" + "16000000000000000000" + zeros(24))
        #expect(try Answer.messages(client.answer(to: Frame.message(.readAll())))[0].code == 2)
        #expect(try fixture.figure("read_success") == 1)
        #expect(try fixture.figure("read_not_found") == 1)
    }

    private func zeros(_ digitCount: Int) -> String { String(repeating: "0", count: digitCount) }

    @Test("pipelined requests are answered in order, wherever the bytes are cut")
    func splits() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        _ = try client.answer(to: Frame.message(.put([.put("a", 1), .put("s", "text")])))
        let requests =
            Frame.info("node", "build") + Frame.message(.readAll()) + Frame.info("sets")
            + Frame.message(.readAll([UInt8](repeating: 7, count: 20))) + Frame.make(2, [])
            + Frame.make(4, []) + Frame.message(.readAll())
        try client.send(requests)
        let expected = try client.frames(7)
        #expect(expected[1] == expected[6])
        #expect(hex(expected[4]) == "02020000000000100033" + zeros(28))
        #expect(hex(expected[5]) == "0203000000000016" + "160000000019" + zeros(32))
        for cut in 1..<requests.count {
            try client.send(Array(requests[..<cut]))
            try client.send(Array(requests[cut...]))
            #expect(try client.frames(7) == expected, "cut at \(cut)")
        }
        for byte in requests { try client.send([byte]) }
        #expect(try client.frames(7) == expected)
    }

    /// All partitions of the set "demo".
    private static let scanOfDemo = Request().with {
        $0.read = Flag.read
        $0.more = Flag.partitionDone
        let partitions = (0..<4096).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        $0.fields = [
            Request.Field(0, Array("test".utf8)), Request.Field(1, Array("demo".utf8)),
            Request.Field(11, partitions),
        ]
    }

    @Test("a scan comes in slices, and the request behind it after its last row")
    func scan() throws {
        let fixture = try ServerFixture()
        let namespace = try fixture.server.store.namespace("test")
        let text = String(repeating: "x", count: 1000)
        for index in 0..<2_000 {
            try namespace.put(RecordKey(Int64(index), in: "demo"), ["t": .string(text)])
        }
        let client = try fixture.client()
        try client.send(Frame.message(Self.scanOfDemo) + Frame.info("node"))
        var rowCount = 0
        var isDone = false
        while !isDone {
            for message in try Answer.messages(#require(try client.frame())) {
                isDone = message.isLast
                if !isDone { rowCount += 1 }
            }
        }
        #expect(rowCount == 2_000)
        #expect(try client.frame()?.first == 2)
    }

    @Test("a background write is done by the threads that serve")
    func backgroundWrite() throws {
        let fixture = try ServerFixture()
        let namespace = try fixture.server.store.namespace("test")
        for index in 0..<500 { try namespace.put(RecordKey(Int64(index), in: "demo"), ["a": 1]) }
        let request = Request().with {
            $0.write = Flag.write
            $0.more = Flag.partitionDone
            $0.fields = [
                Request.Field(0, Array("test".utf8)), Request.Field(1, Array("demo".utf8)),
                Request.Field(7, bigEndian(UInt64(77))),
            ]
            $0.operations = [.add("a", 41)]
        }
        let answer = try Answer.messages(fixture.client().answer(to: Frame.message(request)))
        #expect(answer[0].code == 0)
        try eventually { try fixture.info("query-show:id=77").contains("status=done(ok)") }
        #expect(try fixture.info("query-show:id=77").contains(":recs-succeeded=500:"))
        #expect(namespace.get(RecordKey(3, in: "demo"))?.bins == ["a": 42])
    }

    @Test("a command that takes long keeps its place among the requests of its connection")
    func slowCommand() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        try client.send(
            Frame.message(.put([.put("a", 1)])) + Frame.info("truncate:namespace=test;set=demo")
                + Frame.message(.readAll()) + Frame.info("namespace/test") + Frame.info("node"))
        let frames = try client.frames(5)
        #expect(try Answer.messages(frames[0])[0].code == 0)
        #expect(frames[1].suffix(3).elementsEqual("ok\n".utf8))
        #expect(try Answer.messages(frames[2])[0].code == 2)
        #expect(frames[4].suffix(16).elementsEqual("FA101000000FC02\n".utf8))
    }

    @Test("namespaces come and go while clients are connected")
    func namespaces() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let put = Request.record(namespace: "late").with {
            $0.write = Flag.write
            $0.operations = [.put("a", 1)]
        }
        func code() throws -> UInt8 {
            try Answer.messages(client.answer(to: Frame.message(put)))[0].code
        }
        #expect(try code() == 20)
        #expect(try fixture.info("create-namespace:namespace=late;shards=16") == "ok")
        #expect(try code() == 0)
        #expect(try fixture.info("drop-namespace:namespace=late") == "ok")
        #expect(try code() == 20)
        #expect(try fixture.info("partition-generation") == "2")
    }

    @Test("partitions of other nodes are not available here")
    func foreignPartition() throws {
        let fixture = try ServerFixture { $0.cluster.partitions = [0...1974] }
        // Partition 1975.
        let answer = try fixture.client().answer(to: Frame.message(.put([.put("a", 1)])))
        #expect(try Answer.messages(answer)[0].code == 11)
    }

    // MARK: What is refused

    @Test(
        "bytes that are no request close the connection, and no other",
        arguments: [
            [3, 3, 0, 0, 0, 0, 0, 0], [1], [2, 5], [2, 9, 0, 0, 0, 0, 0, 0],
            [2, 3, 0, 0, 0, 0x10, 0, 1], [2, 1, 0, 0, 0, 0x10, 0, 1], [0x47, 0x45, 0x54, 0x20],
        ] as [[UInt8]])
    func badFrames(bytes: [UInt8]) throws {
        let fixture = try ServerFixture { $0.limits.requestByteCount = 1 << 20 }
        let other = try fixture.client()
        let client = try fixture.client()
        try client.send(Frame.info("node"))
        try client.send(bytes)
        #expect(try client.frame() != nil)
        #expect(try client.isClosed())
        _ = try other.answer(to: Frame.info("node"))
        #expect(try fixture.figure("proto_errors") == 1)
    }

    @Test("clients that send anything and leave at any time harm no other")
    func anything() throws {
        let fixture = try ServerFixture { $0.limits.requestByteCount = 1 << 16 }
        let other = try fixture.client()
        _ = try other.answer(to: Frame.message(.put([.put("a", 1)])))
        let frames = [
            Frame.message(.readAll()), Frame.message(.put([.put("b", "x")])), Frame.info("node"),
            Frame.info("sets"), Frame.make(2, [1, 2]), Frame.make(4, [0]),
            Frame.message(Self.scanOfDemo),
            Frame.message(.delete([UInt8](repeating: 1, count: 20))),
            Frame.make(1, Array("truncate:namespace=test;set=nobody\nlatencies:\n".utf8)),
        ]
        try forEachSeed(150) { seed in
            var random = SeededRandom(seed: seed)
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                var frame = frames.randomElement(using: &random) ?? []
                if Bool.random(using: &random),
                    let place = frame.indices.randomElement(using: &random)
                {
                    frame[place] = .random(in: 0...255, using: &random)
                }
                bytes += frame
            }
            bytes.removeLast(Int.random(in: 0..<min(bytes.count, 30), using: &random))
            let client = try fixture.client()
            do { try client.send(bytes) } catch is PlatformError {}
            if Bool.random(using: &random) { client.socket.resetOnClose() }
            let answer = try Answer.messages(other.answer(to: Frame.message(.readAll())))
            // A damaged request may have removed the record; nothing may keep the answer away.
            #expect(answer.count == 1 && [0, 2].contains(answer[0].code), seedComment(seed))
        }
        try eventually { fixture.server.connectionCount == 1 }
    }

    @Test("half a request and a close leave nothing behind")
    func halfFrame() throws {
        let fixture = try ServerFixture()
        let other = try fixture.client()
        for cut in [1, 7, 8, 20] {
            let client = try fixture.client()
            try client.send(Array(Frame.message(.readAll()).prefix(cut)))
        }
        _ = try other.answer(to: Frame.info("node"))
        try eventually { fixture.server.connectionCount == 1 }
    }

    @Test("a client that has ended its half still gets its answers")
    func halfClosed() throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        try client.send(Frame.info("node") + Frame.message(.readAll()) + Frame.info("sets"))
        client.socket.endSending()
        #expect(try client.frames(3).count == 3)
        #expect(try client.isClosed())
    }

    @Test("a connection beyond the limit is closed at once, and one that follows a close is not")
    func connectionLimit() throws {
        let fixture = try ServerFixture { $0.limits.connectionCount = 3 }
        var clients = try (0..<3).map { _ in try fixture.client() }
        for client in clients { _ = try client.answer(to: Frame.info("node")) }
        #expect(try fixture.client().isClosed())
        #expect(try fixture.client().isClosed())
        clients.removeLast()
        try eventually { fixture.server.connectionCount == 2 }
        _ = try fixture.client().answer(to: Frame.info("node"))
        try eventually { fixture.server.connectionCount == 2 }
        #expect(try fixture.figure("client_connections_refused") == 2)
        #expect(try fixture.info("set-config:context=service;proto-fd-max=2") == "ok")
        try eventually { fixture.server.connectionCount == 2 }
        #expect(try fixture.client().isClosed())
    }

    @Test("hundreds of idle connections are each served when they speak")
    func idleConnections() throws {
        let fixture = try ServerFixture()
        let clients = try (0..<300).map { _ in try fixture.client() }
        for client in clients.reversed() { _ = try client.answer(to: Frame.info("node")) }
        #expect(fixture.server.connectionCount == 300)
    }

    @Test("a silent connection is closed when that is asked for")
    func idleTime() throws {
        let fixture = try ServerFixture { $0.limits.idleTime = .milliseconds(100) }
        let client = try fixture.client()
        _ = try client.answer(to: Frame.info("node"))
        #expect(try client.isClosed())
        #expect(try fixture.figure("reaped_fds") == 1)
    }

    @Test("requests that never end have a limit together, and small ones are not hit by it")
    func totalHeldBytes() throws {
        let fixture = try ServerFixture {
            $0.threadCount = 1
            $0.limits.totalHeldByteCount = 4 << 20
        }
        let other = try fixture.client()
        let head = [2, 3] + bigEndian(UInt64(100 << 20)).dropFirst(2)
        let piece = head + [UInt8](repeating: 0, count: 1 << 20)
        var clients: [RawClient] = []
        // Queues double, so each takes up to twice what it has sent.
        for _ in 0..<6 {
            clients.append(try fixture.client())
            do { try clients.last?.send(piece) } catch is PlatformError {}
            _ = try other.answer(to: Frame.info("node"))
        }
        try eventually { try fixture.figure("client_connections_too_large") ?? 0 >= 1 }
        _ = try other.answer(to: Frame.message(.readAll()))
        clients.removeAll()
        try eventually { fixture.server.connectionCount == 1 }
        let late = try fixture.client()
        try late.send(piece)
        _ = try other.answer(to: Frame.info("node"))
        #expect(fixture.server.connectionCount == 2)
    }

    // MARK: Clients that do not read

    /// A record of 100 KB, whose answers fill sockets quickly.
    private func putLarge(_ client: RawClient) throws {
        let text = String(repeating: "x", count: 100_000)
        _ = try client.answer(to: Frame.message(.put([.put("t", text)])))
    }

    @Test("answers that are not taken are held up to a limit, and come when they are")
    func slowReader() throws {
        let fixture = try ServerFixture { $0.limits.heldByteCount = 1 << 16 }
        let client = try fixture.client()
        try putLarge(client)
        let requestCount = 150
        let request = Frame.message(.readAll())
        // 15 MB of answers: more than the system's buffers take.
        for _ in 0..<requestCount { try client.send(request) }
        _ = try fixture.client().answer(to: Frame.info("node"))
        for _ in 0..<requestCount {
            let answer = try #require(try client.frame())
            #expect(answer.count > 100_000)
        }
        _ = try client.answer(to: Frame.info("node"))
    }

    @Test("a client that takes nothing is closed in the end, and others are served meanwhile")
    func neverReads() throws {
        let fixture = try ServerFixture {
            $0.limits.heldByteCount = 1 << 16
            $0.limits.stallTime = .milliseconds(200)
        }
        let client = try fixture.client()
        try putLarge(client)
        let request = Frame.message(.readAll())
        let other = try fixture.client()
        var isRefused = false
        try eventually {
            do {
                // A part of a request that was cut by a full socket is sent on, not anew.
                _ = try client.sendSome(request[...])
            } catch {
                isRefused = true
            }
            _ = try other.answer(to: Frame.info("node"))
            return isRefused
        }
        try eventually { try fixture.figure("client_connections_stalled") == 1 }
        #expect(fixture.server.connectionCount >= 1)
    }

    // MARK: Starting and stopping

    @Test("a stop answers what has come, and closes")
    func gracefulStop() throws {
        let fixture = try ServerFixture()
        let clients = try (0..<20).map { _ in try fixture.client() }
        for client in clients { _ = try client.answer(to: Frame.info("node")) }
        let requests = (0..<50).flatMap { _ in Frame.message(.put([.put("a", 1)])) }
        for client in clients { try client.send(requests) }
        fixture.server.stop()
        for client in clients {
            #expect(try client.frames(50).count == 50)
            #expect(try client.isClosed())
        }
        let record = try fixture.server.store.namespace("test").get(RecordKey("k1", in: "demo"))
        #expect(record?.generation == 1_000)
        #expect(fixture.server.port == 0)
        // A second one has nothing to do.
        fixture.server.stop()
    }

    @Test("a stop waits no longer than its limit for a client that takes nothing")
    func stopWithSlowReader() throws {
        let fixture = try ServerFixture { $0.limits.stopTime = .milliseconds(50) }
        let client = try fixture.client()
        try putLarge(client)
        for _ in 0..<150 { try client.send(Frame.message(.readAll())) }
        fixture.server.stop()
        #expect(fixture.server.connectionCount == 0)
    }

    @Test("a port that is taken is told of, and a server starts once")
    func taken() throws {
        let fixture = try ServerFixture()
        var configuration = ServerConfiguration()
        configuration.port = fixture.server.port
        let second = try Server(configuration, log: .none)
        #expect {
            try second.start()
        } throws: { error in
            "\(error)".hasPrefix("cannot listen at 127.0.0.1:\(configuration.port) (bind to ")
        }
        #expect(throws: ServerError.alreadyStarted) { try fixture.server.start() }
        #expect(throws: ServerError.self) {
            var doubled = ServerConfiguration()
            doubled.namespaces += doubled.namespaces
            _ = try Server(doubled, log: .none)
        }
    }

    @Test("the page of metrics is served over HTTP")
    func metricsPage() throws {
        let fixture = try ServerFixture { $0.metricsPort = 0 }
        _ = try fixture.client().answer(to: Frame.message(.readAll()))
        let page = try HTTPClient.get("/metrics", port: fixture.server.metricsPort)
        #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(page.contains("\nspikebench_requests_total{kind=\"read\",code=\"2\"} 1\n"))
        let other = try HTTPClient.get("/", port: fixture.server.metricsPort)
        #expect(other.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
    }
}
