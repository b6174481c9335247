import TestSupport
import Testing

@testable import Engine

@Suite("Eviction against a dictionary")
struct EvictionModelTests {
    private static let locks: [LockKind] = [.spin, .readWrite, .optimistic]

    @Test(
        "under a limit a record is as it was last written, or gone, and never read when expired",
        arguments: EvictionPolicy.allCases, locks)
    func operations(policy: EvictionPolicy, lock: LockKind) throws {
        try forEachSeed(1) { seed in
            var run = try LimitedRun(seed: seed, policy, lock)
            for step in 0..<6000 {
                let fault = run.step()
                #expect(fault == nil, seedComment(seed))
                if fault != nil { return }
                if step % 1000 == 999 {
                    let fault = run.limited.fault(
                        createdCount: run.createdCount, removedCount: run.deletedCount)
                    #expect(fault == nil, seedComment(seed))
                }
            }
            let found = run.limited.namespace.statistics()
            #expect(found.expiredCount > 0, seedComment(seed))
            #expect((found.evictedCount > 0) == (policy != .none), seedComment(seed))
            if policy != .none && policy != .ttl { #expect(found.stoppedWriteCount == 0) }
        }
    }
}

/// One seeded sequence of operations on a limited namespace and a dictionary.
private struct LimitedRun {
    private struct Entry {
        var byteCount: Int
        var voidTime: UInt32
    }

    let limited: LimitedNamespace
    private(set) var createdCount = 0
    private(set) var deletedCount = 0
    private var random: SeededRandom
    private var entries: [Int: Entry] = [:]
    private var now: UInt32 = 1000
    private let copy = RecordCopy()
    private let bin: BinID
    private let mayLose: Bool

    init(seed: UInt64, _ policy: EvictionPolicy, _ lock: LockKind) throws {
        random = SeededRandom(seed: seed)
        limited = try LimitedNamespace(policy, lock: lock, highWaterMark: 0.6, stopWritesMark: 0.7)
        bin = try limited.namespace.bin(named: "a")
        mayLose = policy != .none
    }

    /// One operation; what is wrong, or nil.
    mutating func step() -> String? {
        let key = Int.random(in: 0..<4000, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<60: return write(key)
        case 60..<90: return read(key)
        case 90..<95:
            if limited.namespace.delete(limited.namespace.digest(ofKey: Int64(key))) {
                deletedCount += 1
                if !isLive(key) { return "deleted what was not there" }
            }
            entries[key] = nil
        case 95..<98: limited.namespace.maintain()
        default:
            now += UInt32.random(in: 0...2, using: &random)
            limited.store.clock.set(seconds: now)
        }
        return nil
    }

    private func isLive(_ key: Int) -> Bool {
        guard let entry = entries[key] else { return false }
        return entry.voidTime == 0 || entry.voidTime >= now
    }

    private mutating func write(_ key: Int) -> String? {
        let byteCount = Int.random(in: 1...3000, using: &random)
        let seconds = UInt32.random(in: 0...60, using: &random)
        let result = limited.put(
            key, byteCount, ttl: seconds < 10 ? .never : .seconds(seconds))
        switch result {
        case .written(let metadata):
            if metadata.generation == 1 {
                createdCount += 1
                if isLive(key) && !mayLose { return "write: a record was lost" }
            } else if !isLive(key) {
                return "write: a record that was over"
            }
            entries[key] = Entry(byteCount: byteCount, voidTime: metadata.voidTime)
            return nil
        case .writesStopped:
            return nil
        default:
            return "write: \(result)"
        }
    }

    private mutating func read(_ key: Int) -> String? {
        let digest = limited.namespace.digest(ofKey: Int64(key))
        guard case .found(let metadata) = limited.namespace.get(digest, into: copy) else {
            return isLive(key) && !mayLose ? "read: a record was lost" : nil
        }
        guard isLive(key), let entry = entries[key] else { return "read: what is over or deleted" }
        if metadata.voidTime != entry.voidTime { return "read: another void time" }
        return copy.bytes(bin)?.byteCount == entry.byteCount ? nil : "read: another value"
    }
}

@Suite("Eviction under concurrent workers")
struct EvictionConcurrencyTests {
    @Test(
        "writers, readers and the maintenance thread keep limit and sums",
        arguments: [EvictionPolicy.lru, .s3FIFO, .ttl], LockKind.allCases)
    func together(policy: EvictionPolicy, lock: LockKind) async throws {
        let limited = try LimitedNamespace(policy, lock: lock)
        try limited.store.startMaintenance(
            MaintenanceConfiguration(share: 0.5, refreshesClock: false))
        let created = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<4 {
                let namespace = limited.namespace
                group.addTask { try work(namespace, worker) }
            }
            return try await group.reduce(0, +)
        }
        limited.store.stopMaintenance()
        #expect(limited.fault(createdCount: created) == nil)
        #expect(limited.namespace.statistics().evictedCount > 0)
    }
}

/// Reads, and writes of what is gone; returns how many records were created.
private func work(_ namespace: Namespace, _ worker: Int) throws -> Int {
    // Seeds that follow each other begin one stream a step apart.
    var random = SeededRandom(seed: UInt64(worker + 1) << 32)
    let (draft, copy) = (RecordDraft(), RecordCopy())
    let bytes = [UInt8](repeating: 1, count: 1000)
    unsafe draft.append(try namespace.bin(named: "a"), blob: bytes.span.bytes)
    var created = 0
    for _ in 0..<3000 {
        let digest = namespace.digest(ofKey: Int64.random(in: 0..<8000, using: &random))
        if case .found = namespace.get(digest, into: copy) { continue }
        let result = namespace.put(digest, draft, timeToLive: .seconds(600))
        if case .written(let metadata) = result, metadata.generation == 1 { created += 1 }
    }
    return created
}
