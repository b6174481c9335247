internal import Engine
internal import Verification
internal import Workload

/// Hands what one worker's reads found in the engine to its verifier.
struct EngineObserver: BitwiseCopyable {
    let verifier: WorkerVerifier

    /// Hands over the bins of the record that `operation` has read.
    @inline(__always)
    func observe(_ copy: RecordCopy, _ operation: Operation, ticket: UInt32) {
        guard operation.kind == .read || operation.kind == .readModifyWrite else { return }
        guard var check = verifier.beginRecord(ticket: ticket) else { return }
        forEachPackedBin(copy.packedBins()) { bin, value in check.observe(value, bin: bin) }
        verifier.endRecord(check)
    }

    /// Hands over the bins of all records that a batch read has found.
    func observe(_ rows: Batch, _ operation: Operation, ticket: UInt32) {
        guard operation.kind == .batchRead else { return }
        for entry in 0..<rows.count {
            rows.forEachBin(at: entry) { bin, _, value in
                verifier.observe(value, bin: bin.rawValue, entry: entry, ticket: ticket)
            }
        }
    }
}
