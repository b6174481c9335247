internal import Driver
internal import Platform
internal import Verification
internal import Wire
internal import Workload

/// Memcached's text protocol, with meta commands where text has none: what an operation becomes.
///
/// The page of ``MemcachedTarget`` has the table. Replies are in `MemcachedDialect+Replies.swift`.
///
/// Thread safety: its worker's alone.
final class MemcachedDialect: StoreDialect {
    /// What a connection remembers.
    struct Decoder {
        var scanner = MemcachedReplyScanner()
        /// Whether the replies of a batch write are coming, which `MN` stands before and after.
        var isInBatch = false
    }

    /// How often a change is tried again that another write has come between.
    static let conflictLimit = 16
    /// The longest expiry time that counts from now, in seconds: 30 days; a larger one is a date.
    static let relativeExpiryLimit: UInt32 = 2_592_000

    let nodes: [SocketAddress]
    let keyspaces: [MemcachedKeyspace]
    /// For each operation in flight, what is due next.
    var pending: [MemcachedPending]
    /// For each, what is still to be said.
    let slots: [MemcachedSlot]
    /// A key with its prefix, or a record that is made of another.
    var scratch = ByteQueue(capacity: 512)
    /// What checks what is read, in a verified run.
    let observer: MemcachedObserver?
    /// Whether the server has reported an error to this worker.
    var hasSeenError = false
    /// Where the words of the first error are kept.
    let errors: FirstErrorText
    private let hasPrefixes: Bool
    private let unixSeconds: () -> UInt64

    /// A dialect for the operations of `plan`.
    ///
    /// - Parameters:
    ///   - plan: what `MemcachedTarget` has let pass.
    ///   - address: the server.
    ///   - slotCount: the most operations in flight.
    ///   - errors: where the words of the first error are kept.
    ///   - verifier: what checks what is read, if anything.
    ///   - unixSeconds: the time of day, in seconds since 1970.
    init(
        plan: Plan, address: SocketAddress, slotCount: Int, errors: FirstErrorText,
        verifier: WorkerVerifier? = nil,
        unixSeconds: @escaping () -> UInt64 = { WallClock.unixNanoseconds() / 1_000_000_000 }
    ) {
        nodes = [address]
        keyspaces = plan.keyspaces.indices.map { MemcachedKeyspace($0, of: plan) }
        hasPrefixes = plan.keyspaces.count > 1
        pending = Array(repeating: MemcachedPending(), count: slotCount)
        let binCount = keyspaces.map(\.binCount).max() ?? 1
        slots = (0..<slotCount).map { _ in MemcachedSlot(binCount: binCount) }
        self.errors = errors
        observer = verifier.map { MemcachedObserver(verifier: $0) }
        self.unixSeconds = unixSeconds
    }

    func makeDecoder() -> Decoder { Decoder() }

    // MARK: Requests

    @inline(__always)
    func begin(
        part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32,
        to output: inout ByteQueue
    ) {
        let operation = batch[index]
        let slot = TicketSlot.number(of: ticket)
        var state = MemcachedPending()
        state.kind = operation.kind
        state.keyspace = operation.keyspace
        state.bin = operation.bin
        switch operation.kind {
        case .read:
            withKey(index, of: batch) { key in
                MemcachedCommand.retrieve(.get, key, in: &output)
            }
        case .update, .insert, .fill:
            state.expiry = expiry(operation.ttlSeconds)
            if keyspaces[Int(operation.keyspace)].isWhole(operation.bin) {
                state.step = .stored
                store(.set, index, of: batch, expiry: state.expiry, in: &output)
            } else {
                beginChange(&state, index, of: batch, slot, in: &output)
            }
        default:
            state.expiry = expiry(operation.ttlSeconds)
            beginRare(&state, index, of: batch, slot, in: &output)
        }
        pending[slot] = state
    }

    /// Seconds to live as an expiry time; 0 for none.
    @inline(__always)
    private func expiry(_ seconds: UInt32) -> Int32 {
        if seconds <= Self.relativeExpiryLimit { return Int32(seconds) }
        return Int32(clamping: unixSeconds() + UInt64(seconds))
    }

