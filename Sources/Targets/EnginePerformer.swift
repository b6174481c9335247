internal import Driver
internal import Engine
internal import Workload

/// Turns operations into calls of the engine, for one worker.
struct EnginePerformer {
    let namespace: Namespace
    private let tenants: [EngineTenant]
    /// What the last read found.
    let copy = RecordCopy()
    private let scanBuffer = ScanBuffer()
    private let operateBuffer = OperateBuffer()
    /// The rows of the last batch.
    let rows = Batch()

    init(_ access: EngineAccess) {
        namespace = access.namespace
        tenants = access.tenants
    }

    /// The digest of the key at `index`.
    @inline(__always)
    func digest(_ index: Int, _ batch: OperationBatch) -> Digest {
        namespace.digest(ofKey: batch.key(at: index), set: tenants[batch.keyspace(at: index)].set)
    }

    // MARK: Values

    /// Packs the values that the operation at `index` writes, if it writes.
    @inline(__always)
    func pack(_ index: Int, _ batch: OperationBatch, into draft: RecordDraft) {
        let operation = batch[index]
        guard operation.kind.writesValues else { return }
        draft.removeAll()
        let keyspace = Int(operation.keyspace)
        switch operation.bin {
        case Operation.allBins:
            for bin in 0..<tenants[keyspace].bins.count {
                append(bin, at: bin, index, batch, to: draft)
            }
        case Operation.chosenBins:
            for (position, bin) in tenants[keyspace].shape.updateBins.chosen.enumerated() {
                append(bin, at: position, index, batch, to: draft)
            }
        default: append(Int(operation.bin), at: 0, index, batch, to: draft)
        }
    }

    @inline(__always)
    private func append(
        _ bin: Int, at position: Int, _ index: Int, _ batch: OperationBatch, to draft: RecordDraft
    ) {
        let keyspace = batch.keyspace(at: index)
        let id = tenants[keyspace].bins[bin]
        switch tenants[keyspace].shape.bins[bin].type {
        case .bytes: draft.append(id, blob: batch.value(at: index, position: position))
        case .text: draft.append(id, string: batch.value(at: index, position: position))
        case .list:
            draft.append(id, list: batch.value(at: index, position: position))
        case .map:
            draft.append(id, map: batch.value(at: index, position: position))
        case .integer:
            let bits = batch.payload(at: index, position: position)
            draft.append(id, integer: Int64(bitPattern: bits))
        case .double:
            let bits = batch.payload(at: index, position: position)
            draft.append(id, double: Double(bitPattern: bits))
        case .boolean:
            draft.append(id, boolean: batch.payload(at: index, position: position) != 0)
        }
    }

    // MARK: One record

    /// Performs an operation whose values are in `draft`.
    @inline(__always)
    func perform(_ operation: Operation, _ digest: Digest, _ draft: RecordDraft) -> Outcome {
        switch operation.kind {
        case .read:
            return read(operation, digest)
        case .update, .insert, .fill:
            return write(operation, digest, draft)
        case .readModifyWrite:
            // It reads the whole record, whatever it writes.
            let outcome = outcome(of: namespace.get(digest, into: copy))
            return outcome == .ok ? write(operation, digest, draft) : outcome
        case .delete:
            return namespace.delete(digest) ? .ok : .miss
        default:
            return performRare(operation, digest, draft)
        }
    }

    /// What is not in the hot path of the usual workloads.
    @inline(never)
    private func performRare(
        _ operation: Operation, _ digest: Digest, _ draft: RecordDraft
    ) -> Outcome {
        switch operation.kind {
        case .scan: return scan(operation, digest)
        case .exists: return namespace.exists(digest) ? .ok : .miss
        case .add: return write(operation, digest, draft, condition: .createOnly)
        case .conditionalUpdate: return writeIfUnchanged(operation, digest, draft)
        case .touch:
            let policy = WritePolicy(condition: .updateOnly, timeToLive: operation.timeToLive)
            return outcome(of: namespace.touch(digest, policy: policy, with: operateBuffer))
        case .increment:
            let tenant = tenants[Int(operation.keyspace)]
            let result = namespace.add(
                digest, tenant.bins[Int(operation.bin)], integer: 1,
                policy: policy(operation, tenant), with: operateBuffer)
            return outcome(of: result)
        case .append: return append(operation, digest, draft)
        case .read, .update, .insert, .readModifyWrite, .delete, .fill, .batchRead, .batchWrite:
            preconditionFailure("\(operation.kind) is performed elsewhere")
        }
    }

    private func append(
        _ operation: Operation, _ digest: Digest, _ draft: RecordDraft
    ) -> Outcome {
        let tenant = tenants[Int(operation.keyspace)]
        let bin = Int(operation.bin)
        let type: Engine.BinType = tenant.shape.bins[bin].type == .text ? .string : .blob
        guard let bytes = draft.bytes(tenant.bins[bin]) else { return .refused }
        let result = namespace.append(
            digest, tenant.bins[bin], type, bytes, policy: policy(operation, tenant),
            with: operateBuffer)
        return outcome(of: result)
    }

