import Testing

@testable import Engine

@Suite("Operate under concurrent workers")
struct OperateConcurrencyTests {
    @Test(
        "sums are exact, and steps of one call are seen together",
        arguments: LockKind.allCases)
    func atomicity(lock: LockKind) async throws {
        let namespace = try Store().createNamespace(
            "test", configuration: EngineConfiguration(shards: 1, lockRatio: 1, lock: lock))
        let bins = try ["a", "b", "text"].map { try namespace.bin(named: $0) }
        let faults = await withTaskGroup(of: Int.self) { group in
            for seed in 1...3 {
                group.addTask { work(namespace, bins, seed: UInt64(seed)) }
            }
            return await group.reduce(0, +)
        }
        #expect(faults == 0)
        let copy = RecordCopy()
        var sum: Int64 = 0
        for key in 0..<4 as Range<Int64> {
            _ = namespace.get(namespace.digest(ofKey: key), into: copy)
            sum += copy.integer(bins[0]) ?? 0
            #expect(copy.integer(bins[0]) == copy.integer(bins[1]))
            #expect(copy.bytes(bins[2])?.byteCount == Int(copy.integer(bins[0]) ?? -1))
        }
        #expect(sum == 3 * 1000)
        #expect(namespace.brokenInvariant() == nil)
        let statistics = namespace.statistics()
        #expect(statistics.recordAndIndexByteCount == statistics.allocatedByteCount)
    }
}

/// A thousand operates on four keys, some of them in batches; how often bins did not agree.
private func work(_ namespace: Namespace, _ bins: [BinID], seed: UInt64) -> Int {
    var random = SeededRandom(seed: seed)
    let buffer = OperateBuffer(capacity: 0)
    let batch = Batch(rowCapacity: 0, byteCapacity: 0)
    let add = StepList()
    add.add(bins[0], integer: 1)
    let letter: [UInt8] = [0x78]
    unsafe add.append(bins[2], string: letter.span.bytes)
    add.add(bins[1], integer: 1)
    let read = StepList()
    read.read(bins[0])
    read.read(bins[1])
    var faults = 0
    for step in 0..<1000 {
        let key = namespace.digest(ofKey: Int64.random(in: 0..<4, using: &random))
        if step % 3 == 0 {
            batch.removeAll()
            batch.operate(key, add)
            batch.operate(key, read)
            namespace.execute(batch)
            if batch.result(at: 0).code != .ok { faults += 1 }
            let entries = batch.entries(at: 1)
            if entries.count != 2 { faults += 1 }
            if Set(entries.map { batch.buffer.value(at: $0) }).count != 1 { faults += 1 }
        } else {
            if namespace.operate(key, add, with: buffer).code != .ok { faults += 1 }
            _ = namespace.operate(key, read, with: buffer)
            if buffer.value(ofStep: 0) != buffer.value(ofStep: 1) { faults += 1 }
        }
    }
    return faults
}
