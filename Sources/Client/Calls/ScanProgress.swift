public import Wire

/// How far a scan has come: which partitions are done, and behind which digest others go on.
///
/// A scan that stopped, at its limit or with an error, goes on from here.
public struct ScanProgress: Hashable, Sendable {
    /// The partitions that are to be read from their start, in order.
    public private(set) var untouched: Set<UInt16>
    /// The digest of the last record that was read, of partitions that are not done.
    public private(set) var resumptions: [UInt16: AerospikeDigest] = [:]

    /// A scan of partitions that has not begun.
    ///
    /// - Parameter partitions: which; all 4,096 unless said otherwise.
    /// - Throws: `ClientError` when one does not exist.
    public init(partitions: Range<Int> = 0..<AerospikeLimits.partitionCount) throws(ClientError) {
        for partition in [partitions.lowerBound, partitions.upperBound - 1]
        where !partitions.isEmpty && !(0..<AerospikeLimits.partitionCount).contains(partition) {
            throw ClientError(.invalid(.partition(partition)))
        }
        untouched = Set(partitions.map { UInt16($0) })
    }

    /// Whether everything is read.
    public var isDone: Bool { untouched.isEmpty && resumptions.isEmpty }

    /// How many partitions are not done.
    public var partitionCount: Int { untouched.count + resumptions.count }

    /// Takes note of a record that was read.
    mutating func note(_ digest: AerospikeDigest) {
        let partition = UInt16(digest.partition)
        untouched.remove(partition)
        resumptions[partition] = digest
    }

    /// Takes note that partitions are done.
    mutating func finish(_ partitions: some Sequence<UInt16>) {
        for partition in partitions {
            untouched.remove(partition)
            resumptions[partition] = nil
        }
    }
}
