import Driver
import Platform
import TestSupport
import Testing
import Workload

@testable import Targets

/// A session of the line dialect, its server, and what has ended.
private final class Rig {
    let server: ScriptedServer
    let session: WireSession<LineDialect>
    let faults = WireFaults()
    private let batch: OperationBatch
    private var completions = CompletionList(capacity: 16)
    /// Outcomes by ticket, in the order in which they ended.
    private(set) var ended: [(ticket: UInt32, outcome: Outcome)] = []

    init(
        connections: Int = 1, depth: Int = 1, lostAfter: Nanoseconds = .seconds(10)
    ) throws {
        server = try ScriptedServer()
        let plan = try Plan.named(
            "ycsb-c", overrides: ["keys.count=10", "phases.warmUp=none"])
        batch = plan.makeBatch(capacity: 4, pool: plan.makeValuePool())
        unsafe batch.append(Operation(kind: .read, keyIndex: 0), key: "k".utf8Span.span.bytes)
        session = try WireSession(
            LineDialect(server.address),
            WireSettings(
                targetName: "line", connectionCount: connections, pipelineDepth: depth,
                lostAfter: lostAfter, faults: faults))
    }

    /// The ticket of the operation with this number: its slot is free when as many others have
    /// ended as the session has slots.
    func ticket(_ number: Int) -> UInt32 {
        UInt32(number / session.inFlightLimit) << 16 | UInt32(number % session.inFlightLimit)
    }

    func submit(_ number: Int) -> Submission {
        session.submit(0, of: batch, ticket: ticket(number))
    }

    /// Polls once, waiting a little.
    func poll() {
        completions.removeAll()
        session.poll(into: &completions, atMost: .milliseconds(20))
        ended += completions.entries.map { ($0.ticket, $0.outcome) }
    }

    /// Polls until so many operations have ended, or ten seconds have passed.
    func poll(untilEnded count: Int) {
        let limit = MonotonicClock.system.now() + .seconds(10)
        while ended.count < count, MonotonicClock.system.now() < limit { poll() }
    }

    /// Polls until `condition` holds, or ten seconds have passed.
    func poll(until condition: () -> Bool) {
        let limit = MonotonicClock.system.now() + .seconds(10)
        while !condition(), MonotonicClock.system.now() < limit { poll() }
        #expect(condition())
    }

    /// What has ended: the number of each operation, and how.
    var words: [String] {
        ended.map { entry in
            let number = Int(entry.ticket >> 16) * session.inFlightLimit
            return "\(number + Int(entry.ticket & 0xffff)) \(entry.outcome)"
        }
    }
}

