/// Where a worker's operations come from: a synthetic generator or a trace.
///
/// Thread safety: owned by one worker.
public protocol OperationSource: AnyObject {
    /// Empties `batch` and fills it with the next operations, in order.
    ///
    /// An empty batch means that the stream has ended. The stream depends on nothing but the plan,
    /// the phase and the worker's number.
    func fill(_ batch: OperationBatch)
}
