internal import Driver
internal import Platform
internal import Verification
internal import Wire
internal import Workload

/// How Redis, Valkey and their clusters are asked: ``RedisTarget`` has the table.
///
/// An operation is one *stage* for most kinds: some commands, written together, and as many
/// replies. A read that is followed by a write has two, a scan as many as it needs. The write that
/// may follow is made when the operation begins, since the batch is refilled afterwards.
///
/// In a cluster every record of a batch is a part of its own, because each may be elsewhere, and
/// the bytes of what was sent are kept until the reply is there, in case it names another node.
///
/// Thread safety: its worker's thread only.
final class RedisDialect: StoreDialect {
    let keyspaces: ObjectTable<RedisKeyspace>
    let greeting: RedisGreeting
    let errors: FirstErrorText
    /// What is shown what is read, in a verified run.
    let observer: RedisObserver?
    /// The nodes by slot; nil when there is one node for all keys.
    var cluster: RedisClusterMap?
    /// The cluster's nodes, or the one server; asked for with every operation.
    var nodes: [SocketAddress]
    /// What is kept of the operations in flight, by slot.
    var slots: [RedisSlot]
    /// The requests that may be needed later, by slot; empty where none ever is.
    let kept: [RedisKeptRequests]
    /// The part that the last redirection was about.
    var redirectedPart = 0
    /// Whether some connection may watch a key that no operation on it is about any more.
    var hasStaleWatch = false
    /// Room for a key with its prefix.
    private var wholeKey = ByteQueue(capacity: 0)
    /// Whether this worker's first error was noted.
    var hasNotedError = false
    /// Replies to come for parts of operations that were given up, where there are several.
    private var forgottenReplies: [UInt64: Int32] = [:]

    /// How often a part follows redirections before it counts as failed.
    static let redirectLimit = 16

    /// The dialect of one worker.
    ///
    /// - Parameters:
    ///   - access: the server or cluster, and how the plan's records lie there.
    ///   - slotCount: the most operations in flight.
    ///   - observer: what is shown what is read.
    init(_ access: RedisAccess, slotCount: Int, observer: RedisObserver?) {
        keyspaces = ObjectTable(access.keyspaces)
        greeting = access.greeting
        errors = access.errors
        cluster = access.cluster
        nodes = access.cluster?.nodes ?? [access.seed]
        self.observer = observer
        slots = Array(repeating: RedisSlot(), count: slotCount)
        let keepsRequests = access.keepsRequests || observer != nil
        kept = keepsRequests ? (0..<slotCount).map { _ in RedisKeptRequests() } : []
    }

    // MARK: Connections

    var nodesRedirect: Bool { cluster != nil }

    func makeDecoder() -> RedisDecoder { RedisDecoder() }

    func greet(node: Int, to output: inout ByteQueue) -> Bool {
        greeting.append(to: &output)
        return true
    }

    func receiveGreeting(
        _ input: RawSpan, _ decoder: inout RedisDecoder
    ) throws(DialectError) -> GreetingProgress {
        try greeting.receive(input, &decoder)
    }

    // MARK: Places

    @inline(__always)
    func prepare(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int {
        let operation = batch[index]
        let isDivided = cluster != nil && operation.kind.hasMembers
        let partCount = isDivided ? Int(operation.entryCount) : 1
        let slot = TicketSlot.number(of: ticket)
        slots[slot] = RedisSlot(operation, partCount: partCount)
        if !kept.isEmpty {
            kept[slot].restart(partCount: partCount)
            if observer != nil && operation.kind == .batchRead {
                for entry in index..<index + Int(operation.entryCount) {
                    kept[slot].readBins.append(batch[entry].bin)
                }
            }
        }
        return partCount
    }

    @inline(__always)
    func node(ofPart part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int {
        cluster == nil ? 0 : nodeInCluster(index + part, batch)
    }

    private func nodeInCluster(_ index: Int, _ batch: OperationBatch) -> Int {
        let prefix = keyspaces[Int(batch[index].keyspace)].prefix
        wholeKey.truncate(to: 0)
        wholeKey.append(array: prefix)
        wholeKey.append(batch.key(at: index))
        return cluster?.node(ofSlot: Self.keySlot(wholeKey)) ?? 0
    }

    private static func keySlot(_ key: borrowing ByteQueue) -> Int {
        RESPKeySlot.slot(of: key.bytes)
    }

    @inline(__always)
    func usesTransaction(_ index: Int, of batch: OperationBatch) -> Bool {
        batch[index].kind == .conditionalUpdate
    }

    @inline(__always)
    func part(_ number: Int, ofSlot slot: Int) -> RedisPart {
        slots[slot].partCount == 1 ? slots[slot].part : kept[slot].parts[number]
    }

    @inline(__always)
    func setPart(_ part: RedisPart, _ number: Int, ofSlot slot: Int) {
        if slots[slot].partCount == 1 {
            slots[slot].part = part
        } else {
            kept[slot].parts[number] = part
        }
    }

    // MARK: Giving up

    func forget(ticket: UInt32) {
        let slot = TicketSlot.number(of: ticket)
        // What has one part was on one connection, and no reply of it comes any more.
        guard slots[slot].partCount > 1 else { return }
        for number in 0..<Int(slots[slot].partCount) {
            let part = part(number, ofSlot: slot)
            let left = slots[slot].stage.replyCount - part.receivedCount
            let replyCount = part.isAsking ? 2 * left - (part.awaitsAsking ? 0 : 1) : left
            if replyCount > 1 { forgottenReplies[Self.key(ticket, number)] = replyCount }
        }
    }

    private static func key(_ ticket: UInt32, _ part: Int) -> UInt64 {
        UInt64(ticket) << 32 | UInt64(part)
    }

    func discard(
        _ input: RawSpan, _ decoder: inout RedisDecoder, ticket: UInt32, part: Int
    ) throws(DialectError) -> Reception {
        guard let reply = try decoder.next(input) else { return .incomplete }
        if reply.isPush { return .unsolicited(byteCount: reply.byteCount) }
        let key = Self.key(ticket, part)
        let left = (forgottenReplies[key] ?? 1) - 1
        forgottenReplies[key] = left > 0 ? left : nil
        return left > 0
            ? .partial(byteCount: reply.byteCount)
            : .ended(byteCount: reply.byteCount, .connectionLost)
    }

    func discard(
        _ input: RawSpan, _ decoder: inout RedisDecoder
    ) throws(DialectError) -> Reception {
        try discard(input, &decoder, ticket: .max, part: 0)
    }
}
