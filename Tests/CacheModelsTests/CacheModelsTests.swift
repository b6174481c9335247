import CacheModels
import TestSupport
import Testing

@Suite("Cache models")
struct CacheModelsTests {
    private static func randomTrace(_ seed: UInt64) -> (RequestTrace, [Int]) {
        var state = seed
        let identifiers = (0..<300).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // The product of two makes some keys more popular than others.
            return (state >> 33) % 9 * ((state >> 43) % 9)
        }
        return (RequestTrace(identifiers: identifiers), identifiers.map(Int.init))
    }

    @Test("exact LRU agrees with a list that is searched")
    func leastRecentlyUsed() {
        forEachSeed(20) { seed in
            let (trace, identifiers) = Self.randomTrace(seed)
            for capacity in [1, 2, 5, 13, 100] {
                var cache: [Int] = []
                var hitCount = 0
                for identifier in identifiers {
                    if let place = cache.firstIndex(of: identifier) {
                        hitCount += 1
                        cache.remove(at: place)
                    } else if cache.count == capacity {
                        cache.removeFirst()
                    }
                    cache.append(identifier)
                }
                let ratio = ExactLRU.hitRatio(of: trace, capacity: capacity)
                #expect(ratio == Double(hitCount) / 300, seedComment(seed))
            }
        }
    }

    @Test("Bélády's bound agrees with a search ahead for every victim")
    func bound() {
        forEachSeed(20) { seed in
            let (trace, identifiers) = Self.randomTrace(seed)
            for capacity in [1, 2, 5, 13, 100] {
                var cache: Set<Int> = []
                var hitCount = 0
                for (request, identifier) in identifiers.enumerated() {
                    func nextUse(_ key: Int) -> Int {
                        identifiers[(request + 1)...].firstIndex(of: key) ?? Int.max
                    }
                    if cache.contains(identifier) {
                        hitCount += 1
                    } else if cache.count == capacity,
                        let victim = cache.max(by: { nextUse($0) < nextUse($1) })
                    {
                        cache.remove(victim)
                    }
                    cache.insert(identifier)
                }
                let ratio = BeladyBound.hitRatio(of: trace, capacity: capacity)
                #expect(ratio == Double(hitCount) / 300, seedComment(seed))
                #expect(ratio >= ExactLRU.hitRatio(of: trace, capacity: capacity))
            }
        }
    }

    @Test("keys are numbered by first use")
    func numbering() {
        let trace = RequestTrace(identifiers: [7, 9, 7, 1 << 60, 9])
        #expect(trace.keys == [0, 1, 0, 2, 1])
        #expect(trace.distinctCount == 3)
    }

    @Test("each format reads its own bytes")
    func formats() throws {
        let lines = Array("10 3 0 0\n5 1 0 1\n".utf8)
        #expect(try TraceFormat.arc.identifiers(in: lines) == [10, 11, 12, 5])
        let words: [UInt8] = [0, 0, 1, 2, 3, 0, 0, 0]
        #expect(try TraceFormat.bigEndian.identifiers(in: words) == [258, 0x0300_0000])
        #expect(try TraceFormat.littleEndian.identifiers(in: words) == [0x0201_0000, 3])
    }

    @Test(
        "a broken trace says where it is broken",
        arguments: [
            (TraceFormat.arc, "1 1 0 0\n2 x 0 1\n", TraceError.badLine(2)),
            (.arc, "1 1 0\n", .badLine(1)),
            (.arc, "1 99999999 0 0\n", .badLine(1)),
            (.arc, "12345678901234567890 1 0 0\n", .badLine(1)),
            (.bigEndian, "abcdef", .incompleteIdentifier(atByte: 4)),
        ]
    )
    func broken(format: TraceFormat, text: String, error: TraceError) {
        #expect(throws: error) { try format.identifiers(in: Array(text.utf8)) }
    }
}
