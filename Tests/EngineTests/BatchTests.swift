import Synchronization
import Testing

@testable import Engine

@Suite("Batch")
struct BatchTests {
    private let fixture: OperateFixture
    private let a: BinID
    private let b: BinID

    init() throws {
        fixture = try OperateFixture()
        (a, b) = (fixture.a, fixture.b)
    }

    @Test("rows of any kind are performed in order, each with its own result")
    func mix() throws {
        let namespace = fixture.namespace
        let keys = (0..<4).map { namespace.digest(ofKey: $0) }
        let draft = RecordDraft()
        let batch = Batch(rowCapacity: 0, byteCapacity: 0)
        draft.append(a, integer: 1)
        draft.append(b, string: "x")
        batch.put(keys[0], draft)
        batch.read(keys[0])
        draft.removeAll()
        draft.append(b, string: "y")
        batch.update(keys[0], draft)
        batch.read(keys[0], bins: [b, fixture.c].span)
        batch.operate(keys[0], try StepList([.add(a, 41), .read(a), .readAll]))
        batch.readMetadata(keys[0])
        batch.read(keys[1])
        batch.put(keys[1], draft, policy: WritePolicy(condition: .updateOnly))
        batch.operate(keys[2], try StepList([.write(a, 1), .append(a, "z")]))
        batch.delete(keys[0], policy: WritePolicy(generation: .equal(3)))
        batch.delete(keys[3])
        batch.readMetadata(keys[0])
        for _ in 0..<2 {
            namespace.execute(batch)
            let third = RecordMetadata(generation: 3, voidTime: 0)
            #expect(
                (0..<batch.count).map { batch.result(at: $0) } == [
                    written(1), .read(RecordMetadata(generation: 1, voidTime: 0)), written(2),
                    .read(RecordMetadata(generation: 2, voidTime: 0)), .written(third),
                    .read(third), .notFound, .notFound, .incompatibleType(step: 1), written(0),
                    .notFound, .notFound,
                ])
            #expect(batch.value(a, at: 1) == 1 && batch.value(b, at: 1) == "x")
            #expect(batch.value(a, at: 3) == nil && batch.value(b, at: 3) == "y")
            let entries = batch.entries(at: 4)
            #expect(entries.map { batch.buffer.value(at: $0) } == [42, 42, "y"])
            #expect(entries.map { batch.buffer.step(at: $0) } == [1, 2, 2])
            #expect(batch.entries(at: 8).isEmpty && batch.entries(at: 1).isEmpty)
            #expect(batch.value(a, at: 6) == nil && batch.value(a, at: 4) == nil)
        }
        batch.removeAll()
        #expect(batch.count == 0)
        #expect(fixture.fault() == nil)
    }

    @Test("many rows are all performed, whatever room there was at first")
    func many() {
        let namespace = fixture.namespace
        let batch = Batch(rowCapacity: 0, byteCapacity: 0)
        let draft = RecordDraft()
        for number in 0..<1000 {
            draft.removeAll()
            draft.append(a, integer: Int64(number))
            batch.put(namespace.digest(ofKey: Int64(number)), draft)
        }
        namespace.execute(batch)
        batch.removeAll()
        for number in 0..<1001 { batch.read(namespace.digest(ofKey: Int64(number))) }
        namespace.execute(batch)
        let values = (0..<1000).map { batch.value(a, at: $0) }
        #expect(values == (0..<1000).map { .integer($0) })
        #expect(batch.result(at: 1000) == .notFound)
        #expect(batch.bytes(a, at: 7)?.byteCount == 8)
    }

    @Test("memory that runs out in the middle fails only the rows concerned")
    func memory() throws {
        let namespace = fixture.namespace
        let keys = (0..<3).map { namespace.digest(ofKey: $0) }
        let draft = RecordDraft()
        draft.append(a, integer: 1)
        _ = namespace.put(keys[0], draft)
        let larger = RecordDraft()
        larger.append(b, .blob, bytes: unsafe [UInt8](repeating: 1, count: 500).span.bytes)
        let batch = Batch()
        batch.update(keys[0], draft)
        batch.put(keys[1], draft)
        batch.put(keys[0], larger)
        batch.operate(keys[0], try StepList([.write(b, .blob([UInt8](repeating: 2, count: 200)))]))
        batch.operate(keys[0], try StepList([.add(a, 4), .read(a)]))
        batch.read(keys[0])
        namespace.heap.refusesAllocations.store(true, ordering: .relaxed)
        namespace.execute(batch)
        namespace.heap.refusesAllocations.store(false, ordering: .relaxed)
        #expect(
            (0..<6).map { batch.result(at: $0).code } == [
                .ok, .outOfSpace, .outOfSpace, .outOfSpace, .ok, .ok,
            ])
        #expect(batch.value(a, at: 5) == 5)
        #expect(!namespace.exists(keys[1]))
        #expect(fixture.fault() == nil)
    }
}
