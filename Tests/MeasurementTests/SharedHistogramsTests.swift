import Measurement
import Platform
import TestSupport
import Testing

@Suite("Shared histograms")
struct SharedHistogramsTests {
    @Test("each keeps what was recorded in it, within a thousandth")
    func recording() {
        let shared = SharedHistograms(count: 2)
        for latency in [0, 1, 2_000] as [UInt64] { shared.record(Nanoseconds(latency), in: 1) }
        shared.record(Nanoseconds(5_000_000), in: 1, count: 2)
        let (first, second) = (LatencyHistogram(), LatencyHistogram())
        shared.add(0, to: first)
        shared.add(1, to: second)
        #expect(first.count == 0 && shared.sumNanoseconds(of: 0) == 0)
        #expect(second.count == 5 && shared.sumNanoseconds(of: 1) == 10_002_001)
        #expect(second.percentiles([40, 60]).map(\.count) == [1, 2_000])
        let longest = second.maximum.count
        #expect(longest >= 5_000_000 && longest <= 5_005_000)
    }

    @Test("latencies above an hour are counted, with the longest")
    func overflow() {
        let shared = SharedHistograms(count: 1)
        for seconds in [4_000, 9_000, 5_000] { shared.record(.seconds(Double(seconds)), in: 0) }
        let histogram = LatencyHistogram()
        shared.add(0, to: histogram)
        #expect(histogram.count == 3 && histogram.overflowCount == 3)
        #expect(histogram.maximum == .seconds(9_000))
    }

    @Test("it agrees with a histogram of its own on any latencies")
    func agreement() {
        forEachSeed(20) { seed in
            var state = seed
            let (shared, own) = (SharedHistograms(count: 1), LatencyHistogram())
            for _ in 0..<1000 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let latency = Nanoseconds(state >> (22 + state >> 59))
                shared.record(latency, in: 0)
                own.record(latency)
            }
            let copy = LatencyHistogram()
            shared.add(0, to: copy)
            #expect(copy.recordedValues == own.recordedValues, seedComment(seed))
        }
    }
}
