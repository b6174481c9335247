import TestSupport
import Testing

@testable import Workload

@Suite("Values")
struct ValueLayoutTests {
    private static let yaml = """
        keys: {count: 1000, format: decimal}
        record:
          values: {uniform: {from: 0B, to: 50B}}
          compressibility: 0.25
          bins:
            raw: bytes
            name: {text: 12B}
            visits: {integer: {from: -3, to: 4}}
            score: {double: {from: 2, to: 3}}
            flag: boolean
            tags: {list: {count: 3, of: {text: 5B}}}
            prefs: {map: {count: 20, of: integer}}
        operations: {update: 1}
        phases: {measure: {operations: 3000}}
        workers: 1
        """

    /// Calls `body` with the batch and the index of every measured operation.
    private func forEachUpdate(
        _ overrides: [String] = [], _ body: (OperationBatch, Int) -> Void
    ) throws {
        let plan = try Plan(yaml: Self.yaml, file: "a.yaml", name: "a", overrides: overrides)
        let batch = plan.makeBatch(capacity: 32, pool: plan.makeValuePool())
        let source = try plan.makeSource(phaseIndex: 1, worker: 0)
        source.fill(batch)
        while batch.count > 0 {
            for index in 0..<batch.count { body(batch, index) }
            source.fill(batch)
        }
    }

    private func bytes(_ batch: OperationBatch, _ index: Int, _ position: Int) -> [UInt8] {
        let span = batch.value(at: index, position: position)
        return (0..<span.byteCount).map { offset in
            unsafe span.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        }
    }

    @Test("each bin has values of its type, size and range")
    func types() throws {
        var (sizes, integers): (Set<Int>, Set<Int64>) = ([], [])
        var (letters, containers): (Set<UInt8>, Set<[UInt8]>) = ([], [])
        try forEachUpdate { batch, index in
            sizes.insert(bytes(batch, index, 0).count)
            letters.formUnion(bytes(batch, index, 1))
            #expect(batch.valueByteCount(at: index, position: 1) == 12)
            integers.insert(Int64(bitPattern: batch.payload(at: index, position: 2)))
            let score = Double(bitPattern: batch.payload(at: index, position: 3))
            #expect((2..<3).contains(score))
            #expect(batch.payload(at: index, position: 4) <= 1)
            containers.insert(bytes(batch, index, 5))
            #expect(bytes(batch, index, 6).starts(with: [0xde, 0, 20]))
        }
        #expect(sizes == Set(0...50) && integers == Set(-3...4))
        #expect(letters == Set(UInt8(ascii: "a")...UInt8(ascii: "z")))
        #expect(containers.count == ValueLayout.containerCount)
        // 3 texts of 5 letters: a head, then for each its own head, its type and its letters.
        #expect(containers.allSatisfy { $0.count == 1 + 3 * 7 && $0[0] == 0x93 && $0[2] == 3 })
    }

    @Test("compressible bytes have their share of zeros", arguments: [0, 0.25, 0.5, 1])
    func compressibility(share: Double) throws {
        var (zeros, total) = (0, 0)
        let changes = ["record.compressibility=\(share)", "record.values=640B"]
        try forEachUpdate(changes) { batch, index in
            let value = bytes(batch, index, 0)
            zeros += value.count { $0 == 0 }
            total += value.count
        }
        let found = Double(zeros) / Double(total)
        let expected = share + (1 - share) / 256
        #expect(abs(found - expected) < 0.01)
    }

    @Test("an update of chosen bins carries their values in the record's order")
    func chosen() throws {
        try forEachUpdate(["record.updateBins=[visits, name]"]) { batch, index in
            #expect(batch[index].bin == Operation.chosenBins)
            #expect(bytes(batch, index, 0).allSatisfy { $0 >= UInt8(ascii: "a") })
            #expect((-3...4).contains(Int64(bitPattern: batch.payload(at: index, position: 1))))
        }
    }

    @Test("copying an entry to another batch keeps all of it")
    func copying() throws {
        let plan = try Plan(yaml: Self.yaml, file: "a.yaml", name: "a")
        let pool = plan.makeValuePool()
        let other = plan.makeBatch(capacity: 8, pool: pool)
        try forEachUpdate { batch, index in
            guard index == 5, other.count == 0 else { return }
            other.copy(from: batch, 5, to: 3)
            #expect("\(other[3])" == "\(batch[5])" && other.keyText(3) == batch.keyText(5))
            for position in [0, 1, 5, 6] {
                #expect(bytes(other, 3, position) == bytes(batch, 5, position))
            }
        }
        #expect(other.count == 4)
    }
}
