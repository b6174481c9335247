import Platform
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Client

/// A node that says what a test tells it to: a thread with all its connections.
///
/// Info questions are answered as those of a cluster of words; messages by the test's function.
final class FakeNode: Sendable {
    /// What it does about one message.
    enum Reply: Sendable {
        /// Sends bytes.
        case bytes([UInt8])
        /// Closes the connection.
        case close
        /// Says nothing.
        case silence
    }

    private struct State {
        var requests: [[UInt8]] = []
        var connectionCount = 0
        var closesIdle = false
    }

    let port: UInt16
    private let waker: Waker
    private let state = Guarded(State())
    private let isStopped = Atomic<Bool>(false)
    private let hasEnded = Atomic<Bool>(false)

    /// A node that listens.
    ///
    /// - Parameters:
    ///   - cluster: what it says of the cluster, whose only node `A` it is; its port is filled in.
    ///   - answer: gets the number of the message, from 0, and its body.
    /// - Throws: what the system refuses.
    init(
        _ cluster: WrittenCluster = WrittenCluster(nodes: [
            "A": .init(port: 0, partitions: 0..<4_096)
        ]),
        answer: @escaping @Sendable (Int, [UInt8]) -> Reply
    ) throws {
        let place = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
        let listener = Listener(try Socket.listen(on: place))
        port = try listener.socket.localAddress().port ?? 0
        waker = try Waker()
        var cluster = cluster
        cluster.nodes["A"]?.port = port
        let written = cluster
        let box = ListenerBox(listener)
        try PinnedThread(name: "node", processor: nil) { [self] in
            self.run(box, written, answer)
            hasEnded.store(true, ordering: .releasing)
        }.detach()
    }

    deinit { stop() }

    var seed: NodeAddress { .internet(host: "127.0.0.1", port: port) }

    /// The messages that came, whole bodies, oldest first.
    var requests: [[UInt8]] { state.withLock { $0.requests } }

    /// How many connections were made.
    var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// Closes connections on which nothing is to be answered, and waits until it has.
    func closeIdle() {
        state.withLock { $0.closesIdle = true }
        waker.wake()
        while state.withLock({ $0.closesIdle }) { pauseThread(.milliseconds(1)) }
    }

    /// Ends, closing everything, and waits until it has.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        waker.wake()
        while !hasEnded.load(ordering: .acquiring) { pauseThread(.milliseconds(1)) }
    }

    // MARK: The thread

    private final class Listener {
        let socket: Socket

        init(_ socket: consuming Socket) { self.socket = socket }
    }

    private final class ListenerBox: @unchecked Sendable {
        let listener: Listener

        init(_ listener: Listener) { self.listener = listener }
    }

    private final class Peer {
        let socket: Socket
        var input = ByteQueue()

        init(_ socket: consuming Socket) { self.socket = socket }
    }

    private func run(
        _ box: ListenerBox, _ cluster: WrittenCluster,
        _ answer: @Sendable (Int, [UInt8]) -> Reply
    ) {
        guard var poller = try? Poller() else { return }
        var peers: [UInt64: Peer] = [:]
        try? poller.add(box.listener.socket.descriptor, .reading, token: 0)
        try? poller.add(waker.descriptor, .reading, token: 1)
        var nextToken: UInt64 = 2
        while !isStopped.load(ordering: .acquiring) {
            for index in 0..<poller.wait(atMost: .milliseconds(100)) {
                let token = poller.event(at: index).token
                if token == 1 {
                    waker.reset()
                    state.withLock { state in
                        if state.closesIdle { peers = [:] }
                        state.closesIdle = false
                    }
                } else if token == 0 {
                    guard let socket = try? box.listener.socket.accept() else { continue }
                    let peer = Peer(socket)
                    try? poller.add(peer.socket.descriptor, .reading, token: nextToken)
                    peers[nextToken] = peer
                    nextToken += 1
                    state.withLock { $0.connectionCount += 1 }
                } else if let peer = peers[token], !serve(peer, cluster, answer) {
                    peers[token] = nil
                }
            }
        }
    }

    /// Reads and answers what has come; returns false when the connection is to be closed.
    private func serve(
        _ peer: Peer, _ cluster: WrittenCluster, _ answer: @Sendable (Int, [UInt8]) -> Reply
    ) -> Bool {
        var space = peer.input.spare(atLeast: 65_536)
        switch peer.socket.receive(into: &space) {
        case .bytes(let count): peer.input.commit(count)
        case .wouldBlock: return true
        case .ended: return false
        }
        while let (kind, body, byteCount) = Self.frame(peer.input) {
            peer.input.consume(byteCount)
            guard kind == .message else {
                send(Self.info(body, cluster), to: peer)
                continue
            }
            let number = state.withLock { state in
                state.requests.append(body)
                return state.requests.count - 1
            }
            switch answer(number, body) {
            case .bytes(let bytes): send(bytes, to: peer)
            case .close: return false
            case .silence: break
            }
        }
        return true
    }

    private static func frame(
        _ input: borrowing ByteQueue
    ) -> (AerospikeFrame.Kind, [UInt8], Int)? {
        guard let frame = try? AerospikeFrame.next(in: input.bytes) else { return nil }
        return (frame.kind, input.bytes.extracting(frame.body).array, frame.byteCount)
    }

    private static func info(_ body: [UInt8], _ cluster: WrittenCluster) -> [UInt8] {
        let commands = String(decoding: body, as: UTF8.self).split(separator: "\n")
        let text = commands.map { "\($0)\t\(cluster.value(of: String($0), node: "A"))\n" }.joined()
        return encoded { queue in
            let frame = AerospikeFrameWriter(.info, in: &queue)
            queue.append(text: text)
            frame.finish(in: &queue)
        }
    }

    private func send(_ bytes: [UInt8], to peer: Peer) {
        _ = unsafe peer.socket.send(bytes.span.bytes)
    }
}

/// Frames that a node may send.
enum FakeAnswer {
    /// A frame of one message without fields or operations.
    static func code(
        _ code: ResultCode, more: AerospikeMoreFlags = [], row: UInt32 = 0, generation: UInt32 = 0
    ) -> [UInt8] {
        encoded { queue in
            AerospikeMessageWriter.appendFrame(
                AerospikeHeader(
                    resultCode: code, more: more, generation: generation, rowIndex: row),
                to: &queue)
        }
    }

    /// A row of a scan, with an integer bin.
    static func row(_ digest: AerospikeDigest, _ number: Int64) -> [UInt8] {
        encoded { queue in
            let frame = AerospikeFrameWriter(.message, in: &queue)
            var message = AerospikeMessageWriter(
                AerospikeHeader(resultCode: .ok, generation: 1), in: &queue)
            withBytes("test") { message.append(.namespace, $0, in: &queue) }
            message.append(.digest, digest.bytes, in: &queue)
            withBytes("n") { message.append(.read, bin: $0, integer: number, in: &queue) }
            message.finish(in: &queue)
            frame.finish(in: &queue)
        }
    }
}
