internal import Workload

/// What the workers of a phase were seen to send.
struct ObservedSample {
    /// A batch of one worker, in part or as a whole.
    struct Row {
        /// Whose.
        var worker: Int
        /// Its place among all batches of the worker, from 0.
        var batchNumber: UInt64
        /// Its entries.
        var entries: [ObservedOperation]

        /// Its operations: of a batch read or write the first entry, and no fills.
        var operations: [ObservedOperation] {
            var (heads, index) = ([ObservedOperation](), 0)
            while index < entries.count {
                heads.append(entries[index])
                index += Int(entries[index].operation.entryCount)
            }
            return heads
        }
    }

    /// The batches, by worker and in order.
    let rows: [Row]

    init(_ rows: [Row]) {
        self.rows = rows
    }

    /// What the workers' observers kept.
    init(_ observers: [(worker: Int, observer: OperationObserver)]) {
        rows = observers.flatMap { worker, observer in
            observer.rows().map {
                Row(worker: worker, batchNumber: $0.batchNumber, entries: $0.operations)
            }
        }
    }

    /// All operations.
    var operations: [ObservedOperation] { rows.flatMap(\.operations) }

    /// All entries that were sent for sure: fills follow only on misses.
    var entries: [ObservedOperation] {
        rows.flatMap { row in row.entries.filter { $0.operation.kind != .fill } }
    }
}
