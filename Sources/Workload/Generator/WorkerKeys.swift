/// The keys that one worker may use in one phase: those loaded, and those it has inserted itself.
///
/// Inserted keys are numbered in rounds: in round j each of the W workers inserts one, worker w the
/// key `firstInserted + j·W + w`. A worker never uses another worker's insert, which may not exist
/// yet; that is what keeps its stream independent of the run. With one worker this is plain
/// counting, as in YCSB.
struct WorkerKeys: Sendable {
    /// How many keys the load phase inserts: the keys 0 up to, not including, this.
    let loadedCount: UInt64
    private let firstInserted: UInt64
    private let worker: UInt64
    private let workerCount: UInt64
    private var ownInsertCount: UInt64 = 0

    /// The keys of `worker` of `workerCount` in a phase that inserts from `firstInserted` on.
    init(loadedCount: UInt64, firstInserted: UInt64, worker: Int, workerCount: Int) {
        self.loadedCount = loadedCount
        self.firstInserted = firstInserted
        self.worker = UInt64(worker)
        self.workerCount = UInt64(workerCount)
    }

    /// How many keys there are by this worker's reckoning: all workers insert at its own pace.
    @inline(__always)
    var count: UInt64 { loadedCount &+ ownInsertCount &* workerCount }

    /// The key at `position` below `count`, counted from the oldest.
    ///
    /// Another worker's insert is replaced by this worker's own of the same round.
    @inline(__always)
    func key(at position: UInt64) -> UInt64 {
        if position < loadedCount { return position }
        let round = (position - loadedCount) / workerCount
        return firstInserted &+ round &* workerCount &+ worker
    }

    /// The key of this worker's next insert.
    @inline(__always)
    mutating func insertNext() -> UInt64 {
        let key = firstInserted &+ ownInsertCount &* workerCount &+ worker
        ownInsertCount &+= 1
        return key
    }
}
