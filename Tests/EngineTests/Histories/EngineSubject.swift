import Verification
import Wire

@testable import Engine

/// Records of an engine's namespace: an integer bin and a filling that belongs to it.
///
/// Their digests crowd each other, so that each that comes or goes moves the slots of others.
struct EngineSubject: HistorySubject {
    let namespace: Namespace
    private let number: BinID
    private let filling: BinID

    init(_ configuration: EngineConfiguration) throws {
        namespace = try Store().createNamespace("test", configuration: configuration)
        number = try namespace.bin(named: "number")
        filling = try namespace.bin(named: "filling")
    }

    func makeSession() -> any HistorySession {
        EngineSession(namespace: namespace, number: number, filling: filling)
    }
}

/// One thread's drafts and copies.
private struct EngineSession: HistorySession {
    let namespace: Namespace
    let number: BinID
    let filling: BinID
    let draft = RecordDraft()
    let copy = RecordCopy(capacity: 0)
    let steps = StepList()
    let buffer = OperateBuffer(capacity: 0)

    func actions(_ value: Int64) -> [RecordAction] {
        [
            .read, .read, .read, .write(value), .create(value), .update(value), .increment(1),
            .exchange(value), .writeIfGeneration(UInt16(value / HistoryValue.distance % 4), value),
            .delete,
        ]
    }

    func perform(_ action: RecordAction, key: UInt64) -> RecordOutcome {
        let digest = Digest.crowded(key)
        switch action {
        case .read: return read(digest)
        case .write(let value): return write(digest, value, WritePolicy())
        case .create(let value): return write(digest, value, WritePolicy(condition: .createOnly))
        case .update(let value): return write(digest, value, WritePolicy(condition: .updateOnly))
        case .writeIfGeneration(let generation, let value):
            return write(digest, value, WritePolicy(generation: .equal(generation)))
        case .increment(let amount): return increment(digest, amount)
        case .exchange(let value): return exchange(digest, value)
        case .delete: return namespace.delete(digest) ? .applied(generation: nil) : .absent
        }
    }

    func clear(_ number: Int) {
        do {
            switch number % 4 {
            case 0: try namespace.truncate()
            case 1: try namespace.truncate(set: SetID.none)
            case 2: for partition in [5, 6] { try namespace.partition(partition).clear() }
            default:
                for shard in 0..<namespace.configuration.shards {
                    try namespace.shard(shard).clear()
                }
            }
            try namespace.rebuild(forRecordCount: 100 * (number % 50 + 1))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private func read(_ digest: Digest) -> RecordOutcome {
        guard case .found(let metadata) = namespace.get(digest, into: copy) else { return .absent }
        var bytes: [UInt8]?
        if let span = copy.bytes(filling) {
            bytes = (0..<span.byteCount).map { span.byte(at: $0) }
        }
        guard let value = copy.integer(number), HistoryValue.isWhole(value, filling: bytes) else {
            return .damaged
        }
        return .found(value, generation: metadata.generation)
    }

    private func write(
        _ digest: Digest, _ value: Int64, _ policy: WritePolicy
    ) -> RecordOutcome {
        draft.removeAll()
        draft.append(number, integer: value)
        let bytes = HistoryValue.filling(of: value)
        unsafe draft.append(filling, blob: bytes.span.bytes)
        let result = namespace.put(
            digest, draft, condition: policy.condition, generation: policy.generation)
        return outcome(of: result) { .applied(generation: $0) }
    }

    private func increment(_ digest: Digest, _ amount: Int64) -> RecordOutcome {
        steps.removeAll()
        steps.add(number, integer: amount)
        steps.read(number)
        let result = namespace.operate(digest, steps, with: buffer)
        guard case .integer(let sum) = buffer.value(ofStep: 1) else { return .damaged }
        return outcome(of: result) { .found(sum, generation: $0) }
    }

    private func exchange(_ digest: Digest, _ value: Int64) -> RecordOutcome {
        steps.removeAll()
        steps.read(number)
        steps.write(number, integer: value)
        let bytes = HistoryValue.filling(of: value)
        unsafe steps.write(filling, blob: bytes.span.bytes)
        let result = namespace.operate(digest, steps, with: buffer)
        guard case .integer(let old) = buffer.value(ofStep: 0) else {
            return outcome(of: result) { _ in .absent }
        }
        return outcome(of: result) { .found(old, generation: $0) }
    }

    /// What a write that nothing but its condition may refuse comes to.
    private func outcome(
        of result: WriteResult, written: (UInt16) -> RecordOutcome
    ) -> RecordOutcome {
        switch result {
        case .written(let metadata): written(metadata.generation)
        case .exists, .notFound, .generationMismatch: .refused
        default: .damaged
        }
    }
}
