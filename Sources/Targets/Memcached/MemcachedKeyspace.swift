internal import Wire
internal import Workload

/// How the records of one keyspace are kept: what their keys begin with, and how their values are
/// made.
///
/// An object, because a structure taken out of an array counts a reference for each array in it.
///
/// Thread safety: immutable.
final class MemcachedKeyspace: Sendable {
    /// The bytes before each key: the keyspace's name and a colon where a plan has several.
    let prefix: [UInt8]
    /// What each bin holds, in the plan's order.
    let types: [BinType]
    /// The bins that reads, and updates, are for where the plan names them.
    let chosenReadBins: [Int]
    let chosenWriteBins: [Int]
    /// Whether operations may give its records times to live.
    let hasLifetimes: Bool

    /// The keyspace at `index` of a plan.
    init(_ index: Int, of plan: Plan) {
        let keyspace = plan.keyspaces[index]
        prefix = plan.keyspaces.count > 1 ? Array(keyspace.name.utf8) + [UInt8(ascii: ":")] : []
        types = keyspace.record.bins.map(\.type)
        chosenReadBins = keyspace.record.readBins.chosen
        chosenWriteBins = keyspace.record.updateBins.chosen
        hasLifetimes =
            !keyspace.record.ttl.isNone || plan.trace != nil
            || plan.phases.contains { phase in
                phase.changes.all.contains { change in
                    if case .ttlStorm = change.kind { true } else { false }
                }
            }
    }

    /// How many bins a record has.
    @inline(__always)
    var binCount: Int { types.count }

    /// Whether values are packed: those of a record of one bin are that bin's.
    @inline(__always)
    var isPacked: Bool { types.count > 1 }

    /// Whether a write whose `bin` is this replaces the whole value.
    @inline(__always)
    func isWhole(_ bin: UInt16) -> Bool { !isPacked || bin == Operation.allBins }

    // MARK: Values

    /// The bytes of the value of a whole record that the operation at `index` writes.
    @inline(__always)
    func byteCount(_ index: Int, of batch: OperationBatch) -> Int {
        guard isPacked else { return plainByteCount(index, of: batch) }
        var sum = PackedRecord.headByteCount(binCount: binCount)
        for bin in 0..<binCount {
            sum += PackedRecord.byteCount(
                ofValue: batch.valueByteCount(at: index, position: bin))
        }
        return sum
    }

    /// Appends that value.
    @inline(__always)
    func append(_ index: Int, of batch: OperationBatch, to queue: inout ByteQueue) {
        guard isPacked else { return appendPlain(index, of: batch, to: &queue) }
        PackedRecord.appendHead(binCount: binCount, to: &queue)
        for bin in 0..<binCount {
            PackedRecord.appendCount(
                ofValue: batch.valueByteCount(at: index, position: bin), to: &queue)
            append(bin, at: bin, index, of: batch, to: &queue)
        }
    }

    /// Appends one value of the operation at `index`, as it stands in a packed record.
    ///
    /// - Parameters:
    ///   - bin: the bin that it is for.
    ///   - position: its place among the values of the operation.
    ///   - index: the operation.
    ///   - batch: the operation's batch.
    ///   - queue: where to append it.
    @inline(__always)
    func append(
        _ bin: Int, at position: Int, _ index: Int, of batch: OperationBatch,
        to queue: inout ByteQueue
    ) {
        switch types[bin] {
        case .bytes, .text, .list, .map:
            queue.append(batch.value(at: index, position: position))
        case .integer, .double:
            queue.append(bigEndian: batch.payload(at: index, position: position))
        case .boolean:
            queue.append(batch.payload(at: index, position: position) == 0 ? 0 as UInt8 : 1)
        }
    }

    /// The only bin's value: an integer is decimal text, with which Memcached can count.
    @inline(__always)
    private func appendPlain(
        _ index: Int, of batch: OperationBatch, to queue: inout ByteQueue
    ) {
        if case .integer = types[0] {
            let bits = batch.payload(at: index)
            queue.append(decimal: Int(truncatingIfNeeded: bits))
        } else {
            append(0, at: 0, index, of: batch, to: &queue)
        }
    }

    @inline(__always)
    private func plainByteCount(_ index: Int, of batch: OperationBatch) -> Int {
        guard case .integer = types[0] else { return batch.valueByteCount(at: index) }
        let value = Int(truncatingIfNeeded: batch.payload(at: index))
        var (count, rest) = (value < 0 ? 2 : 1, value.magnitude)
        while rest >= 10 {
            count += 1
            rest /= 10
        }
        return count
    }
}
