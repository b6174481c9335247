internal import Driver
internal import Wire
internal import Workload

/// What is kept of one part of an operation: the whole of it, but for batches in a cluster.
struct RedisPart: BitwiseCopyable {
    /// Replies of the stage that have come.
    var receivedCount: Int32 = 0
    /// Where its requests of this stage are among those that are kept.
    var keptStart: Int32 = 0
    var keptEnd: Int32 = 0
    /// How often it was sent to another node.
    var redirectCount: UInt8 = 0
    /// Whether `ASKING` stands before each of its commands.
    var isAsking = false
    /// Whether the next reply is to `ASKING`.
    var awaitsAsking = false
    /// The node that a reply has named; -1 when none has.
    var redirectedNode: Int32 = -1
    var isRedirectedAsking = false
    /// The first reply that named it.
    var firstRedirected: Int32 = 0
}

/// What is kept of one operation in flight.
struct RedisSlot: BitwiseCopyable {
    /// What comes when the replies of this stage are there.
    enum Step: UInt8 {
        /// The end.
        case last
        /// The write, if the record was found.
        case readBeforeWrite
        /// The write in a transaction, if the record was found.
        case readBeforeTransaction
        /// Reads of the keys that were found, and a further step.
        case scan
    }

    var kind = OperationKind.read
    var keyspace: UInt8 = 0
    /// The bin, or bins, that are read.
    var bin = Operation.allBins
    var step = Step.last
    /// Whether what is read is shown to the verifier.
    var isObserved = false
    /// How it ends, if nothing fails.
    var outcome = Outcome.miss
    /// How it failed; `ok` when it has not.
    var failure = Outcome.ok
    /// What it waits for now.
    var stage = RedisStage.one(.value)
    /// Parts, and those that have not ended.
    var partCount: Int32 = 1
    var openPartCount: Int32 = 1
    /// The replies of the write that comes after the read.
    var writeReplyCount: Int32 = 0
    /// Records that a scan still looks for.
    var wantedCount: Int32 = 0
    /// Its part, when it has one only.
    var part = RedisPart()

    /// An operation at its start.
    @inline(__always)
    init(_ operation: Operation, partCount: Int) {
        kind = operation.kind
        keyspace = operation.keyspace
        bin = operation.bin
        self.partCount = Int32(partCount)
        openPartCount = Int32(partCount)
    }

    /// No operation.
    init() {}

    /// Whether a reply has said that something went wrong.
    @inline(__always)
    var hasFailed: Bool { failure != .ok }

    /// How it ends.
    @inline(__always)
    var ending: Outcome { hasFailed ? failure : outcome }
}
