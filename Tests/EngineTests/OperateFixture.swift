import Testing

@testable import Engine

/// A namespace with a few bins, for tests of operations on single records.
struct OperateFixture {
    let store = Store(clock: StoreClock(seconds: 1000))
    let namespace: Namespace
    let a: BinID
    let b: BinID
    let c: BinID
    let key: Digest
    let buffer = OperateBuffer(capacity: 0)
    let copy = RecordCopy(capacity: 0)

    init(_ configuration: EngineConfiguration = EngineConfiguration(shards: 16)) throws {
        namespace = try store.createNamespace("test", configuration: configuration)
        a = try namespace.bin(named: "a")
        b = try namespace.bin(named: "b")
        c = try namespace.bin(named: "c")
        key = namespace.digest(ofKey: 1)
    }

    func operate(_ steps: [Step], _ policy: WritePolicy = WritePolicy()) throws -> WriteResult {
        namespace.operate(key, try StepList(steps), policy: policy, with: buffer)
    }

    /// The values that steps read, by step, in order.
    var read: [[Value]] {
        var found: [[Value]] = []
        for index in 0..<buffer.count {
            while found.count <= buffer.step(at: index) { found.append([]) }
            found[buffer.step(at: index)].append(buffer.value(at: index))
        }
        return found
    }

    /// The record's bins; nil when there is no record.
    func bins() -> [BinID: Value]? {
        guard case .found = namespace.get(key, into: copy) else { return nil }
        var found: [BinID: Value] = [:]
        copy.forEachBin { bin, _, _ in found[bin] = copy.value(bin) }
        return found
    }

    /// What does not add up; nil when all does.
    func fault() -> String? {
        if let broken = namespace.brokenInvariant() { return broken }
        let statistics = namespace.statistics()
        return statistics.recordAndIndexByteCount == statistics.allocatedByteCount
            ? nil : "counted bytes differ from jemalloc's"
    }
}

/// A result that was written, with this generation and void time.
func written(_ generation: UInt16, _ voidTime: UInt32 = 0) -> WriteResult {
    .written(RecordMetadata(generation: generation, voidTime: voidTime))
}
