internal import Platform

/// The operations of the warm-up or measure phase, drawn from a mix and distributions.
///
/// Each fill makes three passes over at most a batch: kinds and keys, then the operations. The
/// generators are taken out of the object while filling, so that the loops keep them in registers.
final class SyntheticSource<Chooser: KeyChooser, Writer: KeyWriter>: OperationSource {
    private var chooser: Chooser
    private let writer: Writer
    private var keys: WorkerKeys
    private var draft: OperationDraft
    private var kindRandom: Xoshiro256
    private var keyRandom: Xoshiro256
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

    func fill(_ batch: OperationBatch) {
        batch.removeAll()
        let count = min(remaining, UInt64(batch.capacity))
        remaining -= count
        var (keyRandom, kindRandom, keys) = (keyRandom, kindRandom, keys)
        for _ in 0..<count {
            let kind = mix.next(using: &kindRandom)
            let key: UInt64
            if kind == .insert {
                key = keys.insertNext()
                chooser.didInsert(keys)
            } else {
                key = chooser.next(keys, using: &keyRandom)
            }
            draft.append(kind, key: key, to: batch, writer: writer)
        }
        (self.keyRandom, self.kindRandom, self.keys) = (keyRandom, kindRandom, keys)
    }
}
