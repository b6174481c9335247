/// The loaded keys in order, again and again; worker w of W takes the keys w, w + W, w + 2W, ….
struct SequentialKeys: KeyChooser {
    private var position: UInt64
    private let step: UInt64

    /// The walk of `worker` among `workerCount`.
    init(worker: Int, workerCount: Int) {
        position = UInt64(worker)
        step = UInt64(workerCount)
    }

    @inline(__always)
    mutating func next(_ keys: WorkerKeys, using random: inout Xoshiro256) -> UInt64 {
        while position >= keys.loadedCount {
            position -= keys.loadedCount
        }
        defer { position += step }
        return position
    }
}
