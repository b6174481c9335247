internal import Client
internal import Driver
internal import Platform
internal import Verification
internal import Wire
internal import Workload

/// How Aerospike's protocol says what a workload asks; `AerospikeTarget.md` has the mapping.
///
/// Requests are written, and answers read, by the module `Client`. A keyspace is a set, its records
/// have the digests that official clients compute, and each request goes to the node that has the
/// record's partition; a batch has a part for each node.
///
/// Thread safety: its worker's thread only; the routes are shared.
final class AerospikeDialect: StoreDialect {
    /// Answers carry all they need: nothing is remembered between pieces.
    struct Decoder {}

    let keyspaces: [AerospikeKeyspace]
    /// What checks what is read, in a verified run.
    let observer: AerospikeObserver?
    /// What every read begins with.
    let readPolicy: ReadPolicy
    private let routes: AerospikeRoutes
    private(set) var nodes: [SocketAddress]
    private var masters: [UInt16]
    private var generation: UInt64
    private var flights: [AerospikeFlight] = []
    private var digestsAhead = DigestsAhead()

    /// A dialect for one worker.
    ///
    /// - Parameters:
    ///   - keyspaces: the plan's, in its order.
    ///   - routes: who has which partition.
    ///   - verifier: what checks what is read, in a verified run.
    init(
        keyspaces: [AerospikeKeyspace], routes: AerospikeRoutes, verifier: WorkerVerifier? = nil
    ) {
        self.keyspaces = keyspaces
        self.routes = routes
        observer = verifier.map { AerospikeObserver(verifier: $0) }
        readPolicy = ReadPolicy(limits: Self.limits)
        let map = routes.current()
        (nodes, masters, generation) = (map.addresses, map.masters, map.generation)
    }

    /// What requests tell the server of the time that they may take: what official clients do.
    static let limits = CallLimits(timeout: .seconds(1))

    func makeDecoder() -> Decoder { Decoder() }

    // MARK: Routes

    /// Copies the routes when they have changed.
    @inline(__always)
    private func followRoutes() {
        if let newest = routes.generation, newest != generation { copyRoutes() }
    }

    @inline(never)
    private func copyRoutes() {
        let map = routes.current()
        (nodes, masters, generation) = (map.addresses, map.masters, map.generation)
    }

    @inline(__always)
    private func master(of digest: AerospikeDigest) -> Int { Int(masters[digest.partition]) }

    /// A node has said that it does not have a partition, or not now.
    func askForNews() { routes.askForNews() }

    // MARK: Requests

    /// The state of the operation that a ticket names.
    @inline(__always)
    func flight(_ ticket: UInt32) -> AerospikeFlight {
        let slot = TicketSlot.number(of: ticket)
        while slot >= flights.count { flights.append(AerospikeFlight()) }
        return flights[slot]
    }

    func prepare(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int {
        followRoutes()
        let flight = flight(ticket)
        let operation = batch[index]
        flight.begin(operation)
        if operation.kind.hasMembers { return prepareBatch(index, of: batch, flight) }
        flight.digest = digestsAhead.digest(index, of: batch, keyspaces)
        return 1
    }

    /// Finds each entry's node, and the nodes that have any.
    private func prepareBatch(
        _ index: Int, of batch: OperationBatch, _ flight: AerospikeFlight
    ) -> Int {
        flight.entries.removeAll(keepingCapacity: true)
        flight.parts.removeAll(keepingCapacity: true)
        for entry in index..<index + Int(batch[index].entryCount) {
            let keyspace = keyspaces[Int(batch[entry].keyspace)]
            let digest = keyspace.digest(ofKey: batch.key(at: entry))
            let node = master(of: digest)
            flight.entries.append((digest, node))
            if let part = flight.parts.firstIndex(where: { $0.node == node }) {
                flight.parts[part].rowCount += 1
            } else {
                flight.parts.append(AerospikeFlight.Part(node: node, rowCount: 1))
            }
        }
        flight.openPartCount = flight.parts.count
        return flight.parts.count
    }

    func node(ofPart part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32) -> Int {
        let flight = flight(ticket)
        return flight.operation.kind.hasMembers
            ? flight.parts[part].node : master(of: flight.digest)
    }

    func begin(
        part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32,
        to output: inout ByteQueue
    ) {
        let flight = flight(ticket)
        if flight.operation.kind.hasMembers {
            beginBatch(part, index, of: batch, flight, to: &output)
        } else {
            beginRecord(index, of: batch, flight, to: &output)
        }
    }
}
