internal import Driver
internal import Wire
internal import Workload

/// What the dialect keeps of one operation in flight.
///
/// An object for each slot, made once: its lists and queue keep their room.
///
/// Thread safety: its worker's thread only.
final class AerospikeFlight {
    /// Of a batch, the rows of one node.
    struct Part {
        /// The node's number.
        var node: Int
        /// How many rows are for it.
        var rowCount: Int
    }

    /// The operation; of a batch, its first entry.
    var operation = Operation(kind: .read, keyIndex: 0)
    /// The digest of its key; of a batch, of no meaning.
    var digest = AerospikeDigest()
    /// Whether the first of two requests has been answered.
    var isWriting = false
    /// Whether a scan has found a record, or a batch read.
    var hasFound = false
    /// The write that follows a read, as a whole frame.
    var followUp = ByteQueue()
    /// Of a batch, each entry's digest and node.
    var entries: [(digest: AerospikeDigest, node: Int)] = []
    /// Of a batch, the nodes that have any of its entries.
    var parts: [Part] = []
    /// Of a batch, how many parts have not ended.
    var openPartCount = 0
    /// Of a batch, the first entry that was not done, and how it ended.
    var failure: (entry: UInt32, outcome: Outcome)?

    /// Forgets everything, for another operation.
    @inline(__always)
    func begin(_ operation: Operation) {
        self.operation = operation
        isWriting = false
        hasFound = false
        failure = nil
    }

    /// Takes note of an entry that was not done, unless an earlier one was not either.
    func fail(_ entry: UInt32, _ outcome: Outcome) {
        if let failure, failure.entry <= entry { return }
        failure = (entry, outcome)
    }
}
