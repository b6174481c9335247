import Platform
import Testing

@testable import Engine

@Suite("Allocation in the engine")
struct AllocationTests {
    @Test(
        "operates and batches allocate nothing once warm, but for records that change their size",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised allocates its closures"))
    func warm() throws {
        let fixture = try OperateFixture()
        let (namespace, key, buffer) = (fixture.namespace, fixture.key, fixture.buffer)
        let steps = try StepList([
            .write(fixture.b, "abc"), .add(fixture.a, 1), .append(fixture.b, "d"), .readAll,
        ])
        let draft = RecordDraft()
        draft.append(fixture.a, integer: 1)
        let batch = Batch(rowCapacity: 0, byteCapacity: 0)
        var failed = 0
        func run() {
            if namespace.operate(key, steps, with: buffer).code != .ok { failed += 1 }
            if namespace.add(key, fixture.a, integer: 1, with: buffer).code != .ok { failed += 1 }
            batch.removeAll()
            for _ in 0..<10 {
                batch.read(key)
                batch.update(key, draft)
                batch.operate(key, steps)
                batch.readMetadata(key)
            }
            namespace.execute(batch)
            for row in 0..<batch.count where batch.result(at: row).code != .ok { failed += 1 }
        }
        for _ in 0..<10 { run() }
        let before = ThreadAllocation.byteCount
        for _ in 0..<100 { run() }
        #expect(ThreadAllocation.byteCount - before == 0)
        #expect(failed == 0)
    }

    @Test(
        "a warm normaliser allocates nothing, whatever the order of a map's keys",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised allocates its closures"))
    func normalizer() throws {
        let sent: [UInt8] = [0x84, 3, 30, 1, 0x93, 1, 2, 3, 2, 20, 0xcd, 0, 9, 0xa2, 3, 0x61]
        var normalizer = ContainerNormalizer()
        var byteCount = 0
        func run() throws {
            byteCount += try unsafe normalizer.normalize(sent.span.bytes, as: .map).byteCount
        }
        for _ in 0..<10 { try run() }
        let before = ThreadAllocation.byteCount
        for _ in 0..<100 { try run() }
        #expect(ThreadAllocation.byteCount - before == 0)
        #expect(byteCount == 110 * (sent.count - 2))
    }
}
