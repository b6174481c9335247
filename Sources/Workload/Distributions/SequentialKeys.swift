/// The loaded keys in order, again and again: operation i is for the key i modulo their count.
struct SequentialKeys: KeyChooser {
    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        number % keys.loadedCount
    }
}