    /// What is not in the hot path of the usual workloads.
    @inline(never)
    private func beginRare(
        _ state: inout MemcachedPending, _ index: Int, of batch: OperationBatch, _ slot: Int,
        in output: inout ByteQueue
    ) {
        let operation = batch[index]
        let keyspace = keyspaces[Int(operation.keyspace)]
        switch operation.kind {
        case .delete, .touch, .exists:
            beginWithoutValue(&state, index, of: batch, in: &output)
        case .increment where !keyspace.isPacked:
            state.step = .counted
            let (expiry, setsExpiry) = (state.expiry, keyspace.hasLifetimes)
            withKey(index, of: batch) { key in
                MemcachedCommand.count(
                    key, expiry: expiry, setsExpiry: setsExpiry, in: &output)
            }
        case .append where !keyspace.isPacked:
            state.step = .appended
            keep(index, of: batch, in: &slots[slot].kept)
            Self.store(.append, slots[slot].kept, expiry: 0, in: &output)
        case .add where keyspace.isWhole(operation.bin):
            state.step = .stored
            store(.add, index, of: batch, expiry: state.expiry, in: &output)
        case .add:
            state.step = .stored
            keepChanges(index, of: batch, keyspace, in: &slots[slot].kept)
            storeNew(slot, state, in: &output)
        case .readModifyWrite where keyspace.isWhole(operation.bin):
            state.step = .valueToReplace
            keep(index, of: batch, in: &slots[slot].kept)
            Self.retrieve(.get, slots[slot].kept, in: &output)
        case .conditionalUpdate where keyspace.isWhole(operation.bin):
            state.step = .unique
            keep(index, of: batch, in: &slots[slot].kept)
            Self.askUnique(slots[slot].kept, in: &output)
        case .readModifyWrite, .conditionalUpdate, .increment, .append:
            beginChange(&state, index, of: batch, slot, in: &output)
        case .batchRead:
            beginBatchRead(&state, index, of: batch, &slots[slot].kept, in: &output)
        case .batchWrite:
            beginBatchWrite(&state, index, of: batch, in: &output)
        case .read, .update, .insert, .fill, .scan:
            preconditionFailure("\(operation.kind) is begun elsewhere or refused before the run")
        }
    }

    private func beginWithoutValue(
        _ state: inout MemcachedPending, _ index: Int, of batch: OperationBatch,
        in output: inout ByteQueue
    ) {
        let (kind, expiry) = (state.kind, state.expiry)
        state.step = kind == .delete ? .deleted : kind == .touch ? .touched : .presence
        withKey(index, of: batch) { key in
            switch kind {
            case .delete: MemcachedCommand.delete(key, in: &output)
            case .touch: MemcachedCommand.touch(key, expiry: expiry, in: &output)
            default: MemcachedCommand.ask(key, [], in: &output)
            }
        }
    }

    /// Asks for the record whose bins are to be changed, and its unique number.
    private func beginChange(
        _ state: inout MemcachedPending, _ index: Int, of batch: OperationBatch, _ slot: Int,
        in output: inout ByteQueue
    ) {
        state.step = .valueToChange
        keepChanges(index, of: batch, keyspaces[Int(state.keyspace)], in: &slots[slot].kept)
        Self.retrieve(.gets, slots[slot].kept, in: &output)
    }

    // MARK: Batches

    private func beginBatchRead(
        _ state: inout MemcachedPending, _ index: Int, of batch: OperationBatch,
        _ kept: inout MemcachedKept, in output: inout ByteQueue
    ) {
        state.entryCount = batch[index].entryCount
        kept.removeAll()
        MemcachedRequest.beginRetrieval(.get, in: &output)
        for entry in index..<index + Int(state.entryCount) {
            if observer != nil {
                appendKey(entry, of: batch, to: &kept.text)
                kept.endKey()
            }
            withKey(entry, of: batch) { key in MemcachedCommand.append(key, in: &output) }
        }
        MemcachedRequest.endLine(in: &output)
    }

    /// The writes stand between two of `mn`, whose answers tell a reader that knows nothing else
    /// where the batch's replies begin and end.
    private func beginBatchWrite(
        _ state: inout MemcachedPending, _ index: Int, of batch: OperationBatch,
        in output: inout ByteQueue
    ) {
        state.step = .batch
        state.entryCount = batch[index].entryCount
        MemcachedRequest.line("mn", in: &output)
        for entry in index..<index + Int(state.entryCount) {
            let expiry = expiry(batch[entry].ttlSeconds)
            store(.set, entry, of: batch, expiry: expiry, in: &output)
        }
        MemcachedRequest.line("mn", in: &output)
    }

    // MARK: What is kept

    /// Keeps the key and the whole value of the operation at `index`.
    private func keep(_ index: Int, of batch: OperationBatch, in kept: inout MemcachedKept) {
        kept.removeAll()
        appendKey(index, of: batch, to: &kept.text)
        kept.endKey()
        keyspaces[Int(batch[index].keyspace)].append(index, of: batch, to: &kept.text)
    }

