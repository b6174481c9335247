import Platform
import Synchronization
import Testing
import Workload

@testable import Driver

@Suite("Statistics sampler")
struct StatisticsSamplerTests {
    @Test("counters are what was counted since the sample before, gauges are as they are")
    func differences() {
        let target = CountingTarget(time: VirtualTime(), cost: .zero)
        var sampler = StatisticsSampler(target, isBounded: false)
        let samples = (0..<3).map { _ in sampler.sample(isLast: false) ?? [] }
        #expect(samples.map { $0.map(\.value) } == [[2, 10], [3, 10], [4, 10]])
        #expect(samples[0].map(\.name) == ["level", "count"])
        #expect(sampler.total.map(\.value) == [4, 30])
    }

    @Test("a target that took long to answer is left alone for a hundred times as long")
    func bounded() {
        let time = VirtualTime()
        let target = CountingTarget(time: time, cost: .microseconds(10))
        var sampler = StatisticsSampler(target, clock: .virtual(time), isBounded: true)
        time.advance(by: .microseconds(999))
        #expect(sampler.sample(isLast: false) == nil)
        time.advance(by: .microseconds(1))
        #expect(sampler.sample(isLast: false)?.last?.value == 10)
        #expect(sampler.sample(isLast: false) == nil)
        // The end is always sampled, and has what the samples that were left out did not report.
        #expect(sampler.sample(isLast: true)?.last?.value == 10)
        #expect(target.asked == 3)
    }

    @Test("an interval that is sampled twice has the sum of both")
    func sum() {
        var collector = IntervalCollector(
            recorders: [], kinds: [.read], isOpen: false, interval: .seconds(1), duration: nil)
        collector.extend(to: 1)
        for value in [5.0, 7] {
            collector.note(
                [
                    TargetStatistic(name: "level", value: value),
                    TargetStatistic(name: "count", value: value, kind: .counter),
                ], atEndOf: 1)
        }
        #expect(collector.intervals[0].statistics.map(\.value) == [7, 12])
    }

    @Test("a run's intervals add up to its phase")
    func run() throws {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "keys.count=10", "workers=1", "phases.load=none", "phases.warmUp=none",
                "phases.measure.duration=5s",
            ])
        let time = VirtualTime()
        let target = CountingTarget(time: time, cost: .zero)
        let result = try RunController(plan: plan, target: target, virtualTimes: [time]).run()
        let measured = try #require(result.measured)
        let counts = measured.intervals.flatMap(\.statistics).filter { $0.kind == .counter }
        #expect(counts.reduce(0) { $0 + $1.value } == measured.statistics.last?.value)
        #expect(measured.intervals.last?.statistics.isEmpty == false)
    }
}

/// A target whose level rises by 1 and whose count by 10 whenever it is asked, which costs time.
private final class CountingTarget: Target {
    let name = "counting"
    let settings: [(name: String, value: String)] = []
    private let time: VirtualTime
    private let cost: Nanoseconds
    private let count = Atomic(0)

    init(time: VirtualTime, cost: Nanoseconds) {
        self.time = time
        self.cost = cost
    }

    var asked: Int { count.load(ordering: .relaxed) }

    func makeSession(worker: Int) -> any TargetSession {
        ScriptedSession(time: time) { _ in .ends(.ok, after: .milliseconds(100)) }
    }

    func statistics() -> [TargetStatistic] {
        let asked = Double(count.add(1, ordering: .relaxed).newValue)
        time.advance(by: cost)
        return [
            TargetStatistic(name: "level", value: asked),
            TargetStatistic(name: "count", value: 10 * asked, kind: .counter),
        ]
    }
}
