internal import Platform
internal import Wire

/// A client's connection: its socket and what could not be done yet.
///
/// Most of the time both queues are empty and hold 64 bytes each: requests are read from a buffer
/// of the thread and answers written to another. So an idle connection costs a few hundred bytes.
///
/// Thread safety: owned by one thread; handed to it before its first use.
final class Connection: @unchecked Sendable {
    let socket: Socket
    /// Where the thread keeps it; the upper half tells it from its forerunners at the same place.
    var token: UInt64 = 0
    /// Bytes of a request that is not complete, or of requests that have to wait.
    var input = ByteQueue()
    /// Answers that the client has not taken.
    var output = ByteQueue()
    /// The rows of an answer that goes on.
    var rows: RowStream?
    /// What it may do next.
    var state = ConnectionState()
    /// What the poller waits for.
    var interest: Poller.Interest = .reading
    /// When bytes last went in either direction.
    var lastTransfer: Instant
    /// When the thread learnt of the request whose answer goes on.
    var receivedAt: Instant
    /// Bytes of memory that the thread has counted for it.
    var countedByteCount = 0
    /// Whether the thread still has it.
    var isOpen = true
    /// Whether it is in the thread's list of those with something to do.
    var isListed = false
    /// When an answer that keeps to a rate goes on.
    var resumesAt: Instant?

    /// Whether the client was told of the end, and nothing is left but to wait for its own.
    var isLingering = false

    init(_ socket: consuming Socket, now: Instant) {
        self.socket = socket
        lastTransfer = now
        receivedAt = now
    }

    /// Whether the client is the one to do something.
    var isIdle: Bool { !state.awaitsAnswer && !state.isStreaming }

    /// Bytes of memory that its queues have.
    var queueByteCount: Int { input.capacity + output.capacity }

    /// The address that the client reached, in words.
    var localText: String? { (try? socket.localAddress())?.description }

    /// The client's address, in words.
    var peerText: String { (try? socket.peerAddress())?.description ?? "" }

    /// Gives back memory that is not in use.
    func release() {
        input.releaseWhenEmpty()
        output.releaseWhenEmpty()
    }
}
