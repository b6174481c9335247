import Platform
import Targets
import TestSupport
import Testing
import Workload

@testable import Driver

/// Whole runs on virtual time, each with one fault that the verdict must find, and none without.
///
/// Every run draws its service times, and where and how strong its fault is, from its seed.
@Suite("Seeded faults")
struct SeededFaultTests {
    /// Fifty in optimised code, as the figures to reach ask for; a few where code is slow.
    private static let runCount = BuildMode.isDebug ? 3 : 50
    /// When every run's virtual time begins, in seconds.
    private static let origin = 1.0

    /// One run: ten seconds of one worker, at half of what it could do or as fast as it can.
    private struct Setting {
        var arrivals = ["arrivals.poisson=1100/s"]
        var pace = SimulatedTarget.Pace(serviceTime: .microseconds(450))
        var stall: SimulatedTarget.Stall?
        var interruption: VirtualTime.Interruption?
        var system: (inout SimulatedSystem) -> Void = { _ in }
    }

    /// The names of what speaks against a run, but for the build.
    private func reasons(seed: UInt64, _ setting: Setting) throws -> Set<String> {
        var setting = setting
        setting.pace.seed = seed
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "keys.count=1k", "workers=1", "seed=\(seed)", "phases.load=none",
                "phases.warmUp=none", "phases.measure.duration=10s",
            ] + setting.arrivals)
        let time = VirtualTime(interruption: setting.interruption)
        var system = SimulatedSystem(time: time)
        setting.system(&system)
        let target = SimulatedTarget(times: [time], pace: setting.pace, stall: setting.stall)
        let result = try RunController(
            plan: plan, target: target, virtualTimes: [time], monitor: system
        ).run()
        return Set(result.verdict.reasons.map(\.name)).subtracting(["debugBuild"])
    }

    /// What a seed draws for its fault, from 0 to 1.
    private func draw(_ seed: UInt64) -> Double {
        var random = SplitMix64(seed: seed ^ 0x5eed)
        return Double(random.next() >> 11) / 9_007_199_254_740_992
    }

    @Test("a quiet run is valid, open or closed", arguments: [false, true])
    func quiet(isOpen: Bool) throws {
        var alarms: [String] = []
        try forEachSeed(Self.runCount) { seed in
            var setting = Setting()
            if !isOpen { setting.arrivals = [] }
            let found = try reasons(seed: seed, setting)
            if !found.isEmpty { alarms.append("seed \(seed): \(found.sorted())") }
        }
        #expect(alarms.count <= 1, "\(alarms)")
    }

    @Test(
        "a worker that is starved is found, from a fifth of its time on", arguments: [false, true])
    func starved(isOpen: Bool) throws {
        try forEachSeed(Self.runCount) { seed in
            let share = 0.2 + 0.5 * draw(seed)
            let period = 0.004 + 0.02 * draw(seed &+ 1_000)
            var setting = Setting(
                interruption: .init(period: .seconds(period), length: .seconds(share * period)))
            if !isOpen { setting.arrivals = [] }
            let found = try reasons(seed: seed, setting)
            #expect(
                !found.isDisjoint(with: ["processorShared", "scheduleSlip"]),
                "\(found) \(seedComment(seed))")
        }
    }

    @Test("a target that stalls is found, wherever it does", arguments: [false, true])
    func stalled(isOpen: Bool) throws {
        try forEachSeed(Self.runCount) { seed in
            let start = Instant(nanoseconds: 0) + .seconds(Self.origin + 8 * draw(seed))
            let length = 0.4 + 2 * draw(seed &+ 1_000)
            var setting = Setting(stall: .init(start: start, length: .seconds(length)))
            if !isOpen { setting.arrivals = [] }
            let found = try reasons(seed: seed, setting)
            #expect(found.contains("targetStall"), "\(length) s: \(found) \(seedComment(seed))")
        }
    }

    @Test("a schedule above capacity is found, from a tenth above on")
    func aboveCapacity() throws {
        try forEachSeed(Self.runCount) { seed in
            let rate = Int(1 / 450e-6 * (1.1 + draw(seed)))
            let found = try reasons(seed: seed, Setting(arrivals: ["arrivals.poisson=\(rate)/s"]))
            #expect(
                found.isSuperset(of: ["unsentLoad", "workerSaturated"]),
                "\(rate)/s: \(found) \(seedComment(seed))")
        }
    }

    @Test("a target that wears out is nearly always found, from two fifths over the phase on")
    func wearingOut() throws {
        var missedCount = 0
        try forEachSeed(Self.runCount) { seed in
            var setting = Setting(arrivals: [])
            setting.pace.slowdownStart = VirtualTime().now
            setting.pace.slowdownPerSecond = 0.04 + 0.1 * draw(seed)
            if try !reasons(seed: seed, setting).contains("noSteadyState") { missedCount += 1 }
        }
        // Ten intervals are few for a test of trends: some slow declines pass for chance.
        #expect(missedCount * 8 <= Self.runCount)
    }

    @Test(
        "what the system does beside the run is found",
        arguments: [
            SystemFault("cpuSteal") { $0.stolenShare = 0.02 + 0.3 * $1 },
            SystemFault("frequencyChange") { system, draw in
                system.megahertz = { 3_400 - ($0 > 3 + 5 * draw ? 600 : 0) }
            },
            SystemFault("throttled") { $0.throttlesPerSecond = 1 + 5 * $1 },
            SystemFault("swapping") { $0.swappedPagesPerSecond = 100 + 1e5 * $1 },
            SystemFault("clockStep") { $0.clockStep = (at: 2 + 7 * $1, by: $1 - 0.5) },
            SystemFault("clockDrift") { $0.driftPartsPerMillion = -60 - 400 * $1 },
        ])
    func system(fault: SystemFault) throws {
        try forEachSeed(Self.runCount) { seed in
            let strength = draw(seed)
            let setting = Setting { fault.change(&$0, strength) }
            let found = try reasons(seed: seed, setting)
            #expect(found == [fault.name], seedComment(seed))
        }
    }
}

/// One thing that a system does, as strongly as a number from 0 to 1 says.
struct SystemFault: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout SimulatedSystem, Double) -> Void

    init(_ name: String, _ change: @escaping @Sendable (inout SimulatedSystem, Double) -> Void) {
        self.name = name
        self.change = change
    }

    var testDescription: String { name }
}
