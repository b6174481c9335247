import TestSupport
import Testing

@testable import Engine

/// A namespace of 4 MiB whose records have about a thousand bytes: some three thousand fit.
struct LimitedNamespace {
    let store = Store(clock: StoreClock(seconds: 1000))
    let namespace: Namespace
    private let bin: BinID
    private let draft = RecordDraft()
    private let copy = RecordCopy()

    static var limit: Int { 4 << 20 }

    init(
        _ eviction: EvictionPolicy, shards: Int = 16, lock: LockKind = .optimistic,
        highWaterMark: Double = 0.9, stopWritesMark: Double = 1
    ) throws {
        var configuration = EngineConfiguration(shards: shards, lock: lock)
        configuration.eviction = eviction
        configuration.memoryLimit = Self.limit
        configuration.highWaterMark = highWaterMark
        configuration.stopWritesMark = stopWritesMark
        namespace = try store.createNamespace("test", configuration: configuration)
        bin = try namespace.bin(named: "a")
    }

    func put(_ key: Int, _ byteCount: Int = 1000, ttl: TimeToLive = .never) -> WriteResult {
        draft.removeAll()
        let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: key), count: byteCount)
        unsafe draft.append(bin, blob: bytes.span.bytes)
        return namespace.put(namespace.digest(ofKey: Int64(key)), draft, timeToLive: ttl)
    }

    func has(_ key: Int) -> Bool {
        namespace.get(namespace.digest(ofKey: Int64(key)), into: copy) != .notFound
    }

    /// Says what does not hold of limit, counters and sums; nil when all is well.
    func fault(createdCount: Int, removedCount: Int = 0) -> String? {
        if let broken = namespace.brokenInvariant() { return broken }
        let found = namespace.statistics()
        let gone = found.evictedCount + found.expiredCount + removedCount
        if found.recordCount + gone != createdCount {
            return "\(found.recordCount) records + \(gone) gone, but \(createdCount) created"
        }
        if found.recordAndIndexByteCount > Self.limit {
            return "\(found.recordAndIndexByteCount) bytes are above the limit"
        }
        if found.recordAndIndexByteCount != found.allocatedByteCount {
            return "counted bytes differ from jemalloc's"
        }
        return nil
    }
}

@Suite("Eviction")
struct EvictionTests {
    static let policies: [EvictionPolicy] = [.lru, .lfu, .random, .s3FIFO]

    @Test(
        "memory stays below the limit, nothing is refused, and the sums hold", arguments: policies)
    func limit(policy: EvictionPolicy) throws {
        for (shards, lock) in [(1, LockKind.spin), (16, .optimistic), (4096, .readWrite)] {
            let limited = try LimitedNamespace(policy, shards: shards, lock: lock)
            for key in 0..<6000 {
                let result = limited.put(key)
                #expect(result == .written(RecordMetadata(generation: 1, voidTime: 0)))
                if key % 1000 == 999 {
                    let fault = limited.fault(createdCount: key + 1)
                    #expect(fault == nil, "\(shards) shards")
                }
            }
            let found = limited.namespace.statistics()
            #expect(found.evictedCount > 2000 && found.stoppedWriteCount == 0)
            // Eviction does not go on below the mark.
            #expect(found.recordAndIndexByteCount > LimitedNamespace.limit * 85 / 100)
        }
    }

    @Test(
        "a key that is read again and again survives six laps of others",
        arguments: [EvictionPolicy.lru, .lfu, .s3FIFO], LockKind.allCases)
    func hotKey(policy: EvictionPolicy, lock: LockKind) throws {
        let limited = try LimitedNamespace(policy, lock: lock)
        let hot = 0..<20
        for key in hot { _ = limited.put(key) }
        var missCount = 0
        for key in 100..<15_000 {
            _ = limited.put(key)
            // Each hot key is read some fifteen times in a lap.
            if key % 10 == 0 {
                let wanted = key / 10 % hot.count
                if !limited.has(wanted) {
                    missCount += 1
                    _ = limited.put(wanted)
                }
            }
        }
        #expect(limited.namespace.statistics().evictedCount > 10_000)
        #expect(missCount <= 2)
    }

