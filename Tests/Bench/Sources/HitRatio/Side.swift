import Engine
import Platform
import Synchronization

/// One namespace of a pair, and what its workers do.
final class Side: Sendable {
    /// What a worker does over and over.
    enum Loop: Sendable {
        /// Reads any of a million records, and writes those that are gone, to live 5 to 15 seconds;
        /// one operation in 20 writes in any case.
        case expiring
        /// Reads any of 300,000 records that never expire, and writes those that are gone; one
        /// operation in 20 adds a record that lives an hour or two and that nobody reads.
        case adding
    }

    static let recordCount = 1_000_000
    static let readCount = 300_000
    private let store = Store()
    private let namespace: Namespace
    private let bin: BinID
    private let loop: Loop
    private let hasMaintenance: Bool
    private let newestKey = Atomic<Int64>(0)

    init(
        loop: Loop, eviction: EvictionPolicy = .none, limit: Int = 0, hasMaintenance: Bool = false
    ) throws {
        self.loop = loop
        self.hasMaintenance = hasMaintenance
        var configuration = EngineConfiguration()
        configuration.eviction = eviction
        configuration.memoryLimit = limit
        namespace = try store.createNamespace("cost", configuration: configuration)
        bin = try namespace.bin(named: "value")
    }

    /// A limit whose high-water mark is near the memory of so many records.
    static func memoryOfRecords(_ count: Int) throws -> Int {
        let side = try Side(loop: .adding)
        side.fill()
        return side.statistics.recordAndIndexByteCount * 10 / 9
    }

    var statistics: NamespaceStatistics { namespace.statistics() }

    /// Writes the first records.
    func fill() {
        var worker = Worker(self, number: 0, of: 1)
        for key in 0..<Int64(Self.recordCount) {
            if loop == .expiring {
                worker.put(key, worker.seconds(from: 5))
            } else {
                worker.put(key, key < Self.readCount ? .never : worker.seconds(from: 3600))
            }
        }
        newestKey.store(Int64(Self.recordCount), ordering: .relaxed)
    }

    /// Operations per second of processor time of a worker, in one round.
    ///
    /// Processor time, so that what else the machine does counts little.
    func rate(_ workerCount: Int, _ seconds: Double) async throws -> Double {
        if hasMaintenance { try store.startMaintenance() }
        defer { store.stopMaintenance() }
        let first = newestKey.load(ordering: .relaxed)
        let results = await withTaskGroup(of: (Double, Int64).self) { group in
            for number in 0..<workerCount {
                group.addTask { self.work(number, of: workerCount, from: first, seconds) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        newestKey.store(results.map(\.1).max() ?? first, ordering: .relaxed)
        return results.reduce(0) { $0 + $1.0 } / Double(workerCount)
    }

    private func work(
        _ number: Int, of workerCount: Int, from first: Int64, _ seconds: Double
    ) -> (Double, Int64) {
        var worker = Worker(self, number: number, of: workerCount)
        worker.newestKey = first + Int64(number)
        let before = ThreadUsage.current().processorTime
        let end = MonotonicClock.system.now() + .seconds(seconds)
        var count = 0
        while MonotonicClock.system.now() < end {
            store.clock.refresh()
            worker.runThousand(loop)
            count += 1000
        }
        let spent = ThreadUsage.current().processorTime - before
        return (Double(count) / (Double(spent.count) / 1e9), worker.newestKey)
    }

    fileprivate func makeDraft() -> RecordDraft {
        let draft = RecordDraft()
        let bytes = [UInt8](repeating: 7, count: 100)
        draft.append(bin, blob: bytes.span.bytes)
        return draft
    }

    /// One worker's own things.
    private struct Worker {
        let namespace: Namespace
        let draft: RecordDraft
        let copy = RecordCopy()
        let step: Int64
        var newestKey: Int64 = 0
        var random: UInt64

        init(_ side: Side, number: Int, of workerCount: Int) {
            namespace = side.namespace
            draft = side.makeDraft()
            step = Int64(workerCount)
            random = UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15
        }

        mutating func next() -> UInt64 {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return random
        }

        mutating func next(below limit: Int) -> Int64 {
            Int64(next().multipliedFullWidth(by: UInt64(limit)).high)
        }

        mutating func runThousand(_ loop: Loop) {
            for _ in 0..<1000 {
                let isWrite = next(below: 20) == 0
                switch loop {
                case .expiring: expiring(isWrite)
                case .adding: if isWrite { add() } else { readAgain() }
                }
            }
        }

        /// A time to live from `least` seconds to three times as many.
        mutating func seconds(from least: Int) -> TimeToLive {
            .seconds(UInt32(least) + UInt32(next(below: 2 * least + 1)))
        }

        private mutating func readAgain() {
            let key = next(below: Side.readCount)
            if !read(key) { put(key, .never) }
        }

        private mutating func expiring(_ isWrite: Bool) {
            let key = next(below: Side.recordCount)
            if isWrite || !read(key) { put(key, seconds(from: 5)) }
        }

        private mutating func add() {
            newestKey += step
            put(newestKey, seconds(from: 3600))
        }

        @discardableResult
        private func read(_ key: Int64) -> Bool {
            if case .found = namespace.get(namespace.digest(ofKey: key), into: copy) {
                return true
            }
            return false
        }

        func put(_ key: Int64, _ timeToLive: TimeToLive) {
            let result = namespace.put(
                namespace.digest(ofKey: key), draft, timeToLive: timeToLive)
            guard case .written = result else { fatalError("a write was refused: \(result)") }
        }
    }
}