    /// Keeps the key, and what the operation at `index` does to which bins.
    private func keepChanges(
        _ index: Int, of batch: OperationBatch, _ keyspace: MemcachedKeyspace,
        in kept: inout MemcachedKept
    ) {
        let operation = batch[index]
        kept.removeAll()
        appendKey(index, of: batch, to: &kept.text)
        kept.endKey()
        if operation.bin == Operation.chosenBins {
            for (position, bin) in keyspace.chosenWriteBins.enumerated() {
                keepChange(.replace, bin, at: position, index, of: batch, keyspace, in: &kept)
            }
        } else {
            let kind: MemcachedKept.Change.Kind =
                switch operation.kind {
                case .increment: .increment
                case .append: .extend
                default: .replace
                }
            keepChange(kind, Int(operation.bin), at: 0, index, of: batch, keyspace, in: &kept)
        }
    }

    private func keepChange(
        _ kind: MemcachedKept.Change.Kind, _ bin: Int, at position: Int, _ index: Int,
        of batch: OperationBatch, _ keyspace: MemcachedKeyspace, in kept: inout MemcachedKept
    ) {
        let start = kept.text.byteCount
        if kind != .increment {
            keyspace.append(bin, at: position, index, of: batch, to: &kept.text)
        }
        kept.endChange(kind, bin: bin, from: start)
    }

    private func appendKey(
        _ index: Int, of batch: OperationBatch, to queue: inout ByteQueue
    ) {
        queue.append(array: keyspaces[Int(batch[index].keyspace)].prefix)
        queue.append(batch.key(at: index))
    }

    // MARK: Commands

    /// Calls `body` with the key of the operation at `index` as the server knows it.
    @inline(__always)
    private func withKey(
        _ index: Int, of batch: OperationBatch, _ body: (RawSpan) -> Void
    ) {
        guard hasPrefixes else { return body(batch.key(at: index)) }
        scratch.consume(scratch.byteCount)
        appendKey(index, of: batch, to: &scratch)
        Self.call(body, with: scratch)
    }

    private static func call(_ body: (RawSpan) -> Void, with key: borrowing ByteQueue) {
        body(key.bytes)
    }

    /// Stores the whole record that the operation at `index` writes.
    @inline(__always)
    private func store(
        _ store: MemcachedRequest.Store, _ index: Int, of batch: OperationBatch, expiry: Int32,
        in output: inout ByteQueue
    ) {
        let keyspace = keyspaces[Int(batch[index].keyspace)]
        let byteCount = keyspace.byteCount(index, of: batch)
        withKey(index, of: batch) { key in
            MemcachedCommand.beginStore(
                store, key, valueByteCount: byteCount, expiry: expiry, in: &output)
        }
        keyspace.append(index, of: batch, to: &output)
        MemcachedRequest.endLine(in: &output)
    }

    // MARK: Commands with a key that is kept

    static func retrieve(
        _ retrieval: MemcachedRequest.Retrieval, _ kept: borrowing MemcachedKept,
        in output: inout ByteQueue
    ) {
        MemcachedCommand.retrieve(retrieval, kept.key, in: &output)
    }

    static func askUnique(_ kept: borrowing MemcachedKept, in output: inout ByteQueue) {
        MemcachedCommand.ask(kept.key, .unique, in: &output)
    }

    static func touch(
        _ kept: borrowing MemcachedKept, expiry: Int32, in output: inout ByteQueue
    ) {
        MemcachedCommand.touch(kept.key, expiry: expiry, in: &output)
    }

    /// Stores the value that is kept.
    static func store(
        _ store: MemcachedRequest.Store, _ kept: borrowing MemcachedKept, expiry: Int32,
        in output: inout ByteQueue
    ) {
        MemcachedCommand.store(store, kept.key, kept.value, expiry: expiry, in: &output)
    }

    /// Stores a record that was made of another.
    static func store(
        _ store: MemcachedRequest.Store, _ kept: borrowing MemcachedKept,
        _ record: borrowing ByteQueue, expiry: Int32, in output: inout ByteQueue
    ) {
        MemcachedCommand.store(store, kept.key, record.bytes, expiry: expiry, in: &output)
    }

    /// Adds a record of the bins that a slot has kept.
    func storeNew(_ slot: Int, _ state: MemcachedPending, in output: inout ByteQueue) {
        scratch.consume(scratch.byteCount)
        let binCount = keyspaces[Int(state.keyspace)].binCount
        _ = slots[slot].kept.appendChanged(
            RawSpan(), isNew: true, binCount: binCount, to: &scratch)
        Self.store(.add, slots[slot].kept, scratch, expiry: state.expiry, in: &output)
    }
}