    @Test("a use under lru, lfu and s3-fifo is a write as well as a read")
    func hotWrite() throws {
        for policy in [EvictionPolicy.lru, .lfu, .s3FIFO] {
            let limited = try LimitedNamespace(policy)
            _ = limited.put(0)
            var createdCount = 1
            for key in 100..<9000 {
                _ = limited.put(key)
                if key % 100 == 0,
                    limited.put(0) == .written(RecordMetadata(generation: 1, voidTime: 0))
                {
                    createdCount += 1
                }
            }
            #expect(createdCount <= 2, "\(policy)")
        }
    }

    @Test("without eviction nothing is lost: writes that need memory are refused")
    func none() throws {
        let limited = try LimitedNamespace(.none)
        var count = 0
        while limited.put(count) != .writesStopped { count += 1 }
        #expect(count > 2000)
        let refused = limited.put(count)
        #expect(refused == .writesStopped)
        let all = (0..<count).allSatisfy(limited.has)
        #expect(all)
        // What needs no memory goes on, what needs more does not, and a delete makes room.
        #expect(limited.put(0) == .written(RecordMetadata(generation: 2, voidTime: 0)))
        #expect(limited.put(0, 3000) == .writesStopped)
        #expect(limited.put(0, 100) == .written(RecordMetadata(generation: 3, voidTime: 0)))
        let isDeleted = limited.namespace.delete(limited.namespace.digest(ofKey: 1))
        #expect(isDeleted)
        for key in 2..<40 {
            _ = limited.namespace.delete(limited.namespace.digest(ofKey: Int64(key)))
        }
        #expect(limited.put(count) == .written(RecordMetadata(generation: 1, voidTime: 0)))
        #expect(limited.fault(createdCount: count + 1, removedCount: 39) == nil)
        #expect(limited.namespace.statistics().stoppedWriteCount == 3)
        #expect(limited.namespace.statistics().evictedCount == 0)
    }

    @Test("writes stop at their own mark")
    func stopMark() throws {
        let limited = try LimitedNamespace(.none, highWaterMark: 0.4, stopWritesMark: 0.5)
        var count = 0
        while limited.put(count) != .writesStopped { count += 1 }
        let used = limited.namespace.statistics().recordAndIndexByteCount
        #expect(used <= LimitedNamespace.limit / 2)
        #expect(used > LimitedNamespace.limit * 48 / 100)
    }

    @Test("a record larger than all others takes the place of many")
    func largeRecord() throws {
        for policy in Self.policies {
            let limited = try LimitedNamespace(policy, highWaterMark: 1)
            for key in 0..<4000 { _ = limited.put(key) }
            let result = limited.put(0, 900_000)
            guard case .written = result else {
                Issue.record("\(policy): \(result)")
                continue
            }
            let isThere = limited.has(0)
            #expect(isThere, "\(policy)")
        }
    }

    @Test("ttl evicts what expires soonest, and nothing else")
    func soonest() throws {
        for lock in [LockKind.spin, .optimistic] {
            let limited = try LimitedNamespace(.ttl, lock: lock)
            var random = SeededRandom(seed: 7)
            let (never, late) = (0..<300, 300..<1300)
            for key in never { _ = limited.put(key) }
            for key in late {
                _ = limited.put(key, ttl: .seconds(.random(in: 5000...9000, using: &random)))
            }
            for key in 1300..<6000 {
                let result = limited.put(
                    key, ttl: .seconds(.random(in: 100...200, using: &random)))
                #expect(result != .writesStopped)
            }
            #expect(limited.fault(createdCount: 6000) == nil)
            let areKept = never.allSatisfy(limited.has) && late.allSatisfy(limited.has)
            #expect(areKept)
            #expect(limited.namespace.statistics().evictedCount > 2000)
        }
    }

    @Test("ttl keeps what never expires, and refuses writes instead")
    func neverExpires() throws {
        let limited = try LimitedNamespace(.ttl)
        var count = 0
        while limited.put(count) != .writesStopped { count += 1 }
        let all = (0..<count).allSatisfy(limited.has)
        #expect(all)
        #expect(limited.namespace.statistics().evictedCount == 0)
    }
}
