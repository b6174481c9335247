internal import Engine

/// What a request is performed in; reused from one to the next.
///
/// Thread safety: owned by one thread.
final class Workspace {
    /// Takes what a read finds.
    let copy = RecordCopy()
    /// What a write does.
    let steps = StepList()
    /// What a write works in, and what its reads find.
    let buffer = OperateBuffer()
    private var normalizer = ContainerNormalizer()

    /// Adds a step that sets `bin` to a list or map as a client sends it.
    func write(
        _ bin: BinID, container type: BinType, _ bytes: RawSpan
    ) throws(ValueError) {
        try steps.write(bin, container: type, bytes, with: &normalizer)
    }

    /// The largest request that is performed in the memory kept for all; see ``RequestExecutor``.
    static var requestByteLimit: Int { 1 << 20 }
}
