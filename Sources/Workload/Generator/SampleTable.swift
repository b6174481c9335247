internal import Platform

/// A worker's operations as CSV lines, without running them: what `spikebench sample` prints.
///
/// The same plan gives the same bytes on every machine.
public struct SampleTable: Sequence, IteratorProtocol {
    /// The header line, without a line feed.
    public static let header =
        "intendedStartNanoseconds,kind,key,keyByteCount,valueByteCount,"
        + "bins,ttlSeconds,scanRecordCount"

    private let plan: Plan
    private let source: any OperationSource
    private let batch: OperationBatch
    private var index = 0
    private var remaining: Int

    /// The table of a worker's first operations in the plan's measure phase.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - worker: from 0 up to, not including, the plan's `workerCount`.
    ///   - operationCount: how many operations; fewer where the stream ends before.
    /// - Throws: `WorkloadError` when the trace cannot be replayed.
    public init(plan: Plan, worker: Int, operationCount: Int) throws(WorkloadError) {
        let phase = plan.phases.lastIndex { $0.kind == .measure } ?? 0
        self.plan = plan
        source = try plan.makeSource(phaseIndex: phase, worker: worker)
        // Sizes only: no value is ever cut from this pool.
        batch = plan.makeBatch(capacity: 64, pool: ValuePool(seed: 0, valueByteLimit: 0))
        remaining = operationCount
    }

    /// The next line, without a line feed.
    public mutating func next() -> String? {
        guard remaining > 0 else { return nil }
        if index == batch.count {
            source.fill(batch)
            index = 0
            if batch.count == 0 { return nil }
        }
        defer {
            index += 1
            remaining -= 1
        }
        return line(index)
    }

    private func line(_ index: Int) -> String {
        let operation = batch[index]
        let fields: [String] = [
            "\(operation.intendedStart.count)", operation.kind.name, keyText(index),
            "\(batch.key(at: index).byteCount)", "\(valueByteCount(index))",
            bins(operation), "\(operation.ttlSeconds)", "\(operation.scanRecordCount)",
        ]
        return fields.map(Self.quoted).joined(separator: ",")
    }

    /// The key as text, or in hexadecimal where its format is binary.
    private func keyText(_ index: Int) -> String {
        let key = batch.key(at: index)
        let bytes = (0..<key.byteCount).map { offset in
            unsafe key.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        }
        if plan.trace != nil || plan.keyspaces[Int(batch[index].keyspace)].format.isText {
            return String(decoding: bytes, as: UTF8.self)
        }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The bytes of all values that the operation writes.
    private func valueByteCount(_ index: Int) -> Int {
        let operation = batch[index]
        guard operation.kind.writesValues else { return 0 }
        let count = record(operation).writtenBinCount(operation.bin)
        return (0..<count).reduce(0) { $0 + batch.valueByteCount(at: index, position: $1) }
    }

    private func bins(_ operation: Operation) -> String {
        switch (operation.kind, operation.bin) {
        case (.delete, _), (.touch, _), (.exists, _): return ""
        case (_, Operation.allBins): return "all"
        case (_, Operation.chosenBins):
            return operation.kind.writesValues ? "updateBins" : "readBins"
        case (_, let bin): return record(operation).bins[Int(bin)].name
        }
    }

    private func record(_ operation: Operation) -> RecordShape {
        plan.keyspaces[Int(operation.keyspace)].record
    }

    /// A field as RFC 4180 has it: in quotes where it holds a comma, a quote or a line end.
    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { "\",\r\n".utf8.contains($0) }
        guard needsQuotes else { return field }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