@Suite("Wire sessions")
struct WireSessionTests {
    @Test("requests of a connection go out together, and replies end them in order")
    func pipeline() throws {
        let rig = try Rig(depth: 3)
        let connection = try rig.server.accept()
        for ticket in 0..<3 { #expect(rig.submit(ticket) == .pending) }
        #expect(rig.submit(3) == .busy)
        rig.poll()
        try connection.expect("do\ndo\ndo\n")
        connection.send("ok\nmi")
        rig.poll(untilEnded: 1)
        #expect(rig.words == ["0 ok"])
        #expect(rig.submit(3) == .pending)
        connection.send("ss\nno\n")
        rig.poll(untilEnded: 3)
        try connection.expect("do\n")
        connection.send("ok\n")
        rig.poll(untilEnded: 4)
        #expect(rig.words == ["0 ok", "1 miss", "2 refused", "3 ok"])
        #expect(rig.session.inFlightCount == 0)
    }

    @Test("an operation may go on with another request, and get its reply in pieces")
    func continued() throws {
        let rig = try Rig(depth: 2)
        let connection = try rig.server.accept()
        _ = rig.submit(0)
        _ = rig.submit(1)
        rig.poll()
        try connection.expect("do\ndo\n")
        connection.send("again\nmore\nnote\nok\n")
        rig.poll(untilEnded: 1)
        rig.poll()
        try connection.expect("go\n")
        #expect(rig.words == ["1 ok"])
        connection.send("ok\n")
        rig.poll(untilEnded: 2)
        #expect(rig.words == ["1 ok", "0 ok"])
    }

    @Test("every connection is used, a full one is passed over")
    func connections() throws {
        let rig = try Rig(connections: 3, depth: 1)
        let connections = try (0..<3).map { _ in try rig.server.accept() }
        for ticket in 0..<3 { #expect(rig.submit(ticket) == .pending) }
        #expect(rig.submit(3) == .busy)
        rig.poll()
        for connection in connections { try connection.expect("do\n") }
        connections[1].send("ok\n")
        rig.poll(untilEnded: 1)
        #expect(rig.submit(4) == .pending)
        rig.poll()
        try connections[1].expect("do\n")
    }

    /// How a connection may end, with what is sent before, and what becomes of two operations.
    private static let endings: [(what: String, fault: ConnectionFault, words: [String])] = [
        ("close", .closed, ["0 ok", "1 connectionLost"]),
        ("reset", .reset, ["0 ok", "1 connectionLost"]),
        ("half a reply", .closed, ["0 ok", "1 connectionLost"]),
        ("garbage", .badReply, ["0 ok", "1 serverError"]),
        ("garbage in the middle", .badReply, ["0 serverError", "1 connectionLost"]),
        ("too many replies", .badReply, ["0 ok", "1 ok"]),
    ]

    @Test("a connection that ends, ends what was on it; it is made again", arguments: endings)
    func faults(ending: (what: String, fault: ConnectionFault, words: [String])) throws {
        let rig = try Rig(depth: 2)
        let connection = try rig.server.accept()
        _ = rig.submit(0)
        _ = rig.submit(1)
        rig.poll()
        try connection.expect("do\ndo\n")
        switch ending.what {
        case "garbage": connection.send("ok\nHTTP/1.1\n")
        case "garbage in the middle": connection.send("HTTP/1.1\nok\n")
        case "half a reply": connection.send("ok\nmis")
        case "too many replies": connection.send("ok\nok\nok\n")
        default: connection.send("ok\n")
        }
        if ending.fault != .badReply {
            if ending.what != "half a reply" { rig.poll(untilEnded: 1) }
            connection.close(byReset: ending.what == "reset")
        }
        rig.poll(untilEnded: 2)
        rig.poll(until: { rig.faults.count(of: ending.fault) == 1 })
        #expect(rig.words == ending.words)
        rig.poll(until: { rig.session.brokenCount == 0 })
        let next = try rig.server.accept()
        #expect(rig.submit(2) == .pending)
        rig.poll()
        try next.expect("do\n")
        next.send("ok\n")
        rig.poll(untilEnded: 3)
        #expect(rig.words.last == "2 ok")
        #expect(rig.session.inFlightCount == 0)
        #expect(
            rig.faults.statistics.first { $0.name == "reconnectCount" }?.value == 1)
    }

    @Test("an operation that is given up takes its connection with it, and the others on it")
    func abandoned() throws {
        let rig = try Rig(depth: 3)
        let connection = try rig.server.accept()
        for ticket in 0..<3 { _ = rig.submit(ticket) }
        rig.poll()
        try connection.expect("do\ndo\ndo\n")
        rig.session.abandon(ticket: rig.ticket(1))
        rig.poll(untilEnded: 2)
        #expect(rig.words == ["0 connectionLost", "2 connectionLost"])
        #expect(rig.faults.count(of: .requestTimeout) == 1)
        #expect(rig.session.inFlightCount == 0)
        // Nothing is known of it any more.
        rig.session.abandon(ticket: rig.ticket(1))
        #expect(rig.faults.count(of: .requestTimeout) == 1)
    }

    @Test("a server that is not there is one clear line, at once")
    func nobody() throws {
        let address = try ScriptedServer().address
        let error = #expect(throws: TargetError.self) {
            _ = try WireSession(
                LineDialect(address),
                WireSettings(
                    targetName: "line", connectionCount: 2, pipelineDepth: 1,
                    faults: WireFaults()))
        }
        let text = "\(try #require(error))"
        #expect(text.contains("\(address)") && text.contains("refused"))
    }

    @Test("a store out of reach for too long is lost, and waits for it end in no time")
    func lost() throws {
        let rig = try Rig(lostAfter: .milliseconds(30))
        let connection = try rig.server.accept()
        rig.server.stopListening()
        connection.close()
        rig.poll(until: { rig.faults.count(of: .closed) == 1 })
        #expect(rig.submit(0) == .busy)
        rig.poll(until: { rig.session.isLost })
        #expect(rig.faults.count(of: .connectRefused) > 0)
    }

    @Test("a store that comes back in time is not lost")
    func back() throws {
        let rig = try Rig()
        try rig.server.accept().close()
        rig.poll(until: { rig.faults.count(of: .closed) == 1 })
        rig.poll(until: { rig.session.brokenCount == 0 })
        #expect(!rig.session.isLost)
        #expect(rig.submit(0) == .pending)
    }
}
