import TestSupport
import Testing

@testable import Engine

@Suite("Maintenance against a dictionary")
struct MaintenanceModelTests {
    static let configurations: [EngineConfiguration] = [
        EngineConfiguration(shards: 1, lock: .spin),
        EngineConfiguration(shards: 16, lock: .mutex, arenas: .perStripeGroup),
        EngineConfiguration(shards: 64, lockRatio: 0.25, lock: .readWrite),
        EngineConfiguration(shards: 8192, lockRatio: 0.5, lock: .optimistic),
        EngineConfiguration(shards: 4096, lock: .optimistic),
        EngineConfiguration(shards: 4096, lock: .optimistic, memoryLimit: 1 << 24),
    ]

    @Test(
        "random maintenance between random writes leaves store and dictionary alike",
        arguments: configurations)
    func operations(configuration: EngineConfiguration) throws {
        try forEachSeed(2) { seed in
            var run = try MaintenanceRun(seed: seed, configuration)
            for step in 0..<1500 {
                var fault = try run.step()
                if step % 500 == 499 { fault = fault ?? run.check() }
                #expect(fault == nil, seedComment(seed))
                if fault != nil { return }
            }
        }
    }
}

/// One seeded sequence of writes and maintenance on a store and its model.
private struct MaintenanceRun {
    private struct Entry {
        var number: Int
        var set: SetID
        var lastUpdateTime: UInt32
    }

    private var random: SeededRandom
    private let fixture: MaintenanceFixture
    private let digests: [Digest]
    private var sets: [SetID]
    private var droppedSets: Set<Int> = []
    private var records: [Digest: Entry] = [:]
    private var dropped: Set<Int> = []
    private var time: UInt32 = 1000
    private let copy = RecordCopy()
    private let buffer = ScanBuffer()

    private static let partitions = [0, 1, 2048, 4095]

    init(seed: UInt64, _ configuration: EngineConfiguration) throws {
        random = SeededRandom(seed: seed)
        fixture = try MaintenanceFixture(configuration)
        sets = [.none]
        for number in 1...3 { sets.append(try fixture.namespace.createSet("s\(number)")) }
        var digests: [Digest] = []
        for number in 0..<120 {
            let key = random.next()
            let partition = Self.partitions[number % 4]
            digests.append(
                Digest(
                    orderKey: UInt64(partition) << 52 | key >> 12, middle: key,
                    tail: UInt32(number)))
        }
        self.digests = digests
    }

    /// One random step; what went wrong, or nil.
    mutating func step() throws -> String? {
        switch Int.random(in: 0..<200, using: &random) {
        case 0..<90: return write()
        case 90..<150: return read()
        case 150..<165: return delete()
        case 165..<170: return try togglePartition()
        case 170..<174: return try clear()
        case 174..<180: return try truncate()
        case 180..<185: return try toggleSet()
        case 185..<188: return try rebuild()
        case 188..<194: return scan()
        default:
            time += UInt32.random(in: 0...2, using: &random)
            fixture.store.clock.set(seconds: time)
            return nil
        }
    }

    private mutating func anyDigest() -> Digest {
        digests[Int.random(in: 0..<digests.count, using: &random)]
    }

    private mutating func write() -> String? {
        let digest = anyDigest()
        let number = Int.random(in: 0..<1000, using: &random)
        let setIndex = Int.random(in: 0..<sets.count, using: &random)
        let result = fixture.namespace.put(digest, fixture.draft(number), set: sets[setIndex])
        if dropped.contains(digest.partition) {
            // Whatever else is wrong, nothing can be written.
            return result == .unavailable || result == .setDropped ? nil : "write: \(result)"
        }
        if records[digest] == nil && droppedSets.contains(setIndex) {
            return result == .setDropped ? nil : "write to a dropped set: \(result)"
        }
        let set = records[digest]?.set ?? sets[setIndex]
        records[digest] = Entry(number: number, set: set, lastUpdateTime: time)
        if case .written = result { return nil }
        return "write: \(result)"
    }

    private mutating func read() -> String? {
        let digest = anyDigest()
        let result = fixture.namespace.get(digest, into: copy)
        guard let expected = records[digest] else {
            let absence: ReadResult =
                dropped.contains(digest.partition) ? .unavailable : .notFound
            return result == absence ? nil : "read: \(result), not \(absence)"
        }
        guard case .found = result else { return "read: \(result)" }
        let isSame =
            copy.integer(fixture.bin) == Int64(expected.number) && copy.set == expected.set
            && copy.lastUpdateTime == expected.lastUpdateTime
        return isSame ? nil : "read: another record"
    }

