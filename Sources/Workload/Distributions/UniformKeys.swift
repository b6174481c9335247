/// Every loaded key equally often.
struct UniformKeys: KeyChooser {
    @inline(__always)
    mutating func next(_ keys: WorkerKeys, using random: inout Xoshiro256) -> UInt64 {
        random.below(keys.loadedCount)
    }
}
