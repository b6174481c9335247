import TestSupport
import Testing

@testable import Workload

@Suite("Alias tables")
struct AliasTableTests {
    /// The share of each value, from words spread evenly over all 2^64.
    private func shares(_ table: AliasTable, _ count: Int) -> [Double] {
        let wordCount = 1 << 16
        var shares = [Double](repeating: 0, count: count)
        for index in 0..<wordCount {
            let word = UInt64(index) << 48 | 1 << 47
            shares[Int(table.value(for: word))] += 1 / Double(wordCount)
        }
        return shares
    }

    @Test("every value has the share of its weight, and one of weight zero has none")
    func random() {
        forEachSeed(50) { seed in
            var random = DrawStream(seed: seed)
            let count = 1 + Int(random.below(40))
            var weights = (0..<count).map { _ in
                random.below(4) == 0 ? 0 : random.unit() * (random.below(9) == 0 ? 100 : 1)
            }
            weights[Int(random.below(UInt64(count)))] += 1
            let table = AliasTable(values: (0..<UInt32(count)).map { $0 }, weights: weights)
            let total = weights.reduce(0, +)
            for (share, weight) in zip(shares(table, count), weights) {
                // A cell's limit falls between two of the words.
                #expect(abs(share - weight / total) < 0.001, seedComment(seed))
                if weight == 0 { #expect(share == 0, seedComment(seed)) }
            }
        }
    }

    @Test("extreme words pick values too")
    func ends() {
        let table = AliasTable(values: [7, 8, 9], weights: [1, 1e-300, 1e300])
        #expect([7, 8, 9].contains(table.value(for: 0)))
        #expect(table.value(for: .max) == 9)
    }
}