    private mutating func delete() -> String? {
        let digest = anyDigest()
        let expected = records.removeValue(forKey: digest) != nil
        return fixture.namespace.delete(digest) == expected ? nil : "delete: not \(expected)"
    }

    private mutating func togglePartition() throws -> String? {
        let partition = Self.partitions[Int.random(in: 0..<4, using: &random)]
        if dropped.remove(partition) != nil {
            try fixture.namespace.createPartition(partition)
            return nil
        }
        dropped.insert(partition)
        let count = remove { digest, _ in digest.partition == partition }
        let removed = try fixture.namespace.dropPartition(partition)
        return removed == count ? nil : "drop: \(removed) records, not \(count)"
    }

    private mutating func clear() throws -> String? {
        let digest = anyDigest()
        let shards = fixture.namespace.configuration.shards
        let shard = Int(digest.orderKey.multipliedFullWidth(by: UInt64(shards)).high)
        let part =
            Bool.random(using: &random)
            ? try fixture.namespace.partition(digest.partition)
            : try fixture.namespace.shard(shard)
        if !part.contains(digest) { return "shard \(shard) has not \(digest)" }
        let found = part.statistics().recordCount
        let count = remove { digest, _ in part.contains(digest) }
        let removed = part.clear()
        return found == count && removed == count ? nil : "clear: \(removed), not \(count)"
    }

    private mutating func truncate() throws -> String? {
        let setIndex = Int.random(in: 0...sets.count, using: &random)
        let set = setIndex < sets.count ? sets[setIndex] : nil
        let age = UInt32.random(in: 0...8, using: &random)
        let through = age == 8 ? nil : time - age
        let count = remove { _, entry in
            (set == nil || entry.set == set) && entry.lastUpdateTime <= through ?? .max
        }
        let removed = try fixture.namespace.truncate(set: set, through: through)
        return removed == count ? nil : "truncate: \(removed), not \(count)"
    }

    private mutating func toggleSet() throws -> String? {
        let setIndex = Int.random(in: 1..<sets.count, using: &random)
        if droppedSets.remove(setIndex) != nil {
            let set = try fixture.namespace.createSet("s\(setIndex)")
            return set == sets[setIndex] ? nil : "set \(setIndex) has another number"
        }
        droppedSets.insert(setIndex)
        let set = sets[setIndex]
        let count = remove { _, entry in entry.set == set }
        let removed = try fixture.namespace.dropSet("s\(setIndex)")
        return removed == count ? nil : "drop of a set: \(removed), not \(count)"
    }

    private mutating func rebuild() throws -> String? {
        let wanted = Int.random(in: 0...300, using: &random)
        var isRefused = false
        do {
            try fixture.namespace.rebuild(forRecordCount: wanted)
        } catch {
            let stored = records.count
            isRefused =
                error
                == .rebuildTooSmall(
                    namespace: "test", storedRecordCount: stored, askedRecordCount: wanted)
            if !isRefused { return "rebuild: \(error)" }
        }
        return isRefused == (wanted < records.count) ? nil : "rebuild for \(wanted)"
    }

    private mutating func scan() -> String? {
        let setIndex = Int.random(in: 0...sets.count, using: &random)
        let set = setIndex < sets.count ? sets[setIndex] : nil
        let limit = Int.random(in: 1...20, using: &random)
        var cursor = ScanCursor(fixture.namespace, selecting: ScanSelection(set: set))
        var found: [Digest] = []
        while cursor.next(limit: limit, into: buffer) != .finished {
            found += (0..<buffer.count).map { buffer.digest(at: $0) }
        }
        let expected = records.filter { set == nil || $0.value.set == set }.keys.sorted()
        return found == expected ? nil : "scan"
    }

    /// Removes from the model; how many records.
    private mutating func remove(where isDoomed: (Digest, Entry) -> Bool) -> Int {
        let doomed = records.filter { isDoomed($0.key, $0.value) }
        for digest in doomed.keys { records[digest] = nil }
        return doomed.count
    }

    /// Checks invariants and sums; what does not hold, or nil.
    func check() -> String? {
        if let fault = fixture.fault() { return fault }
        let count = fixture.namespace.statistics().recordCount
        return count == records.count ? nil : "\(count) records, not \(records.count)"
    }
}
