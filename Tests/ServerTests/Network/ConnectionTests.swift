import Platform
import Testing
import Wire

@testable import Server

@Suite("Connections")
struct ConnectionTests {
    @Test(
        "what is waited for follows from what is under way",
        arguments: [
            (ConnectionState(), Poller.Interest.reading, true),
            (ConnectionState(heldByteCount: 99), [.reading, .writing], true),
            (ConnectionState(heldByteCount: 100), .writing, false),
            (ConnectionState(awaitsAnswer: true), [], false),
            (ConnectionState(isStreaming: true), [], false),
            (ConnectionState(isStreaming: true, heldByteCount: 1), .writing, false),
            (ConnectionState(isEnding: true), [], true),
            (ConnectionState(isEnding: true, heldByteCount: 1), .writing, true),
        ] as [(ConnectionState, Poller.Interest, Bool)])
    func interest(state: ConnectionState, interest: Poller.Interest, mayExecute: Bool) {
        #expect(state.interest(holding: 100) == interest)
        #expect(state.mayExecute(holding: 100) == mayExecute)
    }

    @Test("a connection is over when it ends and has nothing left to do")
    func over() {
        #expect(ConnectionState(isEnding: true).isOver)
        #expect(!ConnectionState().isOver)
        #expect(!ConnectionState(isEnding: true, awaitsAnswer: true).isOver)
        #expect(!ConnectionState(isEnding: true, isStreaming: true).isOver)
        #expect(!ConnectionState(isEnding: true, heldByteCount: 1).isOver)
    }

    @Test("an idle connection holds 64 bytes for each direction")
    func memory() throws {
        let listener = try Socket.listen(
            on: SocketAddress.resolve(host: "127.0.0.1", port: 0)[0])
        let connection = Connection(
            try Socket.connect(to: listener.localAddress()), now: Instant(nanoseconds: 0))
        connection.input.append(text: String(repeating: "x", count: 10_000))
        connection.output.append(text: String(repeating: "x", count: 10_000))
        connection.release()
        #expect(connection.input.capacity >= 10_000)
        connection.input.consume(10_000)
        connection.output.consume(10_000)
        connection.release()
        #expect(connection.input.capacity == 64 && connection.output.capacity == 64)
    }

    @Test("a token finds its connection until it goes, and never one that has its place later")
    func tokens() throws {
        let listener = try Socket.listen(
            on: SocketAddress.resolve(host: "127.0.0.1", port: 0)[0])
        let address = try listener.localAddress()
        func connection() throws -> Connection {
            Connection(try Socket.connect(to: address), now: Instant(nanoseconds: 0))
        }
        var table = ConnectionTable()
        let (first, second) = (try connection(), try connection())
        table.insert(first)
        table.insert(second)
        #expect(table[first.token] === first && table[second.token] === second)
        #expect(first.token >= ConnectionTable.firstToken && table.count == 2)
        table.remove(first)
        #expect(table[first.token] == nil && table.count == 1)
        let third = try connection()
        table.insert(third)
        #expect(table[third.token] === third && table[first.token] == nil)
        #expect(first.token & 0xffff_ffff == third.token & 0xffff_ffff)
        table.remove(first)
        #expect(table.count == 2 && table.all.count == 2)
        #expect(table[0] == nil && table[.max] == nil)
    }

    @Test("connections go to the thread with the fewest, up to the limit")
    func counts() {
        let counts = ConnectionCounts(threadCount: 3)
        #expect((0..<6).map { _ in counts.admit(limit: 6) } == [0, 1, 2, 0, 1, 2])
        #expect(counts.admit(limit: 6) == nil)
        counts.leave(thread: 1)
        #expect(counts.count == 5)
        #expect(counts.admit(limit: 6) == 1)
    }
}
