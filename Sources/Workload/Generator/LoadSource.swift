internal import Platform

/// The inserts of the load phase: worker w of W inserts the keys w, w + W, w + 2W, ….
final class LoadSource<Writer: KeyWriter>: OperationSource {
    private let writer: Writer
    private var draft: OperationDraft
    private var nextKey: UInt64
    private let step: UInt64
    private var remaining: UInt64

    init(_ parts: SourceParts, writer: Writer) {
        self.writer = writer
        draft = OperationDraft(parts)
        nextKey = UInt64(parts.worker)
        step = UInt64(parts.plan.workerCount)
        remaining = parts.operationShare
    }

    func fill(_ batch: OperationBatch) {
        batch.removeAll()
        let count = min(remaining, UInt64(batch.capacity))
        remaining -= count
        for _ in 0..<count {
            draft.append(.insert, key: nextKey, to: batch, writer: writer)
            nextKey += step
        }
    }
}
