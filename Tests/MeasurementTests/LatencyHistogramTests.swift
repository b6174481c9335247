import Histogram
import Platform
import TestSupport
import Testing
import Workload

@testable import Measurement

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("every bucket begins after the one before and finds its own values")
    func layout() {
        var next: UInt64 = 0
        for index in 0..<HistogramLayout.bucketCount {
            let (lowest, highest) = (
                HistogramLayout.lowest(at: index), HistogramLayout.highest(at: index)
            )
            guard lowest == next, HistogramLayout.index(of: lowest) == index,
                HistogramLayout.index(of: highest) == index,
                highest - lowest <= lowest / 1_000
            else {
                Issue.record("bucket \(index) is \(lowest)…\(highest)")
                return
            }
            next = highest + 1
        }
        #expect(next > HistogramLayout.highestTrackable)
    }

    @Test("buckets, mean and deviation are those of hdrhistogram-swift")
    func oracle() {
        forEachSeed(10) { seed in
            var random = SplitMix64(seed: seed)
            let ours = LatencyHistogram()
            var theirs = Histogram<UInt64>(
                lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000_000)
            for value in randomValues(&random, count: 2_000) {
                ours.record(Nanoseconds(value))
                theirs.record(value)
            }
            let expected = theirs.recordedValues().map { [$0.value, $0.count] }
            let found = ours.recordedValues.map { [$0.highest.count, $0.count] }
            #expect(found == expected, seedComment(seed))
            #expect(abs(ours.mean / theirs.mean - 1) < 1e-9, seedComment(seed))
            let ratio = ours.standardDeviation / theirs.stdDeviation
            #expect(abs(ratio - 1) < 1e-9, seedComment(seed))
            #expect(ours.minimum.count == theirs.min, seedComment(seed))
            #expect(ours.maximum.count == theirs.maxRecorded, seedComment(seed))
        }
    }

    @Test("percentiles are within a thousandth of the sorted values' ranks")
    func percentiles() {
        forEachSeed(10) { seed in
            var random = SplitMix64(seed: seed)
            let values = randomValues(&random, count: 1_000).sorted()
            let histogram = LatencyHistogram()
            for value in values { histogram.record(Nanoseconds(value)) }
            let wanted = [0, 0.1, 50, 90, 99, 99.9, 100.0]
            let ranks = [1, 1, 500, 900, 990, 999, 1_000]
            for (found, rank) in zip(histogram.percentiles(wanted), ranks) {
                let exact = values[rank - 1]
                #expect(found.count >= exact, seedComment(seed))
                #expect(found.count <= exact + exact / 1_000, seedComment(seed))
            }
        }
    }

    @Test("an empty histogram answers zero to everything")
    func empty() {
        let histogram = LatencyHistogram()
        #expect(histogram.count == 0)
        #expect(histogram.minimum == .zero)
        #expect(histogram.maximum == .zero)
        #expect(histogram.mean == 0)
        #expect(histogram.standardDeviation == 0)
        #expect(histogram.percentiles([0, 50, 100]) == [.zero, .zero, .zero])
        #expect(histogram.recordedValues.isEmpty)
    }

    @Test(
        "the edges of the range keep their place",
        arguments: [
            (UInt64(0), UInt64(0)), (1, 0), (2_047, 0), (2_048, 0), (3_600_000_000_000, 0),
            (3_600_000_000_001, 1), (.max, 1),
        ])
    func edges(value: UInt64, overflowCount: UInt64) {
        let histogram = LatencyHistogram()
        histogram.record(Nanoseconds(value))
        #expect(histogram.count == 1)
        #expect(histogram.overflowCount == overflowCount)
        #expect(histogram.minimum.count == value)
        #expect(histogram.maximum.count == value)
        #expect(histogram.percentile(50).count == value)
    }

    @Test("an overflow stands above every bucket in the percentiles")
    func overflowPercentiles() {
        let histogram = LatencyHistogram()
        histogram.record(Nanoseconds(100), count: 98)
        histogram.record(.seconds(4_000), count: 2)
        #expect(histogram.percentiles([98, 99]) == [Nanoseconds(100), .seconds(4_000)])
    }

    @Test("adding is the same as recording everything in one, and reset forgets all")
    func addAndReset() {
        forEachSeed(10) { seed in
            var random = SplitMix64(seed: seed)
            let (left, right, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
            for value in randomValues(&random, count: 500) + [4_000_000_000_000] {
                (random.next() % 2 == 0 ? left : right).record(Nanoseconds(value))
                both.record(Nanoseconds(value))
            }
            left.add(right)
            left.add(LatencyHistogram())
            #expect(left.recordedValues == both.recordedValues, seedComment(seed))
            #expect(left.count == both.count, seedComment(seed))
            #expect(left.minimum == both.minimum, seedComment(seed))
            #expect(left.maximum == both.maximum, seedComment(seed))
            left.reset()
            #expect(left.count == 0)
            #expect((0..<HistogramLayout.bucketCount).allSatisfy { left.counts[$0] == 0 })
            left.add(both)
            #expect(left.recordedValues == both.recordedValues, seedComment(seed))
        }
    }

    @Test("percentiles out of order are a bug")
    func disorder() async {
        await #expect(processExitsWith: .failure) {
            let histogram = LatencyHistogram()
            histogram.record(Nanoseconds(1))
            _ = histogram.percentiles([90, 50])
        }
    }
}

/// Values of every magnitude up to an hour.
func randomValues(_ random: inout SplitMix64, count: Int) -> [UInt64] {
    (0..<count).map { _ in
        let magnitude = random.next() % 42
        return min(random.next() >> (63 - magnitude), 3_600_000_000_000)
    }
}
