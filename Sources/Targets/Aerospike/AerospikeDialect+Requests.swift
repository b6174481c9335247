internal import Client
internal import Platform
internal import Wire
internal import Workload

/// Requests about one record, or one partition.
extension AerospikeDialect {
    /// Appends the first request of an operation, and keeps the second where there is one.
    @inline(__always)
    func beginRecord(
        _ index: Int, of batch: OperationBatch, _ flight: AerospikeFlight,
        to output: inout ByteQueue
    ) {
        let keyspace = keyspaces[Int(flight.operation.keyspace)]
        beginRecord(index, of: batch, flight, keyspace, to: &output)
    }

    /// Not inlined: Swift 6.3.1 fails to compile it as one with its caller in optimised code.
    @inline(never)
    private func beginRecord(
        _ index: Int, of batch: OperationBatch, _ flight: AerospikeFlight,
        _ keyspace: AerospikeKeyspace, to output: inout ByteQueue
    ) {
        let operation = flight.operation
        let digest = flight.digest
        let address = RecordAddress(
            namespace: keyspace.namespace, set: keyspace.set, digest: digest.bytes)
        switch operation.kind {
        case .read: appendRead(operation.bin, keyspace, address, to: &output)
        case .update, .insert, .fill:
            appendWrite(index, of: batch, keyspace, address, writePolicy(operation), to: &output)
        default: beginRare(index, of: batch, flight, keyspace, address, to: &output)
        }
    }

    /// What is not in the hot path of the usual workloads.
    @inline(never)
    private func beginRare(
        _ index: Int, of batch: OperationBatch, _ flight: AerospikeFlight,
        _ keyspace: AerospikeKeyspace, _ address: borrowing RecordAddress,
        to output: inout ByteQueue
    ) {
        let operation = flight.operation
        var policy = writePolicy(operation)
        switch operation.kind {
        case .add:
            // There is no record whose other bins could go.
            policy.existence = .createOnly
            appendWrite(index, of: batch, keyspace, address, policy, to: &output)
        case .readModifyWrite:
            // It reads the whole record, whatever it writes.
            RecordRequest.get(readPolicy, address, to: &output)
            keepWrite(index, of: batch, flight, keyspace, address, policy)
        case .conditionalUpdate:
            RecordRequest.get(readPolicy, address, to: &output)
            policy.existence = operation.bin == Operation.allBins ? .replaceOnly : .updateOnly
            // The generation is filled in when it is known.
            policy.generation = .equal(0)
            keepWrite(index, of: batch, flight, keyspace, address, policy)
        case .delete:
            RecordRequest.remove(WritePolicy(limits: Self.limits), address, to: &output)
        case .exists: RecordRequest.exists(readPolicy, address, to: &output)
        case .touch:
            policy.existence = .any
            RecordRequest.touch(policy, address, to: &output)
        case .increment:
            policy.existence = .any
            var request = RecordRequest(policy.header(), address, in: &output)
            request.message.append(
                .add, bin: keyspace.bin(Int(operation.bin)), integer: 1, in: &output)
            request.finish(in: &output)
        case .append: appendAppend(index, of: batch, keyspace, address, to: &output)
        case .scan: appendScan(flight, keyspace, to: &output)
        case .read, .update, .insert, .fill, .batchRead, .batchWrite:
            preconditionFailure("\(operation.kind) is begun elsewhere")
        }
    }

    // MARK: Reads

    @inline(__always)
    private func appendRead(
        _ bin: UInt16, _ keyspace: AerospikeKeyspace, _ address: borrowing RecordAddress,
        to output: inout ByteQueue
    ) {
        if bin == Operation.allBins { return RecordRequest.get(readPolicy, address, to: &output) }
        var request = RecordRequest(readPolicy.header(.read), address, in: &output)
        appendReads(bin, keyspace, to: &request.message, in: &output)
        request.finish(in: &output)
    }

