/// The loaded keys in order, again and again: operation i is for the key i modulo their count.
struct SequentialKeys: KeyChooser {
    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        number % keys.loadedCount
    }
}

/// The loaded keys in order, each worker within a part of its own, again and again.
///
/// Worker w of W walks from key w·N/W up to, not including, key (w + 1)·N/W; with more workers than
/// keys some walk over one key that others have too.
struct SequentialPerWorkerKeys: KeyChooser {
    private let first: UInt64
    private let count: UInt64
    private let workerCount: UInt64

    /// The walk of `worker` among `workerCount` over `count` keys.
    init(count: UInt64, worker: Int, workerCount: Int) {
        let (worker, workers) = (UInt64(worker), UInt64(workerCount))
        first = worker * count / workers
        self.count = max((worker + 1) * count / workers - first, 1)
        self.workerCount = workers
    }

    /// Worker w does the operations w, w + W, …: `number / W` is how many it has done before.
    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        first + number / workerCount % count
    }
}
