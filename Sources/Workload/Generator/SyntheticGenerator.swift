/// The operations of the warm-up or measure phase, drawn from a mix and distributions.
struct SyntheticGenerator<Chooser: KeyChooser, Writer: KeyWriter>: OperationGenerator {
    private var chooser: Chooser
    private var keys: WorkerKeys
    private var draft: OperationDraft
    private var kindRandom: Xoshiro256
    private var keyRandom: Xoshiro256
    private let writer: Writer
    private let mix: MixSampler
    /// How many operations this worker still has to do.
    private var remaining: UInt64

    init(_ parts: SourceParts, chooser: Chooser, writer: Writer) {
        self.chooser = chooser
        self.writer = writer
        keys = parts.keys
        draft = OperationDraft(parts)
        kindRandom = parts.generator(.kinds)
        keyRandom = parts.generator(.keys)
        mix = MixSampler(parts.plan.mix)
        remaining = parts.operationShare
    }

    @inline(__always)
    mutating func fill(_ batch: OperationBatch, choices: KeyChoices) {
        let count = min(remaining, UInt64(batch.capacity))
        remaining -= count
        for _ in 0..<count {
            let kind = mix.next(using: &kindRandom)
            if kind == .insert {
                choices.append(kind, key: keys.insertNext())
                chooser.didInsert(keys)
            } else {
                choices.append(kind, key: chooser.next(keys, using: &keyRandom))
            }
        }
        choices.prepare(writer)
        choices.appendAll(to: batch, draft: &draft, writer: writer)
    }
}
