/// The records of a namespace, or of one of its sets, in digest order.
///
/// Copies some hundred records at a time, and holds a stripe only while it copies a few dozen. What
/// is there from beginning to end comes exactly once; what is written or deleted meanwhile may or
/// may not come.
///
/// Thread safety: a value; each iterator belongs to one thread.
public struct RecordSequence: Sequence, Sendable {
    /// Which records come.
    enum Choice: Sendable {
        /// All.
        case all
        /// Those of a set; none when there is no such set.
        case one(SetID?)
    }

    let namespace: Namespace
    let choice: Choice

    /// An iterator that stands before the first record.
    public func makeIterator() -> Iterator { Iterator(namespace, choice) }

    /// Goes from record to record.
    public struct Iterator: IteratorProtocol {
        private static let chunkLength = 256

        private let namespace: Namespace
        private let choice: Choice
        private let buffer = ScanBuffer()
        private var position = 0
        private var partition = 0
        /// The last digest of the partition that was copied.
        private var last: Digest?

        fileprivate init(_ namespace: Namespace, _ choice: Choice) {
            self.namespace = namespace
            self.choice = choice
            if case .one(nil) = choice { partition = 4096 }
        }

        /// The next record; nil when there is no more.
        public mutating func next() -> StoredRecord? {
            while true {
                while position < buffer.count {
                    defer { position += 1 }
                    if isChosen { return record() }
                }
                if !refill() { return nil }
            }
        }

        private var isChosen: Bool {
            guard case .one(let set) = choice else { return true }
            return buffer.set(at: position) == set
        }

        /// Copies the next records; false when all partitions are done.
        private mutating func refill() -> Bool {
            while partition < 4096 {
                position = 0
                let count = namespace.scan(
                    partition: partition, after: last, limit: Self.chunkLength, into: buffer)
                last = count > 0 ? buffer.digest(at: count - 1) : nil
                if count < Self.chunkLength {
                    partition += 1
                    last = nil
                }
                if count > 0 { return true }
            }
            return false
        }

        private func record() -> StoredRecord {
            var bins: [String: Value] = [:]
            buffer.forEachBin(at: position) { bin, type, bytes in
                bins[namespace.name(of: bin)] = try? Value(bytes, type: type)
            }
            return StoredRecord(bins: bins, buffer.metadata(at: position))
        }
    }
}

extension Namespace {
    /// All records, or those of one set, in digest order.
    ///
    /// - Parameter set: the set's name; nil for all records.
    /// - Returns: the records, read while they are iterated over.
    public func scan(set: String? = nil) -> RecordSequence {
        RecordSequence(namespace: self, choice: set.map { .one(knownSet($0)) } ?? .all)
    }
}
