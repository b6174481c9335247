internal import Driver
internal import Verification
internal import Wire
internal import Workload

/// Hands what one worker's reads found to its verifier.
struct MemcachedObserver: BitwiseCopyable {
    let verifier: WorkerVerifier

    /// Hands over the bins that an operation has asked for, of one record that it has found.
    ///
    /// A value that is no record of its keyspace is handed over whole, as the first of those bins:
    /// so it is found to be wrong.
    ///
    /// - Parameters:
    ///   - value: the item's value.
    ///   - state: the operation.
    ///   - keyspace: its keyspace.
    ///   - entry: which of its records this is, from 0.
    ///   - ticket: what the verifier knows it by.
    func observe(
        _ value: RawSpan, _ state: MemcachedPending, _ keyspace: MemcachedKeyspace, entry: Int,
        ticket: UInt32
    ) {
        guard var check = verifier.beginRecord(entry: entry, ticket: ticket) else { return }
        if keyspace.isPacked {
            Self.observe(packed: value, state, keyspace, &check)
        } else {
            check.observe(value, bin: 0)
        }
        verifier.endRecord(check)
    }

    private static func observe(
        packed value: RawSpan, _ state: MemcachedPending, _ keyspace: MemcachedKeyspace,
        _ check: inout RecordCheck
    ) {
        var cursor = PackedRecordCursor(value, binCount: keyspace.binCount)
        for bin in 0..<keyspace.binCount {
            switch cursor.next() {
            case .value(let range):
                guard asks(state, for: bin, keyspace) else { continue }
                check.observe(value.extracting(range), bin: UInt16(bin))
            case .missing:
                continue
            case .end, .malformed:
                return check.observe(value, bin: UInt16(firstBin(of: state, keyspace)))
            }
        }
        if cursor.next() != .end {
            check.observe(value, bin: UInt16(firstBin(of: state, keyspace)))
        }
    }

    /// Whether an operation reads a bin; one that also writes reads all.
    @inline(__always)
    private static func asks(
        _ state: MemcachedPending, for bin: Int, _ keyspace: MemcachedKeyspace
    ) -> Bool {
        if state.kind == .readModifyWrite || state.bin == Operation.allBins { return true }
        if state.bin == Operation.chosenBins { return keyspace.chosenReadBins.contains(bin) }
        return Int(state.bin) == bin
    }

    private static func firstBin(
        of state: MemcachedPending, _ keyspace: MemcachedKeyspace
    ) -> Int {
        (0..<keyspace.binCount).first { asks(state, for: $0, keyspace) } ?? 0
    }
}
