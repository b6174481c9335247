internal import Driver
internal import Platform
internal import Wire
internal import Workload

/// How one store's protocol says what a workload asks: operations become the bytes of requests, and
/// the bytes of replies become outcomes.
///
/// No sockets and no clock: the session (``WireSession``) owns those and calls the dialect. One
/// dialect belongs to one worker, and keeps what its operations in flight need in slots, one for
/// each operation that the session may have in flight; `TicketSlot.number(of:)` says which slot a
/// ticket has. On the hot path nothing is allocated.
///
/// An operation is one *part* for nearly all stores and kinds. One that concerns several nodes, as
/// a batch in a cluster, has a part for each. A part is sent, and ends when its last reply has
/// come; it may go on with further requests in between (read, then write), and the operation ends
/// when the dialect says so, with its last part.
protocol StoreDialect: AnyObject {
    /// What a connection remembers between the pieces in which a reply arrives.
    associatedtype Decoder

    /// A decoder at the start of a connection.
    func makeDecoder() -> Decoder

    // MARK: Nodes

    /// The nodes to connect to, at least one.
    ///
    /// A cluster's dialect may append to it when it learns of nodes; it never removes or moves one.
    var nodes: [SocketAddress] { get }

    /// Whether a node that is asked for a record of another one names that one: then a node that
    /// cannot be reached does not hold up its operations.
    var nodesRedirect: Bool { get }

    // MARK: The start of a connection

    /// Appends what is to be said first, such as a password; returns whether a reply will come.
    func greet(node: Int, to output: inout ByteQueue) -> Bool

    /// Reads replies to the greeting.
    ///
    /// - Parameters:
    ///   - input: what has arrived and is not yet consumed.
    ///   - decoder: the connection's.
    /// - Returns: how far it is.
    /// - Throws: `DialectError` when the server refuses; its text is shown to the user.
    func receiveGreeting(
        _ input: RawSpan, _ decoder: inout Decoder
    ) throws(DialectError) -> GreetingProgress

    // MARK: Requests

    /// Gets ready for the operation at `index`; returns how many parts it has, 1 for most.
    func prepare(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int

    /// The node that a part is for, an index into `nodes`.
    func node(ofPart part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int

    /// Whether the operation must be alone with its connection's transaction state (Redis's
    /// `WATCH`): of several such operations only one is on a connection at a time.
    func usesTransaction(_ index: Int, of batch: OperationBatch) -> Bool

    /// Appends the first request of a part.
    ///
    /// The batch is refilled afterwards: what later requests need is copied into the slot.
    func begin(
        part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32,
        to output: inout ByteQueue)

    /// Appends the requests of a part again, for another node that a reply has named.
    ///
    /// Called after `receive` has returned `.redirected` for that part, at once.
    func resend(ticket: UInt32, isAsking: Bool, to output: inout ByteQueue)

    // MARK: Replies

    /// Reads the next reply for the oldest part on a connection.
    ///
    /// - Parameters:
    ///   - input: what has arrived and is not yet consumed; not empty.
    ///   - decoder: the connection's.
    ///   - ticket: whose reply it must be.
    ///   - output: where to append a further request of the same part, with `.continued`.
    /// - Returns: what it was.
    /// - Throws: `DialectError` when the bytes are no reply: the connection is dropped.
    func receive(
        _ input: RawSpan, _ decoder: inout Decoder, ticket: UInt32, output: inout ByteQueue
    ) throws(DialectError) -> Reception

    /// The same, told also which part's reply it must be: for stores of several nodes.
    func receive(
        _ input: RawSpan, _ decoder: inout Decoder, ticket: UInt32, part: Int,
        output: inout ByteQueue
    ) throws(DialectError) -> Reception

    /// Reads the next reply for an operation that has been given up, and forgets it: like `receive`
    /// but without a look at the slot. Never returns `.continued` or `.redirected`.
    func discard(
        _ input: RawSpan, _ decoder: inout Decoder
    ) throws(DialectError) -> Reception

    /// The same, told also whose reply it is: for stores whose parts have several replies.
    func discard(
        _ input: RawSpan, _ decoder: inout Decoder, ticket: UInt32, part: Int
    ) throws(DialectError) -> Reception

    /// The operation has ended without a reply: its connection was lost, or it took too long.
    func forget(ticket: UInt32)
}

/// How far a connection's greeting is.
enum GreetingProgress: Equatable {
    /// More bytes are needed.
    case incomplete
    /// So many bytes were a good reply, and another reply is to come.
    case partial(byteCount: Int)
    /// So many bytes were the last reply: operations may be sent.
    case done(byteCount: Int)
}

/// What a piece of a reply was.
///
/// Every count says how many bytes at the front of the input it took.
enum Reception: Equatable {
    /// More bytes are needed; nothing was taken.
    case incomplete
    /// A piece of the part's reply; more of it comes, before the reply of anything sent later.
    case partial(byteCount: Int)
    /// The reply is complete, and another request of the same part was appended to the output.
    case continued(byteCount: Int)
    /// The part has ended, and the operation with it.
    case ended(byteCount: Int, Outcome)
    /// The part has ended, other parts of the operation have not.
    case partEnded(byteCount: Int)
    /// It answers no request.
    case unsolicited(byteCount: Int)
    /// Another node has the record: the part is to be sent there.
    case redirected(byteCount: Int, node: Int, isAsking: Bool)
}

/// Bytes that are no reply, or a greeting that was refused.
struct DialectError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in words for the user.
    var description: String
    /// What to do about it, when more than looking at the server can be said.
    var remedy: String?

    init(_ description: String, remedy: String? = nil) {
        self.description = description
        self.remedy = remedy
    }
}

/// What most stores do: one node, one part, nothing to say first.
extension StoreDialect {
    var nodesRedirect: Bool { false }

    func greet(node: Int, to output: inout ByteQueue) -> Bool { false }

    func receiveGreeting(
        _ input: RawSpan, _ decoder: inout Decoder
    ) throws(DialectError) -> GreetingProgress { .done(byteCount: 0) }

    @inline(__always)
    func prepare(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int { 1 }

    @inline(__always)
    func node(ofPart part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int { 0 }

    @inline(__always)
    func usesTransaction(_ index: Int, of batch: OperationBatch) -> Bool { false }

    func resend(ticket: UInt32, isAsking: Bool, to output: inout ByteQueue) {
        preconditionFailure("a store of one node redirects nobody")
    }

    func forget(ticket: UInt32) {}

    @inline(__always)
    func receive(
        _ input: RawSpan, _ decoder: inout Decoder, ticket: UInt32, part: Int,
        output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        try receive(input, &decoder, ticket: ticket, output: &output)
    }

    func discard(
        _ input: RawSpan, _ decoder: inout Decoder, ticket: UInt32, part: Int
    ) throws(DialectError) -> Reception {
        try discard(input, &decoder)
    }
}
