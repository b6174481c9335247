internal import Verification
internal import Wire
internal import Workload

/// Hands what one worker's reads found on a server to its verifier.
struct AerospikeObserver {
    let verifier: WorkerVerifier

    /// Hands over the bins of a record.
    ///
    /// - Parameters:
    ///   - message: the answer that has them.
    ///   - keyspace: whose record it is.
    ///   - entry: which of a batch's entries it answers; 0 of others.
    ///   - ticket: which operation.
    @inline(__always)
    func observe(
        _ message: borrowing AerospikeMessage, of keyspace: AerospikeKeyspace, entry: Int = 0,
        ticket: UInt32
    ) {
        guard var check = verifier.beginRecord(entry: entry, ticket: ticket) else { return }
        var cursor = message.operations
        var guess = 0
        while let operation = cursor.next() {
            guard let bin = keyspace.bin(named: operation.name, guess: guess) else { continue }
            guess = bin + 1
            check.observe(operation.value, bin: UInt16(truncatingIfNeeded: bin))
        }
        verifier.endRecord(check)
    }
}
