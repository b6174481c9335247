import TestSupport
import Testing
import Workload

@testable import Driver

@Suite("Operation observer")
struct OperationObserverTests {
    /// Batches of reads whose keys count up from 0.
    private func observe(
        _ observer: OperationObserver, _ batch: OperationBatch, batchCount: Int
    ) {
        for number in 0..<batchCount {
            batch.removeAll()
            for place in 0..<batch.capacity {
                append(UInt64(number * batch.capacity + place), to: batch)
            }
            observer.observe(batch, count: batch.count)
        }
    }

    private func append(_ key: UInt64, to batch: OperationBatch) {
        batch.append(Operation(kind: .read, keyIndex: key)) { _ in 1 }
    }

    private func parts() throws -> (OperationObserver, OperationBatch) {
        let plan = try Plan.named("ycsb-c", overrides: ["keys.count=1k"])
        let batch = plan.makeBatch(capacity: 32, pool: plan.makeValuePool())
        return (OperationObserver(plan, batch), batch)
    }

    @Test("a short phase is seen as a whole", arguments: [0, 1, 500, 2_048])
    func short(batchCount: Int) throws {
        let (observer, batch) = try parts()
        observe(observer, batch, batchCount: batchCount)
        let keys = observer.rows().flatMap { $0.operations.map(\.operation.keyIndex) }
        #expect(keys == Array(0..<UInt64(batchCount * 32)))
    }

    @Test("a long phase is seen evenly", arguments: [2_049, 3_000, 4_096, 9_999, 70_000])
    func long(batchCount: Int) throws {
        let (observer, batch) = try parts()
        observe(observer, batch, batchCount: batchCount)
        let rows = observer.rows()
        #expect(rows.count > 1_000 && rows.count <= 2_048)
        let stride = rows[1].batchNumber
        #expect(stride & (stride - 1) == 0)
        #expect(rows.map(\.batchNumber) == (0..<UInt64(rows.count)).map { $0 * stride })
        // Nothing is missing at the end either.
        #expect(rows[rows.count - 1].batchNumber + stride >= UInt64(batchCount))
        for row in rows {
            #expect(row.operations.first?.operation.keyIndex == row.batchNumber * 32)
        }
    }

    @Test("of a batch that was cut short, what was sent is kept")
    func cut() throws {
        let (observer, batch) = try parts()
        append(5, to: batch)
        append(6, to: batch)
        observer.observe(batch, count: 1)
        observer.observe(batch, count: 0)
        let rows = observer.rows()
        #expect(rows.map(\.operations.count) == [1, 0])
        #expect(rows[0].operations[0].operation.keyIndex == 5)
    }
}