    /// Appends a read of each bin that `bin` stands for, which is not all of them.
    @inline(__always)
    func appendReads(
        _ bin: UInt16, _ keyspace: AerospikeKeyspace,
        to message: inout some AerospikeOperationWriter, in output: inout ByteQueue
    ) {
        guard bin == Operation.chosenBins else {
            return message.append(.read, bin: keyspace.bin(Int(bin)), in: &output)
        }
        for chosen in keyspace.chosenReadBins {
            message.append(.read, bin: keyspace.bin(chosen), in: &output)
        }
    }

    /// A scan of the partition of a key: as many records as asked for, from its start, or all.
    private func appendScan(
        _ flight: AerospikeFlight, _ keyspace: AerospikeKeyspace, to output: inout ByteQueue
    ) {
        var request = ScanRequest(
            namespace: keyspace.namespace, set: keyspace.set,
            // A number of its own, as far as that is possible without asking anybody.
            taskID: UInt64(flight.operation.valueSeed) << 32 | flight.operation.keyIndex | 1)
        request.recordLimit = UInt64(flight.operation.scanRecordCount)
        let partition = flight.digest.partition
        request.append(partitions: partition..<partition + 1, to: &output)
    }

    // MARK: Writes

    /// How a write that is not conditional is done: all bins replace what is there, others do not.
    @inline(__always)
    func writePolicy(_ operation: Operation) -> WritePolicy {
        WritePolicy(
            existence: operation.bin == Operation.allBins ? .replace : .any,
            timeToLive: operation.ttlSeconds == 0
                ? .namespaceDefault : .after(seconds: operation.ttlSeconds),
            limits: Self.limits)
    }

    @inline(__always)
    private func appendWrite(
        _ index: Int, of batch: OperationBatch, _ keyspace: AerospikeKeyspace,
        _ address: borrowing RecordAddress, _ policy: WritePolicy, to output: inout ByteQueue
    ) {
        var request = RecordRequest(policy.header(), address, in: &output)
        appendValues(index, of: batch, keyspace, to: &request.message, in: &output)
        request.finish(in: &output)
    }

    /// Keeps the write that is to follow the answer to a read.
    private func keepWrite(
        _ index: Int, of batch: OperationBatch, _ flight: AerospikeFlight,
        _ keyspace: AerospikeKeyspace, _ address: borrowing RecordAddress, _ policy: WritePolicy
    ) {
        flight.followUp.truncate(to: 0)
        appendWrite(index, of: batch, keyspace, address, policy, to: &flight.followUp)
    }

    private func appendAppend(
        _ index: Int, of batch: OperationBatch, _ keyspace: AerospikeKeyspace,
        _ address: borrowing RecordAddress, to output: inout ByteQueue
    ) {
        let operation = batch[index]
        let bin = Int(operation.bin)
        var policy = writePolicy(operation)
        policy.existence = .any
        var request = RecordRequest(policy.header(), address, in: &output)
        let type: AerospikeParticleType = keyspace.types[bin] == .text ? .string : .blob
        request.message.append(
            .append, bin: keyspace.bin(bin), type, batch.value(at: index), in: &output)
        request.finish(in: &output)
    }

    /// Appends a write of each value that the operation at `index` writes.
    @inline(__always)
    func appendValues(
        _ index: Int, of batch: OperationBatch, _ keyspace: AerospikeKeyspace,
        to message: inout some AerospikeOperationWriter, in output: inout ByteQueue
    ) {
        switch batch[index].bin {
        case Operation.allBins:
            for bin in 0..<keyspace.binCount {
                appendValue(bin, at: bin, index, of: batch, keyspace, to: &message, in: &output)
            }
        case Operation.chosenBins:
            for (position, bin) in keyspace.chosenWriteBins.enumerated() {
                appendValue(
                    bin, at: position, index, of: batch, keyspace, to: &message, in: &output)
            }
        case let bin:
            appendValue(Int(bin), at: 0, index, of: batch, keyspace, to: &message, in: &output)
        }
    }