    private func policy(_ operation: Operation, _ tenant: EngineTenant) -> WritePolicy {
        WritePolicy(timeToLive: operation.timeToLive, set: tenant.set)
    }

    @inline(__always)
    private func read(_ operation: Operation, _ digest: Digest) -> Outcome {
        switch operation.bin {
        case Operation.allBins:
            return outcome(of: namespace.get(digest, into: copy))
        case Operation.chosenBins:
            let bins = tenants[Int(operation.keyspace)].readBins
            return outcome(of: namespace.get(digest, bins: bins.span, into: copy))
        default:
            let bin = tenants[Int(operation.keyspace)].bins[Int(operation.bin)]
            let one: InlineArray<1, BinID> = [bin]
            let result = namespace.get(digest, bins: one.span, into: copy)
            return outcome(of: result)
        }
    }

    @inline(__always)
    private func write(
        _ operation: Operation, _ digest: Digest, _ draft: RecordDraft,
        condition: WriteCondition = .upsert, generation: GenerationCheck = .any
    ) -> Outcome {
        let set = tenants[Int(operation.keyspace)].set
        let result =
            operation.bin == Operation.allBins
            ? namespace.put(
                digest, draft, set: set, condition: condition, generation: generation,
                timeToLive: operation.timeToLive)
            : namespace.update(
                digest, draft, set: set, condition: condition, generation: generation,
                timeToLive: operation.timeToLive)
        return outcome(of: result)
    }

    /// Reads the record, and writes it if it still has the generation that was read.
    private func writeIfUnchanged(
        _ operation: Operation, _ digest: Digest, _ draft: RecordDraft
    ) -> Outcome {
        let found = namespace.get(digest, into: copy)
        guard case .found(let metadata) = found else { return outcome(of: found) }
        return write(
            operation, digest, draft, condition: .updateOnly,
            generation: .equal(metadata.generation))
    }

    // MARK: Several records

    /// Reads records from a digest on, or all of the digest's partition.
    private func scan(_ operation: Operation, _ digest: Digest) -> Outcome {
        let limit = Int(operation.scanRecordCount)
        guard limit == 0 else {
            return namespace.scan(from: digest, limit: limit, into: scanBuffer) > 0 ? .ok : .miss
        }
        var after: Digest?
        var count = 0
        while true {
            let found = namespace.scan(
                partition: digest.partition, after: after, limit: 1_024, into: scanBuffer)
            count += found
            guard found == 1_024 else { return count > 0 ? .ok : .miss }
            after = scanBuffer.digest(at: found - 1)
        }
    }

    /// Performs a batch read or write, whose entries begin at `index`.
    ///
    /// A batch read misses when none of its records is there; a batch write ends as the first row
    /// that was not written, or well.
    @inline(never)
    func performBatch(_ index: Int, _ batch: OperationBatch, _ draft: RecordDraft) -> Outcome {
        let operation = batch[index]
        rows.removeAll()
        let entries = index..<index + Int(operation.entryCount)
        for entry in entries { addRow(entry, batch, draft) }
        namespace.execute(rows)
        let outcomes = (0..<entries.count).lazy.map { outcome(of: rows.result(at: $0)) }
        if operation.kind == .batchRead { return outcomes.contains(.ok) ? .ok : .miss }
        return outcomes.first { $0 != .ok } ?? .ok
    }

    private func addRow(_ index: Int, _ batch: OperationBatch, _ draft: RecordDraft) {
        let operation = batch[index]
        let digest = digest(index, batch)
        let tenant = tenants[Int(operation.keyspace)]
        if operation.kind == .batchWrite {
            pack(index, batch, into: draft)
            rows.put(digest, draft, policy: policy(operation, tenant))
        } else if operation.bin == Operation.allBins {
            rows.read(digest)
        } else if operation.bin == Operation.chosenBins {
            rows.read(digest, bins: tenant.readBins.span)
        } else {
            let one: InlineArray<1, BinID> = [tenant.bins[Int(operation.bin)]]
            rows.read(digest, bins: one.span)
        }
    }

    // MARK: Outcomes

    @inline(__always)
    private func outcome(of result: ReadResult) -> Outcome {
        switch result {
        case .found: return .ok
        case .notFound: return .miss
        case .unavailable, .elsewhere: return .refused
        }
    }

    @inline(__always)
    private func outcome(of result: WriteResult) -> Outcome {
        switch result {
        case .written, .read: return .ok
        case .exists: return .exists
        case .notFound: return .miss
        case .generationMismatch: return .conflict
        case .outOfMemory, .writesStopped: return .outOfMemory
        default: return .refused
        }
    }
}

extension Operation {
    /// The time to live that its record gets.
    @inline(__always)
    fileprivate var timeToLive: TimeToLive {
        ttlSeconds == 0 ? .namespaceDefault : .seconds(ttlSeconds)
    }
}

extension OperationBatch {
    /// The keyspace of the operation at `index`.
    @inline(__always)
    fileprivate func keyspace(at index: Int) -> Int { Int(self[index].keyspace) }
}
