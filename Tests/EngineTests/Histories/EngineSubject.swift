import Verification

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

    func actions(_ value: Int64) -> [RecordAction] {
        [.read, .read, .read, .write(value), .create(value), .update(value), .delete]
    }

    func perform(_ action: RecordAction, key: UInt64) -> RecordOutcome {
        let digest = Digest.crowded(key)
        switch action {
        case .read: return read(digest)
        case .write(let value): return write(digest, value, .upsert)
        case .create(let value): return write(digest, value, .createOnly)
        case .update(let value): return write(digest, value, .updateOnly)
        case .delete: return namespace.delete(digest) ? .applied(generation: nil) : .absent
        default: preconditionFailure("the session does not offer \(action)")
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
        _ digest: Digest, _ value: Int64, _ condition: WriteCondition
    ) -> RecordOutcome {
        draft.removeAll()
        draft.append(number, integer: value)
        let bytes = HistoryValue.filling(of: value)
        unsafe draft.append(filling, blob: bytes.span.bytes)
        switch namespace.put(digest, draft, condition: condition) {
        case .written(let metadata): return .applied(generation: metadata.generation)
        case .exists, .notFound: return .refused
        default: return .damaged
        }
    }
}
