/// The inserts of the load phase: worker w of W inserts the keys w, w + W, w + 2W, ….
struct LoadGenerator<Writer: KeyWriter>: OperationGenerator {
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

    @inline(__always)
    mutating func fill(_ batch: OperationBatch, choices: KeyChoices) {
        let count = min(remaining, UInt64(batch.capacity))
        remaining -= count
        for _ in 0..<count {
            choices.append(.insert, key: nextKey)
            nextKey += step
        }
        choices.prepare(writer)
        choices.appendAll(to: batch, draft: &draft, writer: writer)
    }
}
