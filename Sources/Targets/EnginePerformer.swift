internal import Driver
internal import Engine
internal import Workload

/// Turns operations into calls of the engine, for one worker.
struct EnginePerformer {
    let namespace: Namespace
    private let bins: [BinID]
    private let set: SetID
    private let copy = RecordCopy()
    private let scanBuffer = ScanBuffer()

    init(_ access: EngineAccess) {
        namespace = access.namespace
        bins = access.bins
        set = access.set
    }

    /// The digest of the key at `index`.
    @inline(__always)
    func digest(_ index: Int, _ batch: OperationBatch) -> Digest {
        namespace.digest(ofKey: batch.key(at: index), set: set)
    }

    /// Packs the values that the operation at `index` writes, if it writes.
    @inline(__always)
    func pack(_ index: Int, _ batch: OperationBatch, into draft: RecordDraft) {
        let operation = batch[index]
        switch operation.kind {
        case .read, .delete, .scan: return
        case .update, .insert, .readModifyWrite: break
        }
        draft.removeAll()
        if operation.bin != Operation.allBins {
            draft.append(bins[Int(operation.bin)], blob: batch.value(at: index))
            return
        }
        for position in bins.indices {
            draft.append(bins[position], blob: batch.value(at: index, position: position))
        }
    }

    /// Performs an operation whose values are in `draft`.
    @inline(__always)
    func perform(_ operation: Operation, _ digest: Digest, _ draft: RecordDraft) -> Outcome {
        switch operation.kind {
        case .read:
            return read(operation, digest)
        case .update, .insert:
            return write(operation, digest, draft)
        case .readModifyWrite:
            // It reads the whole record, whatever it writes.
            let outcome = outcome(of: namespace.get(digest, into: copy))
            return outcome == .ok ? write(operation, digest, draft) : outcome
        case .delete:
            return namespace.delete(digest) ? .ok : .miss
        case .scan:
            let limit = Int(operation.scanRecordCount)
            return namespace.scan(from: digest, limit: limit, into: scanBuffer) > 0 ? .ok : .miss
        }
    }

    @inline(__always)
    private func read(_ operation: Operation, _ digest: Digest) -> Outcome {
        if operation.bin == Operation.allBins {
            return outcome(of: namespace.get(digest, into: copy))
        }
        let one: InlineArray<1, BinID> = [bins[Int(operation.bin)]]
        let result = namespace.get(digest, bins: one.span, into: copy)
        return outcome(of: result)
    }

    @inline(__always)
    private func write(_ operation: Operation, _ digest: Digest, _ draft: RecordDraft) -> Outcome {
        let timeToLive: TimeToLive =
            operation.ttlSeconds == 0 ? .namespaceDefault : .seconds(operation.ttlSeconds)
        let result =
            operation.bin == Operation.allBins
            ? namespace.put(digest, draft, set: set, timeToLive: timeToLive)
            : namespace.update(digest, draft, set: set, timeToLive: timeToLive)
        switch result {
        case .written: return .ok
        case .exists: return .exists
        case .notFound: return .miss
        case .outOfMemory, .writesStopped: return .outOfMemory
        default: return .refused
        }
    }

    @inline(__always)
    private func outcome(of result: ReadResult) -> Outcome {
        switch result {
        case .found: return .ok
        case .notFound: return .miss
        case .unavailable, .elsewhere: return .refused
        }
    }
}
