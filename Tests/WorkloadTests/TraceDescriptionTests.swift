import Platform
import Statistics
import TestSupport
import Testing

@testable import Workload

@Suite("Trace descriptions")
struct TraceDescriptionTests {
    /// How many other keys came between two uses, by looking back; nil for a first use.
    private func distances(_ keys: [Int]) -> [Int?] {
        keys.indices.map { index in
            guard let last = keys[..<index].lastIndex(of: keys[index]) else { return nil }
            return Set(keys[last + 1..<index]).count
        }
    }

    @Test("reuse distances are those found by looking back")
    func exact() {
        forEachSeed(10) { seed in
            var random = SplitMix64(seed: seed)
            let keys = (0..<600).map { _ in Int(random.next() % (1 + seed * 9)) }
            var reuse = ReuseDistances(keyCount: 200, useCount: 600)
            for key in keys { reuse.use(key, repeatCount: 1) }
            let profile = reuse.profile()
            let expected = distances(keys)
            for size in [1, 2, 5, 20, 90] as [UInt64] {
                let hits = expected.count { ($0 ?? .max) < Int(size) }
                #expect(profile.hitRatio(keyCount: size) == Double(hits) / 600, seedComment(seed))
            }
            let sorted = expected.compactMap { $0 }.sorted()
            #expect(profile.distance(share: 0.5) == Double(sorted[(sorted.count + 1) / 2 - 1]))
            #expect(profile.reuseShare == Double(sorted.count) / 600)
        }
    }

    @Test("repetitions are at distance 0")
    func repetitions() {
        var reuse = ReuseDistances(keyCount: 2, useCount: 2)
        reuse.use(0, repeatCount: 10)
        reuse.use(1, repeatCount: 5)
        #expect(reuse.profile().hitRatio(keyCount: 1) == 13.0 / 15)
    }

    @Test("old uses are squeezed out, without a change")
    func squeezed() {
        var reuse = ReuseDistances(keyCount: 20_000, useCount: 120_000)
        for index in 0..<120_000 { reuse.use(index % 20_000, repeatCount: 1) }
        let profile = reuse.profile()
        #expect(profile.distance(share: 0) == 19_999 && profile.distance(share: 1) == 19_999)
        #expect(profile.hitRatio(keyCount: 19_999) == 0)
        #expect(profile.hitRatio(keyCount: 20_000) == 100_000.0 / 120_000)
    }

    @Test("a sample of the keys gives nearly the same hit ratios")
    func sampled() {
        var random = SplitMix64(seed: 1)
        var exact = ReuseDistances(keyCount: 20_000, useCount: 200_000)
        var sampled = ReuseDistances(keyCount: 20_000, useCount: 200_000, useLimit: 40_000)
        for _ in 0..<200_000 {
            // The product of two uniform numbers: some keys come far more often than others.
            let (left, right) = (random.next() % 142, random.next() % 142)
            exact.use(Int(left * right), repeatCount: 1)
            sampled.use(Int(left * right), repeatCount: 1)
        }
        let (whole, part) = (exact.profile(), sampled.profile())
        #expect(part.sampledShare == 0.2)
        for size in [100, 500, 2000, 5000] as [UInt64] {
            let difference = whole.hitRatio(keyCount: size) - part.hitRatio(keyCount: size)
            #expect(abs(difference) < 0.03)
        }
    }

    @Test("sizes are summed up as they came")
    func sizes() throws {
        var sizes = SizeSpectrum()
        for size in 1...100 { sizes.add(UInt32(size)) }
        sizes.add(1_000_000, times: 100)
        let found = sizes.summary
        let summary = try #require(found)
        #expect(summary.count == 200 && summary.mean == 500_025.25)
        #expect(summary.p50 == 100 && summary.p90 == 1_000_000 && summary.largest == 1_000_000)
        #expect(sizes.sizes.count == 101)
    }

    @Test("a trace with times to the microsecond tells its arrivals, others say why not")
    func arrivals() throws {
        var random = SplitMix64(seed: 3)
        var time = 0.0
        let lines = (0..<3000).map { _ in
            let unit = (Double(random.next() >> 11) + 1) * 0x1p-53
            time -= DeterministicMath.log(unit) * 250
            let micros = String(1_000_000 + Int(time) % 1_000_000).dropFirst()
            return "\(Int(time) / 1_000_000).\(micros) [0 a] \"get\" \"k\(random.next() % 50)\"\n"
        }
        let file = try TraceFixture.convert(lines.joined()).file
        guard case .fitted(let exponential, let pareto) = TraceDescription(file).arrivals else {
            Issue.record("no fit")
            return
        }
        #expect(abs(exponential.mean - 250) < 20 && exponential.distance < 0.03)
        #expect(abs(pareto?.shape ?? 1) < 0.1)
        let coarse = try TraceFixture.convert("0,k,1,1,1,get,0\n").file
        #expect(TraceDescription(coarse).arrivals == .tooCoarse(resolution: .seconds(1)))
        let none = try TraceFixture.convert("k\n").file
        #expect(TraceDescription(none).arrivals == .noTimes)
    }
}
