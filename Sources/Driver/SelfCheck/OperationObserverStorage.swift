internal import Workload

/// One entry of a batch as it was sent, with the size of one of the values it writes.
struct ObservedOperation: BitwiseCopyable {
    /// The operation.
    var operation: Operation
    /// The size of the value at `valuePosition`, in bytes; 0 where nothing is written.
    var valueByteCount: UInt32
    /// Which of its values was looked at.
    var valuePosition: UInt32
}

/// Looks at a sample of the batches that one worker sends, and keeps them for the self-check.
///
/// At first it keeps every batch. When its room is full it goes on with every second one and gives
/// up every second one it has; then every fourth, and so on: a sample that is even over the phase,
/// however long that is, and complete where the phase is short. Nothing is copied to make room, and
/// nothing is allocated after `init`.
///
/// The cost is a comparison per batch, and a copy of one batch in ever fewer.
///
/// Thread safety: the worker's thread observes; the controller's reads `rows` after its end.
///
/// Safety: `entries` points to `rowLimit · rowLength` initialised elements, `counts` and `numbers`
/// to `rowLimit`, `state` to one, from `init` until `deinit`. A row is checked against `rowLimit`,
/// a place in it against `rowLength`.
@safe
final class OperationObserver {
    /// How many operations are kept at the most, but for batches that are longer than that.
    static let entryLimit = 65_536

    private struct State {
        /// How many batches have come by.
        var batchNumber: UInt64 = 0
        /// The next batch to keep.
        var dueNumber: UInt64 = 0
        /// Every how manyth batch is kept.
        var stride: UInt64 = 1
        /// How many rows have been used.
        var rowCount = 0
        /// The first row that may have to make room.
        var cursor = 0
    }

    private let records: [RecordShape]
    private let rowLength: Int
    /// Even, so that the batch after the last row is kept at twice the stride too.
    private let rowLimit: Int
    private let entries: UnsafeMutablePointer<ObservedOperation>
    private let counts: UnsafeMutablePointer<Int>
    private let numbers: UnsafeMutablePointer<UInt64>
    private let state: UnsafeMutablePointer<State>

    /// An observer of operations of `plan` that come in batches like `batch`.
    init(_ plan: Plan, _ batch: OperationBatch) {
        records = plan.keyspaces.map(\.record)
        rowLength = batch.capacity
        rowLimit = max(Self.entryLimit / batch.capacity / 2, 1) * 2
        unsafe entries = .allocate(capacity: rowLimit * rowLength)
        unsafe entries.initialize(
            repeating: ObservedOperation(
                operation: Operation(kind: .read, keyIndex: 0), valueByteCount: 0,
                valuePosition: 0),
            count: rowLimit * rowLength)
        unsafe counts = .allocate(capacity: rowLimit)
        unsafe counts.initialize(repeating: 0, count: rowLimit)
        unsafe numbers = .allocate(capacity: rowLimit)
        unsafe numbers.initialize(repeating: 0, count: rowLimit)
        // On a cache line of its own: another worker's state may be what is allocated next.
        unsafe state = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
            .bindMemory(to: State.self, capacity: 1)
        unsafe state.initialize(to: State())
    }

    deinit {
        unsafe entries.deallocate()
        unsafe counts.deallocate()
        unsafe numbers.deallocate()
        unsafe state.deallocate()
    }

    /// Takes note of a batch whose first `count` entries were sent.
    @inline(__always)
    func observe(_ batch: OperationBatch, count: Int) {
        let number = unsafe state.pointee.batchNumber
        unsafe state.pointee.batchNumber = number &+ 1
        if number == (unsafe state.pointee.dueNumber) { keep(batch, count: count, number: number) }
    }

    @inline(never)
    private func keep(_ batch: OperationBatch, count: Int, number: UInt64) {
        let row = rowToUse()
        precondition(count >= 0 && count <= batch.count && count <= rowLength, "\(count) entries")
        for index in 0..<count {
            let operation = batch[index]
            var observed = ObservedOperation(
                operation: operation, valueByteCount: 0, valuePosition: 0)
            if operation.kind.writesValues {
                let valueCount = records[Int(operation.keyspace)].writtenBinCount(operation.bin)
                // Each of an operation's values in turn, from one kept batch to the next.
                let position = (index + row) % valueCount
                let size = batch.valueByteCount(at: index, position: position)
                observed.valuePosition = UInt32(position)
                observed.valueByteCount = UInt32(truncatingIfNeeded: size)
            }
            unsafe entries[row * rowLength + index] = observed
        }
        unsafe counts[row] = count
        unsafe numbers[row] = number
        unsafe state.pointee.dueNumber = number &+ state.pointee.stride
    }

    /// An unused row, or else one whose batch would not be kept at the present stride.
    private func rowToUse() -> Int {
        if unsafe state.pointee.rowCount < rowLimit {
            defer { unsafe state.pointee.rowCount += 1 }
            return unsafe state.pointee.rowCount
        }
        while true {
            while unsafe state.pointee.cursor < rowLimit {
                let row = unsafe state.pointee.cursor
                unsafe state.pointee.cursor = row + 1
                if unsafe numbers[row] % state.pointee.stride != 0 { return row }
            }
            unsafe state.pointee.stride *= 2
            unsafe state.pointee.cursor = 0
        }
    }

    /// The batches kept, in the order they were sent, each with its number among all.
    ///
    /// Rows that the newest stride would not keep are left out, so that none of the phase weighs
    /// more than another part.
    func rows() -> [(batchNumber: UInt64, operations: [ObservedOperation])] {
        let used = unsafe state.pointee.rowCount
        let kept = (0..<used).filter { unsafe numbers[$0] % state.pointee.stride == 0 }
        return kept.sorted { unsafe numbers[$0] < numbers[$1] }.map { row in
            let operations = (0..<(unsafe counts[row])).map { place in
                unsafe entries[row * rowLength + place]
            }
            return (unsafe numbers[row], operations)
        }
    }
}
