import Measurement
import Platform
import Synchronization
import TestSupport
import Testing
import Workload

@Suite("Interval recorder")
struct IntervalRecorderTests {
    private static let start = Instant(nanoseconds: 1_000)

    private static func recorder() -> IntervalRecorder {
        IntervalRecorder(
            seriesInUse: [true, false], counterCount: 2, start: start, interval: Nanoseconds(100))
    }

    private func moment(_ offset: UInt64) -> Instant { Self.start + Nanoseconds(offset) }

    @Test("an interval ends at its boundary and holds what came before it")
    func boundary() throws {
        let recorder = Self.recorder()
        recorder.record(series: 0, Nanoseconds(7))
        recorder.count(counter: 1)
        recorder.advance(to: moment(99))
        #expect(recorder.takeFinished() == nil)
        recorder.advance(to: moment(100))
        recorder.record(series: 0, Nanoseconds(9))
        let first = try #require(recorder.takeFinished())
        #expect(first.indices == 0..<1)
        #expect(first.start == moment(0))
        #expect(first.end == moment(100))
        #expect(first.histograms[0]?.recordedValues.map(\.highest) == [Nanoseconds(7)])
        #expect(first.histograms[1] == nil)
        #expect(first.counters == [0, 1])
    }

    @Test("while the collector holds the spare set, the interval grows and says so")
    func lateCollector() throws {
        let recorder = Self.recorder()
        recorder.advance(to: moment(100))
        recorder.count(counter: 0)
        recorder.advance(to: moment(200))
        recorder.count(counter: 0)
        let first = try #require(recorder.takeFinished())
        recorder.giveBack(first)
        #expect(recorder.takeFinished() == nil)
        recorder.advance(to: moment(300))
        let second = try #require(recorder.takeFinished())
        #expect(second.indices == 1..<3)
        #expect(second.start == moment(100))
        #expect(second.end == moment(300))
        #expect(second.counters[0] == 2)
    }

    @Test("intervals in which the worker was stuck are left out")
    func gap() throws {
        let recorder = Self.recorder()
        recorder.count(counter: 0)
        recorder.advance(to: moment(550))
        recorder.count(counter: 0)
        recorder.finish(at: moment(570))
        let first = try #require(recorder.takeFinished())
        #expect(first.indices == 0..<1)
        recorder.giveBack(first)
        let last = try #require(recorder.takeFinished())
        #expect(last.indices == 5..<6)
        #expect(last.start == moment(500))
        #expect(last.end == moment(570))
    }

    @Test("finishing on a boundary leaves no empty interval behind")
    func finishOnBoundary() throws {
        let recorder = Self.recorder()
        recorder.finish(at: moment(100))
        let only = try #require(recorder.takeFinished())
        #expect(only.indices == 0..<1)
        #expect(only.end == moment(100))
        recorder.giveBack(only)
        #expect(recorder.takeFinished() == nil)
    }

    @Test("what is taken adds up to what was recorded, whatever the collector's timing")
    func nothingLost() {
        forEachSeed(10) { seed in
            var random = SplitMix64(seed: seed)
            let recorder = Self.recorder()
            let (recorded, collected) = (LatencyHistogram(), LatencyHistogram())
            var (now, end, intervalEnd) = (Self.start, 0, Self.start)
            var taken: FinishedInterval?
            func collect() {
                if let interval = taken {
                    recorder.giveBack(interval)
                    taken = nil
                } else if let interval = recorder.takeFinished() {
                    interval.histograms[0].map(collected.add)
                    #expect(interval.indices.lowerBound >= end, seedComment(seed))
                    #expect(interval.start >= intervalEnd, seedComment(seed))
                    (end, intervalEnd) = (interval.indices.upperBound, interval.end)
                    taken = interval
                }
            }
            for _ in 0..<300 {
                now = now + Nanoseconds(random.next() % 120)
                recorder.advance(to: now)
                let latency = Nanoseconds(random.next() >> 20)
                recorder.record(series: 0, latency)
                recorded.record(latency)
                if random.next() % 3 == 0 { collect() }
            }
            recorder.finish(at: now)
            for _ in 0..<4 { collect() }
            #expect(collected.recordedValues == recorded.recordedValues, seedComment(seed))
            #expect(collected.count == recorded.count, seedComment(seed))
            #expect(collected.maximum == recorded.maximum, seedComment(seed))
        }
    }

    @Test("a collector on another thread sees every latency once")
    func realThreads() throws {
        let recorder = Self.recorder()
        let isDone = DoneFlag()
        let operationCount: UInt64 = 100_000
        let worker = try PinnedThread(name: "worker", processor: nil) {
            for operation in 0..<operationCount {
                let now = Self.start + Nanoseconds(operation)
                recorder.advance(to: now)
                recorder.record(series: 0, Nanoseconds(operation % 1_000))
                recorder.count(counter: 0)
            }
            recorder.finish(at: Self.start + Nanoseconds(operationCount))
            isDone.value.store(true, ordering: .releasing)
        }
        let collected = LatencyHistogram()
        var counted: UInt64 = 0
        while true {
            let isLast = isDone.value.load(ordering: .acquiring)
            while let interval = recorder.takeFinished() {
                interval.histograms[0].map(collected.add)
                counted += interval.counters[0]
                recorder.giveBack(interval)
            }
            if isLast { break }
        }
        let joined = worker.join(within: .seconds(10))
        #expect(joined)
        #expect(counted == operationCount)
        #expect(collected.count == operationCount)
        #expect(collected.recordedValues.count == 1_000)
        #expect(collected.recordedValues.allSatisfy { $0.count == operationCount / 1_000 })
    }

    @Test("recording into a series that is not in use is a bug")
    func unusedSeries() async {
        await #expect(processExitsWith: .failure) {
            Self.recorder().record(series: 1, Nanoseconds(1))
        }
    }
}

private final class DoneFlag: Sendable {
    let value = Atomic(false)
}
