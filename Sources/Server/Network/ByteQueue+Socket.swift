internal import Platform
internal import Wire

/// Bytes between queues and sockets.
extension ByteQueue {
    /// Receives what there is, up to the room behind the last byte.
    ///
    /// - Parameters:
    ///   - socket: where the bytes come from.
    ///   - byteCount: the least room to offer.
    /// - Returns: what became of it; bytes that came are in the queue.
    mutating func receive(from socket: borrowing Socket, roomFor byteCount: Int) -> Transfer {
        var space = spare(atLeast: byteCount)
        let transfer = socket.receive(into: &space)
        if case .bytes(let count) = transfer { commit(count) }
        return transfer
    }

    /// Sends what there is, and drops what went.
    ///
    /// - Parameter socket: where the bytes go.
    /// - Returns: what became of it; with bytes left over the socket takes no more now.
    mutating func send(to socket: borrowing Socket) -> Transfer {
        let transfer = socket.send(bytes)
        if case .bytes(let count) = transfer { consume(count) }
        return transfer
    }
}
