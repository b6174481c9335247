internal import Driver
internal import Engine
internal import Verification
internal import Workload

/// What a session needs of the engine.
struct EngineAccess {
    let namespace: Namespace
    /// For each of the plan's keyspaces, where its records are.
    let tenants: [EngineTenant]
}

/// A keyspace in the engine: a set, and the names of its bins.
struct EngineTenant {
    let set: SetID
    /// The bins, in the plan's order.
    let bins: [BinID]
    let shape: RecordShape
    /// The bins that reads are for, where the plan names them.
    let readBins: [BinID]

    /// The keyspace's set and bins in `namespace`, made if they are new.
    init(_ keyspace: Keyspace, in namespace: Namespace) throws(EngineError) {
        set = try namespace.set(named: keyspace.name)
        shape = keyspace.record
        var bins: [BinID] = []
        for bin in shape.bins { bins.append(try namespace.bin(named: bin.name)) }
        self.bins = bins
        readBins = shape.readBins.chosen.map { bins[$0] }
    }
}

/// One worker's calls into the engine, each complete when `submit` returns.
final class EngineSession: TargetSession {
    private let performer: EnginePerformer
    private let draft = RecordDraft()
    /// What checks what is read, in a verified run.
    private let observer: EngineObserver?

    init(_ access: EngineAccess, verifier: WorkerVerifier?) {
        performer = EnginePerformer(access)
        observer = verifier.map { EngineObserver(verifier: $0) }
    }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        let operation = batch[index]
        if operation.kind.hasMembers {
            let outcome = performer.performBatch(index, batch, draft)
            observer?.observe(performer.rows, operation, ticket: ticket)
            return .completed(outcome)
        }
        let digest = performer.digest(index, batch)
        performer.pack(index, batch, into: draft)
        let outcome = performer.perform(operation, digest, draft)
        if let observer, outcome == .ok {
            observer.observe(performer.copy, operation, ticket: ticket)
        }
        return .completed(outcome)
    }
}

/// One worker's calls into the engine, gathered and then performed together.
///
/// The stripe of each is asked for when it is submitted, then the index slots of all and the
/// records of all before the first is performed: see ``Engine/Namespace/prefetchStripe(_:)``.
final class PipelinedEngineSession: TargetSession {
    let inFlightLimit: Int
    private let performer: EnginePerformer
    private let drafts: [RecordDraft]
    private var gathered: [Gathered] = []
    /// What checks what is read, in a verified run.
    private let observer: EngineObserver?

    /// An operation that waits for the next poll; its values are in the draft of the same number.
    private struct Gathered {
        var operation: Operation
        var digest: Digest
        var ticket: UInt32
    }

    init(_ access: EngineAccess, depth: Int, verifier: WorkerVerifier?) {
        performer = EnginePerformer(access)
        observer = verifier.map { EngineObserver(verifier: $0) }
        inFlightLimit = depth
        drafts = (0..<depth).map { _ in RecordDraft() }
        gathered.reserveCapacity(depth)
    }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        let place = gathered.count
        if place == inFlightLimit { return .busy }
        // A batch overlaps its own waits.
        if batch[index].kind.hasMembers {
            let outcome = performer.performBatch(index, batch, drafts[place])
            observer?.observe(performer.rows, batch[index], ticket: ticket)
            return .completed(outcome)
        }
        let digest = performer.digest(index, batch)
        performer.namespace.prefetchStripe(digest)
        performer.pack(index, batch, into: drafts[place])
        gathered.append(Gathered(operation: batch[index], digest: digest, ticket: ticket))
        return .pending
    }

    func poll(into completions: inout CompletionList) {
        for entry in gathered { performer.namespace.prefetchIndex(entry.digest) }
        for entry in gathered where entry.operation.kind != .scan {
            performer.namespace.prefetchRecord(entry.digest)
        }
        for place in gathered.indices {
            let entry = gathered[place]
            let outcome = performer.perform(entry.operation, entry.digest, drafts[place])
            if let observer, outcome == .ok {
                observer.observe(performer.copy, entry.operation, ticket: entry.ticket)
            }
            completions.append(ticket: entry.ticket, outcome: outcome)
        }
        gathered.removeAll(keepingCapacity: true)
    }
}
