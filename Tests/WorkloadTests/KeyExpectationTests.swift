import RealModule
import TestSupport
import Testing

@testable import Workload

@Suite("What is expected of keys")
struct KeyExpectationTests {
    private static let weights = KeyWeights([
        .init(keyCount: 1, weight: 50), .init(keyCount: 9, weight: 0),
        .init(keyCount: 20, weight: 20), .init(keyCount: 970, weight: 30),
    ])

    static let all: [KeyDistribution] = [
        .uniform, .zipf(exponent: 0.99, scrambled: false), .zipf(exponent: 1, scrambled: true),
        .zipf(exponent: 1.5, scrambled: true), .ycsbZipfian, .latest(exponent: 0.99),
        .hotspot(keyFraction: 0.2, operationFraction: 0.8),
        .exponential(percentile: 0.95, keyFraction: 0.857),
        .exponential(percentile: 0.999, keyFraction: 0.01),
        .gaussian(mean: 0.5, deviation: 0.1, scrambled: false),
        .gaussian(mean: 0.9, deviation: 0.4, scrambled: true),
        .pareto(shape: 1.2, scrambled: false), .pareto(shape: 0.3, scrambled: true),
        .weighted(weights, scrambled: false), .weighted(weights, scrambled: true),
    ]

    /// Draws keys of `distribution` as a source does.
    private func drawing(_ distribution: KeyDistribution, _ count: UInt64) -> () -> UInt64 {
        func draw(_ chooser: some KeyChooser) -> () -> UInt64 {
            var random = DrawStream(seed: 9)
            let keys = WorkerKeys(
                loadedCount: count, firstInserted: count, worker: 0, workerCount: 1)
            return { chooser.next(keys, operation: 0, using: &random) }
        }
        switch distribution {
        case .uniform: return draw(UniformKeys())
        case .zipf(let exponent, false): return draw(ZipfKeys(count: count, exponent: exponent))
        case .zipf(let exponent, true):
            return draw(ScrambledZipfKeys(count: count, exponent: exponent))
        case .ycsbZipfian: return draw(YCSBZipfianKeys(itemLimit: count))
        case .latest(let exponent): return draw(LatestKeys(count: count, exponent: exponent))
        case .hotspot(let keys, let operations):
            return draw(
                HotspotKeys(count: count, keyFraction: keys, operationFraction: operations))
        case .exponential(let percentile, let keys):
            return draw(
                ExponentialKeys(count: count, percentile: percentile, keyFraction: keys))
        case .gaussian(let mean, let deviation, let scrambled):
            return draw(
                GaussianKeys(
                    count: count, mean: mean, deviation: deviation, scrambled: scrambled))
        case .pareto(let shape, let scrambled):
            return draw(ParetoKeys(count: count, shape: shape, scrambled: scrambled))
        case .weighted(let weights, let scrambled):
            return draw(WeightedKeys(count: count, weights: weights, scrambled: scrambled))
        case .sequential, .sequentialPerWorker:
            preconditionFailure("keys that are not drawn")
        }
    }

    /// The first positions one by one, and then ever wider stretches.
    private func edges(_ count: UInt64) -> [UInt64] {
        var edges = (0..<min(count, 20)).map { $0 }
        while let last = edges.last, last < count - 1 {
            edges.append(min(last + max(last / 16, count / 300, 1), count - 1))
        }
        return edges
    }

    @Test(
        "keys come as often as expected", arguments: all, [1_000 as UInt64, 1_000_000_000])
    func drawn(distribution: KeyDistribution, count: UInt64) throws {
        let expectation = try #require(KeyExpectation(distribution, keyCount: count))
        let draw = drawing(distribution, count)
        let agree = DrawTesting.agree(
            edges: edges(count), below: { expectation.cumulative(below: $0) },
            draw: { expectation.position(ofKey: draw()) })
        #expect(agree)
    }

    @Test("the test tells Pareto's law from another shape, and scattered keys from ordered ones")
    func biased() throws {
        let law = KeyDistribution.pareto(shape: 1.2, scrambled: false)
        let expectation = try #require(KeyExpectation(law, keyCount: 1_000))
        for other in [
            KeyDistribution.pareto(shape: 1.3, scrambled: false),
            .pareto(shape: 1.2, scrambled: true), .zipf(exponent: 1.2, scrambled: false),
        ] {
            let draw = drawing(other, 1_000)
            let agree = DrawTesting.agree(
                edges: edges(1_000), below: { expectation.cumulative(below: $0) },
                draw: { expectation.position(ofKey: draw()) })
            #expect(!agree, "\(other)")
        }
    }

    @Test("every position belongs to one key, and chances add up to 1", arguments: all)
    func complete(distribution: KeyDistribution) throws {
        for count: UInt64 in [1, 2, 777] {
            let expectation = try #require(KeyExpectation(distribution, keyCount: count))
            let positions = (0..<count).map { expectation.position(ofKey: $0) }
            #expect(positions.sorted() == Array(0..<count))
            let chances = (0..<count).map { expectation.chance(at: $0) }
            #expect(chances.allSatisfy { $0 > -1e-15 })
            #expect(abs(chances.reduce(0, +) - 1) < 1e-12)
        }
    }

