import TestSupport
import Testing

@testable import Engine

@Suite("Void time histogram")
struct VoidTimeHistogramTests {
    @Test("buckets follow each other without gap, each a sixteenth of its beginning wide at most")
    func buckets() {
        #expect(VoidTimeHistogram.bucket(0) == 0 && VoidTimeHistogram.lastSecond(of: 0) == 0)
        var next: UInt32 = 0
        for bucket in 0..<(29 - 3) * 16 {
            let last = VoidTimeHistogram.lastSecond(of: bucket)
            #expect(VoidTimeHistogram.bucket(next) == bucket)
            #expect(VoidTimeHistogram.bucket(last) == bucket)
            #expect(last - next <= next / 16)
            next = last + 1
        }
        #expect(next > EngineConfiguration.ttlSecondsMaximum)
    }

    @Test("the void time frees enough and, but for one bucket, no more")
    func freeing() {
        forEachSeed(20) { seed in
            var random = SeededRandom(seed: seed)
            var histogram = VoidTimeHistogram(start: 1000)
            let times = (0..<500).map { _ in
                1000 + UInt32.random(in: 0...3, using: &random) * 977
                    + UInt32.random(in: 0...60, using: &random)
            }.sorted()
            for time in times { histogram.add(voidTime: time, byteCount: 10) }
            for wanted in [1, 100, 2000, 4999, 5000, 9000] {
                let limit = histogram.voidTime(freeing: wanted, from: 1000)
                let freed = times.filter { $0 <= limit }.count * 10
                #expect(freed >= min(wanted, 5000), seedComment(seed))
                let before = times[min(wanted / 10, 499)] - 1000
                #expect(limit - 1000 <= before + before / 16 + 1, seedComment(seed))
            }
        }
    }

    @Test("with nothing that expires there is no void time")
    func empty() {
        #expect(VoidTimeHistogram(start: 5).voidTime(freeing: 1, from: 5) == 0)
    }

    @Test("what expires before a moment does not count")
    func later() {
        var histogram = VoidTimeHistogram(start: 100)
        for second: UInt32 in 0..<10 { histogram.add(voidTime: 100 + second, byteCount: 10) }
        #expect(histogram.voidTime(freeing: 20, from: 100) == 101)
        #expect(histogram.voidTime(freeing: 20, from: 105) == 106)
        #expect(histogram.voidTime(freeing: 20, from: 109) == 109)
        #expect(histogram.voidTime(freeing: 20, from: 110) == 0)
    }
}
