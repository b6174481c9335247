import Platform
import TestSupport
import Testing

@testable import Engine

@Suite("Maintenance")
struct MaintenanceTests {
    /// Steps until nothing is left to do; false when that takes too many.
    private static func settle(_ namespace: Namespace) -> Bool {
        for _ in 0..<100_000 where namespace.maintain().isIdle { return true }
        return false
    }

    @Test("steps remove what has expired, unasked for, and count it")
    func expires() throws {
        for policy in EvictionPolicy.allCases {
            let limited = try LimitedNamespace(policy)
            for key in 0..<1000 { _ = limited.put(key, 20, ttl: .seconds(UInt32(1 + key % 10))) }
            for key in 1000..<1100 { _ = limited.put(key, 20) }
            let isIdle = Self.settle(limited.namespace)
            #expect(isIdle && limited.namespace.statistics().expiredCount == 0)
            for second: UInt32 in 1...10 {
                limited.store.clock.set(seconds: 1001 + second)
                let isIdle = Self.settle(limited.namespace)
                #expect(isIdle)
                #expect(limited.namespace.statistics().expiredCount == 100 * Int(second))
            }
            #expect(limited.namespace.statistics().recordCount == 100)
            #expect(limited.fault(createdCount: 1100) == nil)
        }
    }

    @Test("with nothing that expires there is nothing to do")
    func idle() throws {
        let limited = try LimitedNamespace(.lru)
        for key in 0..<100 { _ = limited.put(key) }
        #expect(limited.namespace.maintain() == MaintenanceStep(isIdle: true))
    }

    @Test("a step is bounded, however much there is to remove")
    func bounded() throws {
        let limited = try LimitedNamespace(.none, shards: 1)
        for key in 0..<4000 { _ = limited.put(key, 20, ttl: .seconds(1)) }
        limited.store.clock.set(seconds: 2000)
        var largest = 0
        while true {
            let step = limited.namespace.maintain()
            if step.isIdle { break }
            largest = max(largest, step.sweptSlotCount)
        }
        #expect(largest == 64)
        #expect(limited.namespace.statistics().expiredCount == 4000)
    }

    @Test("steps evict ahead of need", arguments: [EvictionPolicy.lru, .lfu, .random, .s3FIFO])
    func evicts(policy: EvictionPolicy) throws {
        let limited = try LimitedNamespace(policy, highWaterMark: 0.5)
        var key = 0
        while limited.namespace.memory.excessByteCount == 0 {
            _ = limited.put(key)
            key += 1
        }
        #expect(limited.namespace.statistics().evictedCount == 0)
        let isIdle = Self.settle(limited.namespace)
        #expect(isIdle && limited.namespace.memory.excessByteCount == 0)
        #expect(limited.namespace.statistics().evictedCount > 0)
        #expect(limited.fault(createdCount: key) == nil)
    }

    @Test("the thread expires, stops when told, and a share outside its bounds is refused")
    func thread() throws {
        let store = Store()
        let namespace = try store.createNamespace("test")
        let draft = RecordDraft()
        draft.append(try namespace.bin(named: "a"), integer: 1)
        for key in 0..<100 {
            _ = namespace.put(
                namespace.digest(ofKey: Int64(key)), draft, timeToLive: .seconds(1))
        }
        // The time that it keeps is not the system's here, so that nobody waits.
        store.clock.set(seconds: store.clock.now + 100)
        try store.startMaintenance(
            MaintenanceConfiguration(share: 1, refreshesClock: false))
        while namespace.statistics().expiredCount < 100 { pauseThread(.milliseconds(1)) }
        try store.startMaintenance()
        store.stopMaintenance()
        store.stopMaintenance()
        #expect(namespace.statistics().recordCount == 0)
        for share in [0, -1, 1.5, Double.nan] {
            #expect(throws: EngineError.self) {
                try store.startMaintenance(MaintenanceConfiguration(share: share))
            }
        }
    }

    @Test("the thread ends with the store")
    func endsWithStore() throws {
        weak var gone: Store?
        do {
            let store = Store()
            try store.startMaintenance(MaintenanceConfiguration(share: 1))
            gone = store
        }
        // A round may hold the store for a moment longer.
        while gone != nil { pauseThread(.milliseconds(1)) }
    }
}