    @Test("what two operations share is the sum of squared chances", arguments: all)
    func coincidence(distribution: KeyDistribution) throws {
        let count: UInt64 = 6_000
        let expectation = try #require(KeyExpectation(distribution, keyCount: count))
        let chances = (0..<count).map { expectation.chance(at: $0) }
        let sum = chances.reduce(0) { $0 + $1 * $1 }
        #expect(abs(expectation.coincidence / sum - 1) < 0.001)
        let hottest = chances.sorted(by: >).prefix(KeyPopularity.hottestLimit)
        for (found, expected) in zip(expectation.hottest, hottest) {
            #expect(abs(found / expected - 1) < 0.001)
        }
    }

    @Test("YCSB's scrambled Zipf gives the hottest key 3.78 %, over any number of keys")
    func ycsb() throws {
        for count: UInt64 in [1_000, 1_000_000, 1_000_000_000] {
            let expectation = try #require(KeyExpectation(.ycsbZipfian, keyCount: count))
            let hottest = FNV64.magnitude(0) % count
            #expect(expectation.position(ofKey: hottest) == 0)
            let draw = drawing(.ycsbZipfian, count)
            var hits = 0
            for _ in 0..<DrawTesting.drawCount where draw() == hottest { hits += 1 }
            let (share, expected) = (
                Double(hits) / Double(DrawTesting.drawCount), expectation.chance(at: 0)
            )
            let error = (expected / Double(DrawTesting.drawCount)).squareRoot()
            #expect(abs(share - expected) < 4.5 * error)
            #expect(abs(expected - 0.0378) < 0.0012)
        }
    }

    @Test("exponential: the newest 85.7 % of the keys get 95 % of what is not cut off")
    func exponential() throws {
        let distribution = KeyDistribution.exponential(percentile: 0.95, keyFraction: 0.857)
        let expectation = try #require(KeyExpectation(distribution, keyCount: 1_000_000))
        let rate = -Double.log(0.05) / 0.857
        let expected = 0.95 / (1 - Double.exp(-rate))
        #expect(abs(expectation.cumulative(below: 857_000) - expected) < 1e-12)
        #expect(expectation.position(ofKey: 999_999) == 0)
    }

    @Test("exponential follows inserts")
    func inserts() {
        var chooser = ExponentialKeys(count: 100, percentile: 0.95, keyFraction: 0.857)
        var keys = WorkerKeys(loadedCount: 100, firstInserted: 100, worker: 0, workerCount: 1)
        for _ in 0..<50 {
            _ = keys.insertNext()
            chooser.didInsert(keys)
        }
        var random = DrawStream(seed: 1)
        // The rate stays that of the loaded keys.
        let rate = -Double.log(0.05) / 85.7
        let agree = DrawTesting.agree(
            edges: (0..<150).map { $0 },
            below: { (1 - Double.exp(-rate * Double($0))) / (1 - Double.exp(-rate * 150)) },
            draw: { 149 - chooser.next(keys, operation: 0, using: &random) })
        #expect(agree)
    }

    @Test("buckets are stretched and shrunk to the keys there are")
    func scaled() {
        let weights = KeyWeights([
            .init(keyCount: 1, weight: 3), .init(keyCount: 1, weight: 0),
            .init(keyCount: 2, weight: 1),
        ])
        let wide = weights.ranges(keyCount: 400)
        #expect(wide.map(\.keys) == [0..<100, 200..<400])
        #expect(wide.map(\.weight) == [3, 1])
        #expect(weights.ranges(keyCount: 1).map(\.keys) == [0..<1, 0..<1])
        #expect(weights.ranges(keyCount: 2).map(\.keys) == [0..<1, 1..<2])
    }

    @Test("workers that walk in sequence each have a part, and all parts together are all keys")
    func sequentialPerWorker() {
        let keys = WorkerKeys(loadedCount: 10, firstInserted: 10, worker: 0, workerCount: 3)
        var random = DrawStream(seed: 1)
        let walks = (0..<3).map { worker in
            let walk = SequentialPerWorkerKeys(count: 10, worker: worker, workerCount: 3)
            return (0..<5).map { round in
                walk.next(keys, operation: UInt64(round * 3 + worker), using: &random)
            }
        }
        #expect(walks == [[0, 1, 2, 0, 1], [3, 4, 5, 3, 4], [6, 7, 8, 9, 6]])
        let walk = SequentialPerWorkerKeys(count: 1, worker: 2, workerCount: 3)
        #expect(walk.next(keys, operation: 5, using: &random) == 0)
    }

    @Test("a permutation is undone", arguments: [1, 2, 3, 64, 65, 1_000_003, 1 << 40] as [UInt64])
    func inverse(count: UInt64) {
        let permutation = Permutation(count: count)
        var random = DrawStream(seed: 8)
        for _ in 0..<200 {
            let index = random.below(count)
            #expect(permutation.inverse(of: permutation(index)) == index)
        }
    }
}
