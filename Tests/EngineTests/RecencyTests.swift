import Testing

@testable import Engine

@Suite("Recency")
struct RecencyTests {
    private static func new(
        _ policy: EvictionPolicy, at tick: UInt32, isRemembered: Bool = false
    ) -> Recency {
        Recency(newAt: tick, policy, isRemembered: isRemembered)
    }

    @Test("lru: the longer unused, the readier to go, across the wrap of eight bits")
    func leastRecentlyUsed() {
        for start: UInt32 in [0, 100, 250, 65_530] {
            let old = Self.new(.lru, at: start)
            let young = old.used(at: start + 9, .lru)
            #expect(old.evictability(at: start + 10, .lru) == 10)
            #expect(young.evictability(at: start + 10, .lru) == 1)
        }
    }

    @Test("lru: a second use in the same tick writes nothing")
    func coarseClock() {
        let record = Self.new(.lru, at: 7)
        #expect(record.used(at: 7, .lru) == record)
        #expect(record.used(at: 8, .lru) != record)
    }

    @Test("lfu: uses count up to 31, and half with each lap")
    func leastFrequentlyUsed() {
        var record = Self.new(.lfu, at: 0)
        #expect(record.evictability(at: 0, .lfu) == 30)
        for _ in 0..<40 { record = record.used(at: 0, .lfu) }
        #expect(record.evictability(at: 15, .lfu) == 0)
        #expect(record.used(at: 15, .lfu) == record)
        #expect(record.evictability(at: 16, .lfu) == 31 - 15)
        #expect(record.evictability(at: 32, .lfu) == 31 - 7)
        #expect(record.used(at: 32, .lfu).evictability(at: 32, .lfu) == 31 - 8)
        // Laps come round after eight.
        let late = Self.new(.lfu, at: 16 * 7).used(at: 16 * 8, .lfu)
        #expect(late.evictability(at: 16 * 8, .lfu) == 30)
    }

    @Test("s3-fifo: uses fill two bits, and age counts from the entry into the queue")
    func smallQueue() {
        let record = Self.new(.s3FIFO, at: 30)
        #expect(!record.isMain)
        #expect(record.evictability(at: 35, .s3FIFO) == 5)
        let used = record.used(at: 31, .s3FIFO).used(at: 31, .s3FIFO).used(at: 32, .s3FIFO)
        #expect(used.used(at: 33, .s3FIFO) == used)
        #expect(used.evictability(at: 35, .s3FIFO) == 5)
    }

    @Test("s3-fifo: a used record moves to the main queue, then goes round once for each use")
    func reprieves() throws {
        let unused = Self.new(.s3FIFO, at: 1)
        #expect(unused.reprieved(at: 2) == nil)
        let main = try #require(unused.used(at: 1, .s3FIFO).reprieved(at: 9))
        #expect(main.isMain)
        #expect(main == Self.new(.s3FIFO, at: 9, isRemembered: true))
        #expect(main.reprieved(at: 10) == nil)
        let twice = main.used(at: 9, .s3FIFO).used(at: 9, .s3FIFO)
        let once = try #require(twice.reprieved(at: 12))
        #expect(once.isMain && once.evictability(at: 12, .s3FIFO) == 0)
        #expect(try #require(once.reprieved(at: 13)).reprieved(at: 14) == nil)
    }

    @Test("other policies keep nothing", arguments: [EvictionPolicy.none, .ttl, .random])
    func nothing(policy: EvictionPolicy) {
        let record = Self.new(policy, at: 77)
        #expect(record.rawValue == 0)
        #expect(record.used(at: 78, policy) == record)
    }

    private static func choose(
        _ policy: EvictionPolicy, _ recencies: [Recency], tick: UInt32, seed: UInt64 = 1
    ) -> Int? {
        var choice = VictimChoice(policy, tick: tick, seed: seed)
        for (index, recency) in recencies.enumerated() {
            _ = choice.consider(
                VictimCandidate(
                    tableIndex: 0, slotIndex: index, key: UInt64(index) << 40, recency: recency))
        }
        return choice.victim?.slotIndex
    }

    @Test("of a window the oldest goes under lru, the least used under lfu")
    func choice() {
        let lru = (0..<32).map { Self.new(.lru, at: UInt32(100 + ($0 * 7 + 3) % 32)) }
        #expect(Self.choose(.lru, lru, tick: 140) == lru.firstIndex { $0.rawValue == 100 })
        var lfu = (0..<32).map { _ in
            Self.new(.lfu, at: 3).used(at: 3, .lfu).used(at: 3, .lfu)
        }
        lfu[17] = Self.new(.lfu, at: 3).used(at: 3, .lfu)
        #expect(Self.choose(.lfu, lfu, tick: 4) == 17)
        #expect(Self.choose(.lfu, [], tick: 4) == nil)
    }

    @Test("s3-fifo takes from the small queue while that has a tenth, and else from the main one")
    func queues() {
        var window = (0..<30).map {
            Self.new(.s3FIFO, at: UInt32($0 % 8), isRemembered: true)
        }
        window += [Self.new(.s3FIFO, at: 9), Self.new(.s3FIFO, at: 8)]
        #expect(Self.choose(.s3FIFO, window, tick: 10).map { $0 % 8 } == 0)
        window.append(Self.new(.s3FIFO, at: 9))
        window.append(Self.new(.s3FIFO, at: 9))
        #expect(Self.choose(.s3FIFO, window, tick: 10) == 31)
        #expect(Self.choose(.s3FIFO, [Self.new(.s3FIFO, at: 9)], tick: 10) == 0)
    }

    @Test("random chooses every record about as often")
    func uniform() {
        var counts = [Int](repeating: 0, count: 32)
        let window = (0..<32).map { _ in Recency(rawValue: 0) }
        for seed: UInt64 in 0..<3200 {
            let scattered = seed &* 0x9e37_79b9_7f4a_7c15
            if let place = Self.choose(.random, window, tick: 0, seed: scattered) {
                counts[place] += 1
            }
        }
        #expect(counts.allSatisfy { (50...150).contains($0) }, "\(counts)")
    }
}
