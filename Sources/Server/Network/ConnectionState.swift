internal import Platform

/// What a connection may do next; decided without its socket.
struct ConnectionState: Equatable {
    /// Nothing more is read: the client has ended, or the server ends.
    var isEnding = false
    /// An answer is being made elsewhere, and those behind it wait for it.
    var awaitsAnswer = false
    /// An answer of many rows goes on.
    var isStreaming = false
    /// Bytes of answers that the client has not taken.
    var heldByteCount = 0

    /// Whether requests may be executed: the answers to those before have their places.
    ///
    /// - Parameter limit: bytes of answers that may be held back.
    /// - Returns: whether they may.
    func mayExecute(holding limit: Int) -> Bool {
        !awaitsAnswer && !isStreaming && heldByteCount < limit
    }

    /// What to wait for.
    ///
    /// - Parameter limit: bytes of answers that may be held back.
    /// - Returns: what the poller is to look for.
    func interest(holding limit: Int) -> Poller.Interest {
        var interest: Poller.Interest = []
        if !isEnding && mayExecute(holding: limit) { interest.insert(.reading) }
        if heldByteCount > 0 { interest.insert(.writing) }
        return interest
    }

    /// Whether everything is done that can be done.
    var isOver: Bool { isEnding && !awaitsAnswer && !isStreaming && heldByteCount == 0 }
}