    @inline(__always)
    private func appendValue(
        _ bin: Int, at position: Int, _ index: Int, of batch: OperationBatch,
        _ keyspace: AerospikeKeyspace, to message: inout some AerospikeOperationWriter,
        in output: inout ByteQueue
    ) {
        let name = keyspace.bin(bin)
        switch keyspace.types[bin] {
        case .bytes:
            message.append(
                .write, bin: name, .blob, batch.value(at: index, position: position), in: &output)
        case .text:
            message.append(
                .write, bin: name, .string, batch.value(at: index, position: position), in: &output)
        case .list:
            message.append(
                .write, bin: name, .list, batch.value(at: index, position: position), in: &output)
        case .map:
            message.append(
                .write, bin: name, .map, batch.value(at: index, position: position), in: &output)
        case .integer:
            let bits = batch.payload(at: index, position: position)
            message.append(.write, bin: name, integer: Int64(bitPattern: bits), in: &output)
        case .double:
            let bits = batch.payload(at: index, position: position)
            message.append(.write, bin: name, double: Double(bitPattern: bits), in: &output)
        case .boolean:
            let isTrue = batch.payload(at: index, position: position) != 0
            message.append(.write, bin: name, boolean: isTrue, in: &output)
        }
    }

    // MARK: Batches

    /// Appends the rows of a batch that are for the node of one part.
    func beginBatch(
        _ part: Int, _ index: Int, of batch: OperationBatch, _ flight: AerospikeFlight,
        to output: inout ByteQueue
    ) {
        let node = flight.parts[part].node
        var request = BatchRequest(
            timeoutMilliseconds: UInt32(clamping: Self.limits.timeout.count / 1_000_000),
            in: &output)
        var previous: Int?
        for entry in flight.entries.indices where flight.entries[entry].node == node {
            let row = index + entry
            let digest = flight.entries[entry].digest
            if let previous, isRepeated(previous, row, of: batch) {
                request.repeatRow(index: UInt32(entry + 1), digest: digest.bytes, in: &output)
            } else {
                appendRow(entry, row, of: batch, digest, to: &request, in: &output)
            }
            previous = row
        }
        request.finish(in: &output)
    }

    /// Whether two rows of a batch do the same: reads of the same bins do.
    private func isRepeated(_ first: Int, _ second: Int, of batch: OperationBatch) -> Bool {
        let (first, second) = (batch[first], batch[second])
        return first.kind == .batchRead && second.kind == .batchRead
            && first.bin == second.bin && first.keyspace == second.keyspace
    }

    private func appendRow(
        _ entry: Int, _ row: Int, of batch: OperationBatch, _ digest: AerospikeDigest,
        to request: inout BatchRequest, in output: inout ByteQueue
    ) {
        let keyspace = keyspaces[Int(batch[row].keyspace)]
        appendRow(entry, row, of: batch, keyspace, digest, to: &request, in: &output)
    }

    /// Not inlined, for the same reason as `beginRecord`.
    @inline(never)
    private func appendRow(
        _ entry: Int, _ row: Int, of batch: OperationBatch, _ keyspace: AerospikeKeyspace,
        _ digest: AerospikeDigest, to request: inout BatchRequest, in output: inout ByteQueue
    ) {
        let operation = batch[row]
        let isRead = operation.kind == .batchRead
        let header =
            isRead
            ? AerospikeHeader(
                read: operation.bin == Operation.allBins ? [.read, .allBins] : .read)
            : writePolicy(operation).header(.respondAll)
        var writer = request.beginRow(
            // Counted from 1, as `AnswerFrame` says.
            index: UInt32(entry + 1), header,
            RecordAddress(
                namespace: keyspace.namespace, set: keyspace.set, digest: digest.bytes),
            in: &output)
        if !isRead {
            appendValues(row, of: batch, keyspace, to: &writer, in: &output)
        } else if operation.bin != Operation.allBins {
            appendReads(operation.bin, keyspace, to: &writer, in: &output)
        }
        writer.finish(in: &output)
    }
}
