@testable import Workload

extension OperationBatch {
    /// The key of an operation as text.
    func keyText(_ index: Int) -> String {
        let key = key(at: index)
        let bytes = (0..<key.byteCount).map { offset in
            unsafe key.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Plan {
    /// A plan from lines of YAML, with two bins of 10 bytes and 1,000 keys unless they say
    /// otherwise.
    static func test(_ overrides: [String] = []) throws -> Plan {
        let yaml = """
            keys: {count: 1000, format: decimal}
            record: {bins: 2, values: 10B}
            operations: {read: 1}
            phases: {measure: {operations: 1000}}
            workers: 1
            """
        return try Plan(yaml: yaml, file: "test.yaml", name: "test", overrides: overrides)
    }

    /// All operations of a worker in a phase, at most `limit`.
    func operations(phase: PhaseKind, worker: Int, limit: Int = 1_000_000) throws -> [Operation] {
        let index = phases.firstIndex { $0.kind == phase } ?? 0
        let source = try makeSource(phaseIndex: index, worker: worker)
        let batch = makeBatch(
            capacity: 50, pool: ValuePool(seed: 1, valueByteLimit: valueByteLimit))
        var operations: [Operation] = []
        while operations.count < limit {
            source.fill(batch)
            if batch.count == 0 { break }
            operations += (0..<batch.count).map { batch[$0] }
        }
        return Array(operations.prefix(limit))
    }
}
