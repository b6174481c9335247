/// Completes operations: intended start, bins, value sizes, time to live, scan length.
///
/// It knows the record and the schedule, and nothing of how keys are chosen.
struct OperationDraft: Sendable {
    private let values: ValueSize
    private let binCount: Int
    private let ttlSeconds: UInt32
    private let readsOneBin: Bool
    private let updatesOneBin: Bool
    private let scanLength: ScanLength
    private var arrivals: ArrivalClock
    private var arrivalRandom: Xoshiro256
    private var valueRandom: Xoshiro256
    private var binRandom: Xoshiro256
    private var scanRandom: Xoshiro256

    init(_ parts: SourceParts) {
        let record = parts.plan.record
        values = record.values
        binCount = record.binNames.count
        ttlSeconds = record.ttlSeconds
        // A record of one bin has nothing to choose: its operations are on all bins.
        readsOneBin = record.readBins == .one && binCount > 1
        updatesOneBin = record.updateBins == .one && binCount > 1
        scanLength = parts.plan.scanLength
        arrivals = ArrivalClock(
            parts.phase.arrivals, worker: parts.worker, workerCount: parts.plan.workerCount)
        arrivalRandom = parts.generator(.arrivals)
        valueRandom = parts.generator(.values)
        binRandom = parts.generator(.bins)
        scanRandom = parts.generator(.scans)
    }

    /// Adds an operation to `batch`; `word` is what `writer` made of the key.
    @inline(__always)
    mutating func append(
        _ kind: OperationKind, key: UInt64, word: UInt64, to batch: OperationBatch,
        writer: some KeyWriter
    ) {
        var operation = Operation(
            kind: kind, keyIndex: key, intendedStart: arrivals.next(using: &arrivalRandom))
        switch kind {
        case .read:
            if readsOneBin { operation.bin = randomBin() }
        case .update, .readModifyWrite:
            if updatesOneBin { operation.bin = randomBin() }
        case .scan:
            operation.scanRecordCount = scanLength.next(using: &scanRandom)
        case .insert, .delete:
            break
        }
        let writes = kind.writesValues
        if writes {
            operation.valueSeed = UInt32(truncatingIfNeeded: valueRandom.next())
            operation.ttlSeconds = ttlSeconds
        }
        batch.append(operation) { space in writer.write(word, into: &space) }
        if writes { drawSizes(operation.bin == Operation.allBins ? binCount : 1, for: batch) }
    }

    /// Draws the sizes of the values that the newest operation writes.
    private mutating func drawSizes(_ count: Int, for batch: OperationBatch) {
        for position in 0..<count {
            batch.setLastValueByteCount(values.next(using: &valueRandom), at: position)
        }
    }

    private mutating func randomBin() -> UInt16 {
        UInt16(truncatingIfNeeded: binRandom.below(UInt64(binCount)))
    }
}
