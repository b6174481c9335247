/// A scan of several partitions that goes on from call to call.
///
/// ```swift
/// var cursor = ScanCursor(namespace, selecting: ScanSelection(set: set))
/// let buffer = ScanBuffer()
/// while cursor.next(limit: 1000, into: buffer) != .finished {
///     for index in 0..<buffer.count { … }
/// }
/// ```
///
/// Within a partition the records come in digest order; ``remaining`` is all it takes to go on
/// elsewhere, or later. The cursor holds no lock between calls.
///
/// Thread safety: a value; the thread that has it calls it.
public struct ScanCursor {
    /// A partition that is to be scanned, and after which of its digests.
    public struct Start: Hashable, Sendable {
        /// 0…4,095.
        public var partition: Int
        /// The last digest that is not wanted any more; nil for all of the partition.
        public var after: Digest?

        /// A partition from its beginning, or after a digest.
        public init(partition: Int, after: Digest? = nil) {
            self.partition = partition
            self.after = after
        }
    }

    /// What a call brought.
    public enum Step: Hashable, Sendable {
        /// The buffer has records of this partition, which may have more.
        case records(partition: Int)
        /// The partition has no more than what the buffer has now, perhaps nothing.
        case partitionEnd(partition: Int)
        /// The partition was dropped; the buffer is empty. Aerospike's code 11.
        case unavailable(partition: Int)
        /// All partitions are done, or as many records came as were asked for; the buffer is empty.
        case finished
    }

    /// Whose records.
    public let namespace: Namespace
    /// Which of them, and what of each.
    public let selection: ScanSelection
    /// How many records it may still bring.
    public private(set) var recordLimit: Int
    // Last first, so that a partition that is done is taken off the end.
    private var starts: [Start]

    /// A scan of all partitions of a namespace.
    ///
    /// - Parameters:
    ///   - namespace: whose records.
    ///   - selection: which of them, and what of each.
    ///   - recordLimit: the most records to bring in all.
    public init(
        _ namespace: Namespace, selecting selection: ScanSelection = .all,
        recordLimit: Int = .max
    ) {
        self.namespace = namespace
        self.selection = selection
        self.recordLimit = recordLimit
        starts = (0..<Namespace.partitionCount).reversed().map { Start(partition: $0) }
    }

    /// A scan of some partitions in the order given.
    ///
    /// - Parameters:
    ///   - namespace: whose records.
    ///   - partitions: which partitions, each at most once, and after which digests.
    ///   - selection: which records, and what of each.
    ///   - recordLimit: the most records to bring in all.
    /// - Throws: `EngineError` for a partition outside 0…4,095 or given twice, and for a digest of
    ///   another partition.
    public init(
        _ namespace: Namespace, partitions: [Start], selecting selection: ScanSelection = .all,
        recordLimit: Int = .max
    ) throws(EngineError) {
        try Self.validate(partitions)
        self.namespace = namespace
        self.selection = selection
        self.recordLimit = recordLimit
        starts = partitions.reversed()
    }

    /// A scan of partitions that the caller has checked already, as a protocol's reader does.
    ///
    /// - Parameters:
    ///   - namespace: whose records.
    ///   - starts: which partitions, 0…4,095, each at most once, and after which of their digests.
    ///   - selection: which records, and what of each.
    ///   - recordLimit: the most records to bring in all.
    public init(
        _ namespace: Namespace, starts: [Start], selecting selection: ScanSelection,
        recordLimit: Int
    ) {
        self.namespace = namespace
        self.selection = selection
        self.recordLimit = recordLimit
        self.starts = starts.reversed()
    }

    /// The partitions that are not done, and where they stand: enough for a cursor that goes on.
    public var remaining: [Start] { starts.reversed() }

    /// Copies the next records, all of one partition.
    ///
    /// - Parameters:
    ///   - limit: the most records to copy, at least 1.
    ///   - buffer: takes the records in place of those it had.
    /// - Returns: what came.
    public mutating func next(limit: Int, into buffer: ScanBuffer) -> Step {
        precondition(limit > 0, "a scan brings at least one record at a time, not \(limit)")
        guard let start = starts.last, recordLimit > 0 else {
            buffer.removeAll()
            return .finished
        }
        let wanted = min(limit, recordLimit)
        let count = namespace.scan(
            partition: start.partition, after: start.after, limit: wanted, selecting: selection,
            into: buffer)
        recordLimit -= count
        if count == wanted {
            starts[starts.count - 1].after = buffer.digest(at: count - 1)
            return .records(partition: start.partition)
        }
        starts.removeLast()
        // Asked last: a partition that is dropped on the way has not been scanned to its end.
        if namespace.owns(partition: start.partition) {
            return .partitionEnd(partition: start.partition)
        }
        recordLimit += count
        buffer.removeAll()
        return .unavailable(partition: start.partition)
    }

    private static func validate(_ starts: [Start]) throws(EngineError) {
        var seen = Set<Int>()
        for start in starts {
            try Namespace.validate(partition: start.partition)
            if !seen.insert(start.partition).inserted {
                throw .invalidParameter(
                    name: "partition", value: "\(start.partition) twice", bounds: "given once")
            }
            if let digest = start.after, digest.partition != start.partition {
                throw .invalidParameter(
                    name: "digest to resume after", value: "\(digest)",
                    bounds: "one of partition \(start.partition), not \(digest.partition)")
            }
        }
    }
}
