/// Every loaded key equally often.
struct UniformKeys: KeyChooser {
    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        random.below(keys.loadedCount)
    }
}
