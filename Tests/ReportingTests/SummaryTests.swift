import Driver
import Measurement
import Platform
import Testing
import Workload

@testable import Reporting

@Suite("Summary")
struct SummaryTests {
    @Test("the total of a phase is the sum of its kinds")
    func total() throws {
        let phase = try #require(RunSummary(Fixture.result()).measured)
        let all = try #require(phase.all)
        let kinds = phase.operations.dropFirst()
        #expect(all.kind == "all")
        #expect(all.completedCount == kinds.reduce(0) { $0 + $1.completedCount })
        #expect(all.errorCount == 8)
        #expect(all.outcomeCounts.count == Outcome.allCases.count)
        #expect(all.response.count == kinds.reduce(0) { $0 + $1.response.count })
        #expect(all.ratePerSecond == Double(all.completedCount) / 7.5)
    }

    @Test("a last interval that was cut short does not enter the rate's uncertainty")
    func fullIntervals() throws {
        let phase = try #require(RunSummary(Fixture.result()).measured)
        #expect(phase.fullIntervalCount == 7)
        let error = try #require(phase.rateStandardErrorPerSecond)
        #expect(error > 0 && error < 10)
    }

    @Test(
        "an interval counts when it is as long as the first",
        arguments: [
            ([], 0), ([0], 0), ([0.3], 1), ([1, 1, 0.4], 2), ([1, 1, 1.3], 2), ([1, 1.005, 1], 3),
        ] as [([Double], Int)])
    func fullIntervals(seconds: [Double], count: Int) {
        let intervals = seconds.enumerated().map { index, seconds in
            IntervalResult(
                index: index, start: .seconds(Double(index)), length: .seconds(seconds),
                kinds: [], statistics: [])
        }
        #expect(PhaseSummary.fullIntervalRates(intervals).count == count)
    }

    @Test(
        "the standard error needs six rates",
        arguments: [
            ([], nil), ([1, 2, 3, 4, 5], nil), ([5, 5, 5, 5, 5, 5], 0),
            ([1, 1, 1, 3, 3, 3], 0.447_213_595_499_957_9),
        ] as [([Double], Double?)])
    func standardError(rates: [Double], expected: Double?) {
        #expect(PhaseSummary.standardError(rates) == expected)
    }

    @Test("a percentile needs ten latencies above it")
    func support() {
        let histogram = LatencyHistogram()
        histogram.record(.microseconds(1), count: 1_000)
        let latency = LatencySummary(histogram)
        #expect(latency.supports(50) && latency.supports(99))
        #expect(!latency.supports(99.9))
    }

    @Test("an overflow is counted, and is the longest")
    func overflow() {
        let histogram = LatencyHistogram()
        histogram.record(.seconds(7_200))
        let latency = LatencySummary(histogram)
        #expect(latency.overflowCount == 1 && latency.count == 1)
        #expect(latency.maximumNanoseconds == 7_200_000_000_000)
        #expect(latency.meanNanoseconds == 0)
    }

    @Test("a run of nothing has a summary, a report and files")
    func empty() {
        let result = RunResult(
            targetName: "null", targetSettings: [], targetStatistics: [], clockSource: "tsc",
            phases: [], wasInterrupted: true, verdict: Verdict(reasons: []))
        let run = Fixture.run(result)
        #expect(run.summary.measured == nil)
        let report = FinalReport(summary: run.summary, manifest: run.manifest, resultPath: nil)
        #expect(report.text().contains("no phase was begun"))
        for file in ResultFile.allCases {
            #expect(!ResultFolder.text(of: file, in: run).isEmpty)
        }
    }

    @Test("a phase in which nothing happened has no figures that are not finite")
    func idlePhase() {
        let nothing = LatencyHistogram()
        let kind = KindResult(
            kind: .read, outcomeCounts: Outcome.allCases.map { _ in 0 },
            latencies: KindLatencies(
                service: nothing, queue: nothing, response: nothing, miss: nothing,
                error: nothing))
        var result = Fixture.result()
        result.phases[0].kinds = [kind]
        result.phases[0].intervals = []
        result.phases[0].workers = []
        result.phases[0].elapsed = .zero
        let run = Fixture.run(result)
        #expect(run.summary.measured?.all?.ratePerSecond == 0)
        #expect(!ResultFolder.text(of: .summary, in: run).isEmpty)
        let report = FinalReport(summary: run.summary, manifest: run.manifest, resultPath: nil)
        #expect(report.text().contains("~"))
    }

    @Test("the interval log holds each interval's latencies under kind and measure")
    func intervalLog() throws {
        let log = try LogReader.read(ResultFolder.text(of: .latencies, in: Fixture.run))
        let phase = try #require(RunSummary(Fixture.result()).measured)
        #expect(log.startUnixSeconds == 1_795_221_780)
        for operation in phase.operations.dropFirst() {
            for (measure, latency) in [
                ("service", operation.service), ("queue", operation.queue),
                ("response", operation.response), ("error", operation.error),
            ] {
                let lines = log.intervals.filter { $0.tag == "\(operation.kind).\(measure)" }
                let sum = LatencyHistogram()
                for line in lines { sum.add(line.histogram) }
                #expect(sum.count == latency.count)
                #expect(sum.percentile(99).count == latency.p99Nanoseconds)
                #expect(lines.count == (latency.count > 0 ? 8 : 0))
            }
        }
    }

    @Test(
        "the percentiles of a file end where the samples end",
        arguments: [(0, 1), (1, 6), (2, 11), (1_000, 51)] as [(UInt64, Int)])
    func percentiles(count: UInt64, expected: Int) {
        let found = PercentilesFile.percentiles(count: count)
        #expect(found.count == expected)
        #expect(found == found.sorted())
        #expect(found.last == 100)
    }
}
