internal import Wire
internal import Workload

/// The digests of the next few operations of a batch, computed together.
///
/// RIPEMD-160 takes about 300 ns for a key, more than the rest of a request; eight side by side
/// take little more than one. A digest follows from the key's index and its keyspace, which say
/// whether one that is at hand is the right one.
struct DigestsAhead {
    private struct Entry: BitwiseCopyable {
        var keyIndex: UInt64 = 0
        /// The number of the keyspace; above all numbers where there is no digest.
        var keyspace: UInt16 = .max
        var digest = AerospikeDigest()
    }

    private var entries = InlineArray<8, Entry>(repeating: Entry())

    /// The digest of the key at `index`.
    @inline(__always)
    mutating func digest(
        _ index: Int, of batch: OperationBatch, _ keyspaces: [AerospikeKeyspace]
    ) -> AerospikeDigest {
        if let digest = known(index, batch) { return digest }
        compute(from: index, batch, keyspaces)
        return entries[index & 7].digest
    }

    @inline(__always)
    private func known(_ index: Int, _ batch: OperationBatch) -> AerospikeDigest? {
        let entry = entries[index & 7]
        let operation = batch[index]
        guard entry.keyIndex == operation.keyIndex, entry.keyspace == operation.keyspace
        else { return nil }
        return entry.digest
    }

    @inline(never)
    private mutating func compute(
        from index: Int, _ batch: OperationBatch, _ keyspaces: [AerospikeKeyspace]
    ) {
        guard index + 8 <= batch.count, let messages = messages(from: index, batch, keyspaces)
        else {
            let digest = keyspaces[Int(batch[index].keyspace)].digest(ofKey: batch.key(at: index))
            return set(index, batch, digest)
        }
        let digests = RIPEMD160.finalize(messages)
        for offset in 0..<8 { set(index + offset, batch, digests[offset]) }
    }

    /// What is digested for eight keys, unless one is too long for that.
    private func messages(
        from index: Int, _ batch: OperationBatch, _ keyspaces: [AerospikeKeyspace]
    ) -> InlineArray<8, RIPEMD160>? {
        var messages = InlineArray<8, RIPEMD160>(repeating: RIPEMD160())
        for offset in 0..<8 {
            var message = keyspaces[Int(batch[index + offset].keyspace)].digestBeginning
            message.update(batch.key(at: index + offset))
            guard message.fitsOneBlock else { return nil }
            messages[offset] = message
        }
        return messages
    }

    private mutating func set(_ index: Int, _ batch: OperationBatch, _ digest: AerospikeDigest) {
        let operation = batch[index]
        entries[index & 7] = Entry(
            keyIndex: operation.keyIndex, keyspace: UInt16(operation.keyspace), digest: digest)
    }
}
