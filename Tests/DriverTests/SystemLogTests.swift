import Platform
import Targets
import Testing
import Workload

@testable import Driver

@Suite("System log")
struct SystemLogTests {
    /// A monitor that gives prepared samples, one after the other.
    private final class Prepared: SystemMonitor, @unchecked Sendable {
        private var samples: [SystemSample]

        init(_ samples: [SystemSample]) { self.samples = samples.reversed() }

        func sample() -> SystemSample { samples.removeLast() }
    }

    /// A sample after so many seconds in which clocks agree and nothing else is known.
    private func sample(_ seconds: UInt64, _ change: (inout SystemSample) -> Void = { _ in })
        -> SystemSample
    {
        let nanoseconds = seconds * 1_000_000_000
        var sample = SystemSample(
            clocks: ClockReadings(
                run: Instant(nanoseconds: 7_000 + nanoseconds), monotonic: 50_000 + nanoseconds,
                realtime: 1_795_221_780_000_000_000 + nanoseconds))
        change(&sample)
        return sample
    }

    private func signs(_ samples: [SystemSample]) -> SystemSigns {
        var log = SystemLog(Prepared(samples), isBounded: false)
        for index in samples.indices.dropFirst() { log.note(isLast: index == samples.count - 1) }
        return log.signs
    }

    @Test("what is unknown is no sign")
    func unknown() {
        var expected = SystemSigns()
        expected.clockDriftPartsPerMillion = 0
        #expect(signs([sample(0), sample(10)]) == expected)
    }

    @Test("counts are those since the start, by processor")
    func counts() throws {
        let found = signs([
            sample(0) {
                $0.times[3] = ProcessorTimes(tickCount: 1_000, stolenTickCount: 100)
                $0.throttleCounts[3] = 7
                $0.swappedPageCount = 40
            },
            sample(10) {
                $0.times[3] = ProcessorTimes(tickCount: 2_000, stolenTickCount: 150)
                $0.throttleCounts[3] = 9
                $0.swappedPageCount = 42
            },
        ])
        let processor = try #require(found.processors.first)
        #expect(processor.number == 3)
        #expect(processor.stolenTickCount == 50)
        #expect(processor.stolenShare == 0.05)
        #expect(processor.throttleCount == 2)
        #expect(found.swappedPageCount == 2)
    }

    @Test("the frequency counts while workers run, not before and not after")
    func frequency() {
        let samples = [800.0, 3_400, 3_300, 900].enumerated().map { index, megahertz in
            sample(UInt64(index)) { $0.megahertz = [0: megahertz, 1: megahertz + 2] }
        }
        var log = SystemLog(Prepared(samples), isBounded: false)
        log.note(isLast: false)
        log.note(isLast: false)
        log.note(isLast: true)
        #expect(log.signs.megahertz == [3_401, 3_301])
    }

    @Test("a sample that took long is not repeated before a hundred times as long has passed")
    func bounded() {
        let time = VirtualTime()
        let monitor = Slow(time: time, cost: .microseconds(100))
        var log = SystemLog(monitor, clock: .virtual(time), isBounded: true)
        log.note(isLast: false)
        log.note(isLast: false)
        #expect(log.signs.megahertz.count == 1)
        time.advance(by: .milliseconds(10))
        log.note(isLast: false)
        #expect(log.signs.megahertz.count == 2)
    }

    /// A monitor whose samples take time.
    private struct Slow: SystemMonitor {
        let time: VirtualTime
        let cost: Nanoseconds

        func sample() -> SystemSample {
            time.advance(by: cost)
            var system = SimulatedSystem(time: time)
            system.megahertz = { _ in 3_400 }
            return system.sample()
        }
    }

    @Test("the largest jump of the time of day is kept, with its direction and its moment")
    func step() {
        let found = signs([
            sample(0), sample(2) { $0.clocks.realtime -= 5_000_000 },
        ])
        #expect(found.clockStep == SystemSigns.ClockStep(seconds: -0.005, at: .seconds(2)))
    }

    @Test("drift is told from half a second on")
    func drift() throws {
        let ahead = signs([
            sample(0), sample(10) { $0.clocks.run = $0.clocks.run + .microseconds(1_000) },
        ])
        let drift = try #require(ahead.clockDriftPartsPerMillion)
        #expect(abs(drift - 100) < 1e-6)
        let short = signs([sample(0), sample(0) { $0.clocks.monotonic += 499_999_999 }])
        #expect(short.clockDriftPartsPerMillion == nil)
    }

    @Test("a phase is watched from its start to its end")
    func phase() throws {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "keys.count=1k", "workers=1", "phases.load=none", "phases.warmUp=none",
                "phases.measure.duration=5s",
            ])
        let time = VirtualTime()
        var system = SimulatedSystem(time: time)
        system.stolenShare = 0.5
        let target = SimulatedTarget(times: [time], serviceTime: .milliseconds(1))
        let result = try RunController(
            plan: plan, target: target, virtualTimes: [time], monitor: system
        ).run()
        let found = try #require(result.measured?.system)
        #expect(found.processors.map(\.stolenTickCount) == [250])
    }
}
