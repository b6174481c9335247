/// Which key an operation is for: a distribution over one worker's keys.
///
/// Sources are specialised for each conforming type, so that the inner loop makes no indirect call.
protocol KeyChooser {
    /// The key of an operation.
    ///
    /// - Parameters:
    ///   - keys: those that there are.
    ///   - number: the operation's number in the phase.
    ///   - random: its own random numbers.
    /// - Returns: the key's number.
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64

    /// Called after each insert of the worker.
    mutating func didInsert(_ keys: WorkerKeys)
}

extension KeyChooser {
    @inline(__always)
    mutating func didInsert(_ keys: WorkerKeys) {}
}
