import Driver
import Platform
import Verification
import Workload

/// A small store that is right, but for one fault that it is told to have now and then.
///
/// Thread safety: one lock around everything.
final class FaultyStore: VerifiableTarget {
    /// What it does wrong.
    enum Fault: String, CaseIterable {
        case none
        /// A bit of a value that is read is changed.
        case flippedBit
        /// A read gets the value before the last.
        case olderValue
        /// A read gets a record of which one bin is from before the last write.
        case tornRecord
        /// The last bytes of a value that is read are those of another write.
        case tornValue
        /// A write is acknowledged and not done.
        case forgottenWrite
        /// A record that was written is not found.
        case lostRecord
        /// A write of long ago is done again.
        case repeatedWrite
        /// A removed record is there again.
        case resurrection
        /// A read gets another key's record.
        case otherKey
        /// A record is read after its time to live.
        case expiredRecord
    }

    struct Record {
        var bins: [[UInt8]]
        var voidTime: Instant?
    }

    struct Contents {
        var records: [UInt64: Record] = [:]
        /// What each record was before its last write.
        var earlier: [UInt64: Record] = [:]
        /// What each record was after its first write.
        var first: [UInt64: Record] = [:]
        /// What removed records were.
        var removed: [UInt64: Record] = [:]
        var random: SplitMix64
        /// How often the fault has been committed.
        var faultCount = 0
    }

    let fault: Fault
    /// One in so many chances is taken.
    let rarity: UInt64
    private let contents: Guarded<Contents>
    private let binCount: Int
    /// What each operation advances by five milliseconds, if anything.
    private let time: VirtualTime?
    private let clock: MonotonicClock

    init(
        _ fault: Fault, plan: Plan, seed: UInt64, rarity: UInt64 = 50, time: VirtualTime? = nil
    ) {
        self.fault = fault
        self.rarity = rarity
        contents = Guarded(Contents(random: SplitMix64(seed: seed)))
        binCount = plan.keyspaces[0].record.bins.count
        self.time = time
        clock = time.map { .virtual($0) } ?? .system
    }

    var name: String { "faulty" }
    var settings: [(name: String, value: String)] { [] }
    var mayDropRecords: Bool { false }
    var faultCount: Int { contents.withLock { $0.faultCount } }
    func statistics() -> [TargetStatistic] { [] }

    func makeSession(worker: Int) -> any TargetSession { Session(self, nil) }

    func makeSession(worker: Int, verification: WorkerVerification) -> any TargetSession {
        Session(self, verification.verifier)
    }

    // MARK: Operations

    private final class Session: TargetSession {
        private let store: FaultyStore
        private let verifier: WorkerVerifier?

        init(_ store: FaultyStore, _ verifier: WorkerVerifier?) {
            self.store = store
            self.verifier = verifier
        }

        func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
            let operation = batch[index]
            store.time?.advance(by: .milliseconds(5))
            switch operation.kind {
            case .read, .readModifyWrite:
                guard let record = store.read(operation.keyIndex) else { return .completed(.miss) }
                for (bin, value) in record.bins.enumerated()
                where !value.isEmpty
                    && (operation.bin == Operation.allBins || operation.kind == .readModifyWrite
                        || operation.bin == UInt16(bin))
                {
                    unsafe verifier?.observe(value.span.bytes, bin: UInt16(bin), ticket: ticket)
                }
                if operation.kind == .readModifyWrite { store.write(index, batch) }
            case .update, .insert: store.write(index, batch)
            case .delete: return .completed(store.remove(operation.keyIndex) ? .ok : .miss)
            default: return .completed(.refused)
            }
            return .completed(.ok)
        }
    }

    private func read(_ key: UInt64) -> Record? {
        let now = clock.now()
        return contents.withLock { contents in
            let record = contents.records[key]
            if let voidTime = record?.voidTime, voidTime < now {
                // Only records that no verifier could take for fresh.
                let isLongAgo = voidTime + .seconds(3) < now
                guard fault == .expiredRecord, isLongAgo else { return nil }
                contents.faultCount += 1
                return record
            }
            if record == nil, fault == .resurrection, let removed = contents.removed[key],
                takesChance(&contents)
            {
                contents.faultCount += 1
                return removed
            }
            guard let record else { return nil }
            return spoiled(record, key, &contents)
        }
    }

    private func takesChance(_ contents: inout Contents) -> Bool {
        contents.random.next() % rarity == 0
    }

    private func spoiled(_ record: Record, _ key: UInt64, _ contents: inout Contents) -> Record? {
        var result = record
        let bin = Int(contents.random.next() % UInt64(binCount))
        switch fault {
        case .flippedBit:
            guard !record.bins[bin].isEmpty, takesChance(&contents) else { return record }
            let place = Int(contents.random.next() % UInt64(record.bins[bin].count))
            result.bins[bin][place] ^= 1 << UInt8(contents.random.next() % 8)
        case .olderValue:
            guard takesChance(&contents), let earlier = contents.earlier[key],
                earlier.bins != record.bins
            else { return record }
            result = earlier
        case .tornRecord:
            guard takesChance(&contents), let earlier = contents.earlier[key],
                earlier.bins[bin] != record.bins[bin]
            else { return record }
            result.bins[bin] = earlier.bins[bin]
        case .tornValue:
            guard takesChance(&contents), let earlier = contents.earlier[key],
                earlier.bins[bin] != record.bins[bin], !earlier.bins[bin].isEmpty
            else { return record }
            let half = record.bins[bin].count / 2
            result.bins[bin].replaceSubrange(half..., with: earlier.bins[bin][half...])
        case .otherKey:
            guard takesChance(&contents), let other = contents.records[key ^ 1] else {
                return record
            }
            result = other
        case .lostRecord:
            guard takesChance(&contents) else { return record }
            contents.faultCount += 1
            return nil
        default: return record
        }
        contents.faultCount += 1
        return result
    }

    private func write(_ index: Int, _ batch: OperationBatch) {
        let operation = batch[index]
        let key = operation.keyIndex
        let values = operation.bin == Operation.allBins ? Array(0..<binCount) : [Int(operation.bin)]
        let written = values.indices.map { position in
            let value = batch.value(at: index, position: position)
            return (0..<value.byteCount).map {
                unsafe value.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
            }
        }
        let voidTime =
            operation.ttlSeconds == 0
            ? nil : clock.now() + .seconds(Double(operation.ttlSeconds))
        contents.withLock { contents in
            var record =
                contents.records[key] ?? Record(bins: Array(repeating: [], count: binCount))
            for (position, bin) in values.enumerated() { record.bins[bin] = written[position] }
            record.voidTime = voidTime
            if fault == .forgottenWrite, contents.records[key] != nil, takesChance(&contents) {
                contents.faultCount += 1
                return
            }
            if fault == .repeatedWrite, let first = contents.first[key], takesChance(&contents) {
                contents.faultCount += 1
                record = first
            }
            contents.earlier[key] = contents.records[key]
            contents.records[key] = record
            contents.first[key] = contents.first[key] ?? record
        }
    }

    private func remove(_ key: UInt64) -> Bool {
        contents.withLock { contents in
            guard let record = contents.records.removeValue(forKey: key) else { return false }
            contents.removed[key] = record
            return true
        }
    }
}
