import RealModule
import TestSupport
import Testing

@testable import Workload

@Suite("Key distributions")
struct KeyDistributionTests {
    private let drawCount = 300_000

    private func draw(_ chooser: some KeyChooser, count: Int, seed: UInt64 = 1) -> [Int] {
        var random = DrawStream(seed: seed)
        let keys = WorkerKeys(
            loadedCount: UInt64(count), firstInserted: UInt64(count), worker: 0, workerCount: 1)
        var counts = [Int](repeating: 0, count: count)
        for _ in 0..<drawCount {
            counts[Int(chooser.next(keys, operation: 0, using: &random))] += 1
        }
        return counts
    }

    private func zipf(_ count: Int, _ exponent: Double) -> [Double] {
        let weights = (1...count).map { Double.pow(Double($0), -exponent) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum * Double(drawCount) }
    }

    /// Whether counts agree with expectations, those below 10 taken together.
    private func agree(_ observed: [Int], _ expected: [Double]) -> Bool {
        var (counts, chances, restCount, rest) = ([Int](), [Double](), 0, 0.0)
        for (count, chance) in zip(observed, expected) {
            if chance >= 10 {
                counts.append(count)
                chances.append(chance)
            } else {
                restCount += count
                rest += chance
            }
        }
        if rest >= 10 {
            counts.append(restCount)
            chances.append(rest)
        }
        return Statistics.chiSquare(observed: counts, expected: chances)
            <= Statistics.chiSquareLimit(degreesOfFreedom: counts.count - 1)
    }

    @Test(
        "Zipf has exact frequencies at any exponent",
        arguments: [0, 0.5, 0.99, 1, 1.000_000_1, 1.3, 5])
    func exactZipf(exponent: Double) {
        let counts = draw(ZipfKeys(count: 300, exponent: exponent), count: 300)
        #expect(agree(counts, zipf(300, exponent)))
    }

    @Test("the test tells a sampler that is one rank or 0.02 in the exponent off")
    func biased() {
        let counts = draw(ZipfKeys(count: 300, exponent: 0.99), count: 300)
        #expect(!agree(counts, zipf(300, 1.01)))
        #expect(!agree([counts[299]] + counts[..<299], zipf(300, 0.99)))
    }

    @Test(
        "over a billion keys the first ranks come as often as they should",
        arguments: [0.5, 0.99, 1, 1.3])
    func largeZipf(exponent: Double) {
        let count = 1_000_000_000.0
        let sampler = ZipfSampler(count: UInt64(count), exponent: exponent)
        var random = DrawStream(seed: 3)
        // Euler and Maclaurin's formula for the sum of the weights from 1,000 on.
        let head = (1..<1000).reduce(0.0) { $0 + Double.pow(Double($1), -exponent) }
        let power = 1 - exponent
        let integral =
            power == 0
            ? Double.log(count / 1000)
            : (Double.pow(count, power) - Double.pow(1000, power)) / power
        let ends = (Double.pow(1000, -exponent) + Double.pow(count, -exponent)) / 2
        let total = head + integral + ends
        var counts = [Int](repeating: 0, count: 11)
        for _ in 0..<drawCount {
            let rank = sampler.next(using: &random)
            #expect(rank < UInt64(count))
            counts[Int(min(rank, 10))] += 1
        }
        var expected = (1...10).map {
            Double.pow(Double($0), -exponent) / total * Double(drawCount)
        }
        expected.append(Double(drawCount) - expected.reduce(0, +))
        #expect(agree(counts, expected))
    }

    @Test("scrambling moves ranks to other keys and keeps every frequency")
    func scrambled() {
        let permutation = Permutation(count: 300)
        let expected = zipf(300, 0.99)
        var moved = [Double](repeating: 0, count: 300)
        for rank in 0..<300 { moved[Int(permutation(UInt64(rank)))] = expected[rank] }
        let counts = draw(ScrambledZipfKeys(count: 300, exponent: 0.99), count: 300)
        #expect(agree(counts, moved))
        #expect(!agree(counts, expected))
    }

    @Test("a permutation hits every number once", arguments: [1, 2, 3, 5, 64, 65, 1000, 4097])
    func bijection(count: Int) {
        let permutation = Permutation(count: UInt64(count))
        let images = Set((0..<count).map { permutation(UInt64($0)) })
        #expect(images.count == count)
        #expect(images.allSatisfy { $0 < UInt64(count) })
    }

    @Test("uniform and hotspot have the frequencies they say")
    func uniformAndHotspot() {
        let uniform = [Double](repeating: Double(drawCount) / 200, count: 200)
        #expect(agree(draw(UniformKeys(), count: 200), uniform))
        let hotspot = HotspotKeys(count: 200, keyFraction: 0.2, operationFraction: 0.8)
        let expected = (0..<200).map { Double(drawCount) * ($0 < 40 ? 0.8 / 40 : 0.2 / 160) }
        #expect(agree(draw(hotspot, count: 200), expected))
        #expect(!agree(draw(hotspot, count: 200), uniform))
    }

    @Test(
        "YCSB's zipfian gives the hottest key 3.78 % at any number of keys",
        arguments: [1000, 50_000])
    func ycsbZipfian(count: Int) {
        let counts = draw(YCSBZipfianKeys(itemLimit: UInt64(count)), count: count)
        let hottest = Int(FNV64.magnitude(0) % UInt64(count))
        let share = Double(counts[hottest]) / Double(drawCount)
        #expect(abs(share - 0.0378) < 0.002)
        #expect(counts.max() == counts[hottest])
    }

    @Test("latest prefers the newest key, and follows inserts")
    func latest() {
        var latest = LatestKeys(count: 100, exponent: 0.99)
        var keys = WorkerKeys(loadedCount: 100, firstInserted: 100, worker: 0, workerCount: 1)
        var random = DrawStream(seed: 5)
        for _ in 0..<200 {
            #expect(keys.insertNext() == keys.count - 1)
            latest.didInsert(keys)
        }
        var counts = [Int](repeating: 0, count: 300)
        for _ in 0..<drawCount {
            counts[299 - Int(latest.next(keys, operation: 0, using: &random))] += 1
        }
        #expect(agree(counts, zipf(300, 0.99)))
    }

    @Test("sequential operations take the keys in order, round after round")
    func sequential() {
        let keys = WorkerKeys(loadedCount: 10, firstInserted: 10, worker: 0, workerCount: 3)
        var random = DrawStream(seed: 1)
        let order = (0..<30).map { SequentialKeys().next(keys, operation: $0, using: &random) }
        #expect(order == (0..<30).map { UInt64($0 % 10) })
    }
}
