/// One worker's operations on an Aerospike cluster, as its driver sees them.
final class AerospikeSession: WireTargetSession {
    let wire: WireSession<AerospikeDialect>

    /// A session whose connections are there.
    init(wire: WireSession<AerospikeDialect>) { self.wire = wire }
}
