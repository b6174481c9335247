import Driver
import Platform
import Synchronization
import Targets
import Workload

/// One run of a second.
struct Trial {
    let processor: Int
    let seed: UInt64

    /// What one worker can do in a closed loop, in operations per second.
    func capacityPerSecond() throws -> Double {
        let result = try run(Fault(name: "", expected: []))
        guard let measured = result.measured else { return 0 }
        return Double(measured.kinds.reduce(0) { $0 + $1.completedCount })
            / measured.elapsed.seconds
    }

    /// The names of what the verdict has against a run with `fault`.
    func reasons(_ fault: Fault) throws -> Set<String> {
        Set(try run(fault).verdict.reasons.map(\.name))
    }

    private func run(_ fault: Fault) throws -> RunResult {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "keys.count=10k", "workers=1", "seed=\(seed)", "phases.warmUp.duration=100ms",
                "phases.measure.duration=1s",
            ] + fault.overrides(draw(1)))
        let target = StallingTarget(
            base: try EngineTarget(plan: plan), after: .seconds(0.2 + 0.4 * draw(2)),
            length: fault.stall(draw(3)))
        var options = RunOptions()
        options.interval = .milliseconds(100)
        options.processors = [processor]
        let kernel = KernelMonitor(processors: [processor], clock: .calibrated)
        let controller = RunController(
            plan: plan, target: target, options: options,
            monitor: StealingMonitor(base: kernel, stolenShare: fault.stolenShare(draw(4))))
        let busy = fault.starvesWorker ? try BusyLoop(processor: processor) : nil
        defer { busy?.end() }
        return try controller.run()
    }

    /// What the seed gives for one purpose, from 0 to 1.
    private func draw(_ purpose: UInt64) -> Double {
        var random = SplitMix64(seed: seed &* 16 &+ purpose)
        return Double(random.next() >> 11) * 0x1p-53
    }
}

/// A thread that wants one processor for itself.
final class BusyLoop: Sendable {
    private let isOver = Atomic(false)

    init(processor: Int) throws {
        try PinnedThread(name: "busy", processor: processor) { [self] in
            while !isOver.load(ordering: .relaxed) { pauseProcessor() }
        }.detach()
    }

    func end() { isOver.store(true, ordering: .relaxed) }
}

/// The system, with time stolen that was not.
struct StealingMonitor: SystemMonitor {
    let base: KernelMonitor
    let stolenShare: Double

    func sample() -> SystemSample {
        var sample = base.sample()
        for (number, times) in sample.times {
            sample.times[number]?.stolenTickCount += UInt64(Double(times.tickCount) * stolenShare)
        }
        return sample
    }
}
