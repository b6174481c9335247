/// The fields of a query, as clients write them.
///
/// Source: `aerospike_scan.c` of Aerospike's C client.
extension AerospikeMessageWriter {
    /// Appends the partitions to read from their start.
    ///
    /// - Parameters:
    ///   - partitions: their numbers, below 4,096, none twice.
    ///   - queue: where the message was begun.
    public mutating func append(partitions: Span<UInt16>, in queue: inout ByteQueue) {
        beginField(.partitions, byteCount: 2 * partitions.count, in: &queue)
        for index in partitions.indices { queue.append(littleEndian: partitions[index]) }
    }

    /// Appends a range of partitions to read from their start.
    ///
    /// - Parameters:
    ///   - partitions: their numbers, below 4,096.
    ///   - queue: where the message was begun.
    public mutating func append(partitions: Range<Int>, in queue: inout ByteQueue) {
        precondition(
            partitions.lowerBound >= 0 && partitions.upperBound <= AerospikeLimits.partitionCount)
        beginField(.partitions, byteCount: 2 * partitions.count, in: &queue)
        for partition in partitions {
            queue.append(littleEndian: UInt16(truncatingIfNeeded: partition))
        }
    }
}
