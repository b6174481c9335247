/// A complete reply: where it is, and what it is outermost.
public struct RESPReply: Equatable, Sendable {
    /// The reply itself, or its head when it is an aggregate.
    public var element: RESPElement
    /// The whole of it, with everything inside and the attributes before it.
    public var byteCount: Int

    /// Whether the reply answers no request: the server sends these when it likes.
    @inline(__always)
    public var isPush: Bool { element.kind == .push }

    /// Whether the server reports an error.
    @inline(__always)
    public var isError: Bool { element.kind == .error }
}

/// Finds where replies end in bytes that arrive piece by piece, RESP2 and RESP3 alike.
///
/// ```swift
/// while let reply = try scanner.scan(queue.bytes) {
///     use(reply, queue.bytes)
///     queue.consume(reply.byteCount)
/// }
/// ```
///
/// Nothing is copied or built: a nested reply is passed over by counting how many elements are
/// still to come, so neither depth nor size costs memory. What is inside is read with a
/// ``RESPCursor``. A scan that runs out of bytes goes on where it stopped, as long as the bytes it
/// is given begin with the same reply; only the element it stopped in is read again.
public struct RESPReplyScanner: Sendable {
    private let byteLimit: Int
    /// Where the next element of the reply begins.
    private var position = 0
    /// How many elements are still to come.
    private var pendingCount = 1
    private var root: RESPElement?

    /// The most elements in one reply, the same as hiredis takes in one aggregate.
    public static let elementLimit = Int(Int32.max)

    /// A scanner at the start of a connection.
    ///
    /// - Parameter byteLimit: the largest reply; 512 MiB is Redis's largest string, and a little
    ///   more fits its line. A connection's memory is bounded by this.
    public init(byteLimit: Int = 513 << 20) {
        precondition(byteLimit > 0, "a reply has at least one byte")
        self.byteLimit = byteLimit
    }

    /// Looks for one reply at the start of `bytes`.
    ///
    /// - Parameter bytes: what has arrived, from the reply's first byte on.
    /// - Returns: the reply, nil when more bytes are needed. Its offsets count from the start of
    ///   `bytes`; the next scan begins behind it.
    /// - Throws: `RESPError` when what is there is no reply, whatever follows.
    @inline(__always)
    public mutating func scan(_ bytes: RawSpan) throws(RESPError) -> RESPReply? {
        // Nothing behind the limit is looked at: what is wrong does not depend on how much arrived.
        let allowed = bytes.extracting(first: byteLimit)
        // Nearly every reply is one complete element.
        if position == 0, let element = try RESPElement.read(allowed, at: 0),
            element.childCount == 0, element.kind != .attribute
        {
            return RESPReply(element: element, byteCount: element.end)
        }
        if let reply = try scanElements(allowed) { return reply }
        guard bytes.byteCount <= byteLimit else {
            throw RESPError(reason: .replyTooLarge(byteLimit: byteLimit), offset: 0)
        }
        return nil
    }

    @inline(never)
    private mutating func scanElements(_ bytes: RawSpan) throws(RESPError) -> RESPReply? {
        while let element = try RESPElement.read(bytes, at: position) {
            try take(element)
            guard pendingCount == 0, let root else { continue }
            let reply = RESPReply(element: root, byteCount: position)
            reset()
            return reply
        }
        return nil
    }

    private mutating func take(_ element: RESPElement) throws(RESPError) {
        let start = position
        position = element.end
        // An attribute stands before an element and does not count as one.
        if element.kind != .attribute {
            // What is inside a leading attribute keeps more than one element waiting.
            if root == nil && pendingCount == 1 { root = element }
            pendingCount -= 1
        }
        pendingCount += element.childCount
        guard pendingCount <= Self.elementLimit else {
            throw RESPError(reason: .tooManyElements(limit: Self.elementLimit), offset: start)
        }
    }

    private mutating func reset() {
        position = 0
        pendingCount = 1
        root = nil
    }
}
