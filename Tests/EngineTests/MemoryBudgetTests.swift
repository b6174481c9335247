import TestSupport
import Testing

@testable import Engine

@Suite("Memory budget")
struct MemoryBudgetTests {
    @Test("what is given out covers what is used, stays below the mark, and little is idle")
    func covers() {
        forEachSeed(10) { seed in
            var random = SeededRandom(seed: seed)
            let limit = 1 << 20
            let budget = MemoryBudget(
                limit: limit, highWaterMark: 0.8, stopWritesMark: 0.95, stripeCount: 8)
            var shares = [MemoryShare](repeating: MemoryShare(), count: 8)
            var used = [[Int]](repeating: [], count: 8)
            var (refusals, pressures, fault) = (0, 0, "")
            for _ in 0..<20_000 {
                let stripe = Int.random(in: 0..<8, using: &random)
                if Int.random(in: 0..<5, using: &random) < 3 {
                    let byteCount = Int.random(in: 1...2000, using: &random)
                    if budget.take(byteCount, &shares[stripe]) {
                        used[stripe].append(byteCount)
                    } else {
                        refusals += 1
                        for _ in 0..<used[stripe].count / 2 {
                            budget.give(used[stripe].removeLast(), &shares[stripe])
                        }
                    }
                } else if let byteCount = used[stripe].popLast() {
                    budget.give(byteCount, &shares[stripe])
                }
                let sum = used.reduce(0) { $0 + $1.reduce(0, +) }
                let credit = shares.reduce(0) { $0 + $1.creditByteCount }
                let given = budget.givenByteCount
                if given != sum + credit { fault = "\(given) given, \(sum) + \(credit)" }
                if given > limit * 95 / 100 { fault = "above the stop-writes mark" }
                if credit > limit / 64 { fault = "\(credit) idle" }
                if given > limit * 8 / 10 && !budget.isPressed { fault = "not pressed" }
                if given < limit * 8 / 10 - limit / 256 && budget.isPressed { fault = "pressed" }
                if budget.isPressed { pressures += 1 }
            }
            #expect(fault == "", seedComment(seed))
            #expect(refusals > 0 && pressures > 0, seedComment(seed))
        }
    }

    @Test("sixteen ticks pass while records of the whole limit are created")
    func ticks() {
        let budget = MemoryBudget(
            limit: 1 << 20, highWaterMark: 1, stopWritesMark: 1, stripeCount: 4)
        var shares = [MemoryShare](repeating: MemoryShare(), count: 4)
        for index in 0..<1 << 14 { budget.age(64, &shares[index % 4]) }
        #expect((15...16).contains(budget.tick))
    }

    @Test("without a limit everything is given and nothing is counted")
    func unlimited() {
        let budget = MemoryBudget(
            limit: 0, highWaterMark: 0.9, stopWritesMark: 1, stripeCount: 4)
        var share = MemoryShare()
        let isGiven = budget.take(1 << 40, &share)
        budget.give(1 << 39, &share)
        let isPressed = budget.isPressed
        #expect(isGiven && !isPressed)
        #expect(share.creditByteCount == 0)
    }

    @Test("a ghost is found for a lap, once, and hardly ever another in its place")
    func ghosts() throws {
        let ghosts = try GhostTable(memoryLimit: 1 << 20)
        var random = SeededRandom(seed: 3)
        let keys = (0..<2000).map { _ in random.next() }
        for key in keys { ghosts.insert(key, tick: 5) }
        let strangers = (0..<2000).filter { _ in ghosts.remove(random.next(), tick: 6) }
        #expect(strangers.count < 10)
        let late = keys.prefix(1000).filter { ghosts.remove($0, tick: 22) }
        #expect(late.isEmpty)
        let found = keys.suffix(1000).filter { ghosts.remove($0, tick: 21) }
        #expect(found.count > 850)
        let again = keys.suffix(1000).filter { ghosts.remove($0, tick: 21) }
        #expect(again.isEmpty)
    }
}
