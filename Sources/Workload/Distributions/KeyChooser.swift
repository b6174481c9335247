/// Which key an operation is for: a distribution over one worker's keys.
///
/// Sources are specialised for each conforming type, so that the inner loop makes no indirect call.
protocol KeyChooser {
    /// The next key.
    mutating func next(_ keys: WorkerKeys, using random: inout Xoshiro256) -> UInt64

    /// Called after each insert of the worker.
    mutating func didInsert(_ keys: WorkerKeys)
}

extension KeyChooser {
    @inline(__always)
    mutating func didInsert(_ keys: WorkerKeys) {}
}
