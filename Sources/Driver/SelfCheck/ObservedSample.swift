internal import Platform
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

    init(rows: [Row]) {
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

    /// The batches, cut where the first of `changes` begins; all of them without any.
    ///
    /// Changes by operation count are compared with the number that an operation has at the most.
    func rows(before changes: [LoadChange], workerCount: Int) -> [Row] {
        guard !changes.isEmpty else { return rows }
        let capacity = rows.reduce(0) { max($0, $1.entries.count) }
        let workers = UInt64(workerCount)
        return rows.map { row in
            var row = row
            let entries = row.entries.enumerated().prefix { place, entry in
                let own = row.batchNumber * UInt64(capacity) + UInt64(place)
                return changes.allSatisfy {
                    $0.begins(after: (own + 1) * workers, entry.operation.intendedStart)
                }
            }
            row.entries = entries.map(\.element)
            return row
        }
    }
}

extension LoadChange {
    /// Whether it begins only after an operation of at most this number and this intended start.
    fileprivate func begins(after number: UInt64, _ start: Nanoseconds) -> Bool {
        switch span {
        case .time(let from, _): start < from
        case .operations(let from, _): number < from
        }
    }
}
