internal import Platform

/// Follows what the system does beside a phase, from a sample per interval.
///
/// A sample that took some time is not repeated before a hundred times that time has passed, so
/// that they never cost more than a hundredth of one processor.
///
/// Thread safety: the controller's thread only.
struct SystemLog {
    /// How many times the cost of a sample must pass before the next.
    private static let pause: UInt64 = 100
    /// Below this, the reading of two clocks one after the other could look like drift.
    private static let shortestForDrift = Nanoseconds.milliseconds(500)

    private let monitor: any SystemMonitor
    private let clock: MonotonicClock
    private let isBounded: Bool
    private let first: SystemSample
    private var newest: SystemSample
    private var earliestNext = Instant(nanoseconds: 0)
    private(set) var signs = SystemSigns()

    /// A log that takes its first sample now.
    ///
    /// - Parameters:
    ///   - monitor: whom to ask.
    ///   - clock: tells what a sample costs.
    ///   - isBounded: false where time is virtual and samples cost nothing.
    init(_ monitor: any SystemMonitor, clock: MonotonicClock = .system, isBounded: Bool) {
        self.monitor = monitor
        self.clock = clock
        self.isBounded = isBounded
        first = monitor.sample()
        newest = first
    }

    /// Takes a sample, unless the one before was too recent for its cost.
    ///
    /// - Parameter isLast: whether it is the end, which is always sampled; workers have ended then,
    ///   and may have let their processors slow down.
    mutating func note(isLast: Bool) {
        let start = clock.now()
        if isBounded && !isLast && start < earliestNext { return }
        let sample = monitor.sample()
        let end = clock.now()
        earliestNext = end + Nanoseconds((end - start).count * Self.pause)
        noteStep(to: sample)
        if !isLast, !sample.megahertz.isEmpty {
            let sum = sample.megahertz.values.reduce(0, +)
            signs.megahertz.append(sum / Double(sample.megahertz.count))
        }
        newest = sample
        signs.swappedPageCount = sample.swappedPageCount &- first.swappedPageCount
        signs.clockDriftPartsPerMillion = drift
        signs.processors = first.times.keys.sorted().map(processor)
    }

    /// The step between two samples, if it is the largest so far.
    private mutating func noteStep(to sample: SystemSample) {
        let realtime = Int64(bitPattern: sample.clocks.realtime &- newest.clocks.realtime)
        let monotonic = Int64(bitPattern: sample.clocks.monotonic &- newest.clocks.monotonic)
        let seconds = Double(realtime - monotonic) / 1e9
        guard abs(seconds) > abs(signs.clockStep.seconds) else { return }
        signs.clockStep = SystemSigns.ClockStep(
            seconds: seconds,
            at: Nanoseconds(sample.clocks.monotonic &- first.clocks.monotonic))
    }

    private var drift: Double? {
        let system = newest.clocks.monotonic &- first.clocks.monotonic
        guard system >= Self.shortestForDrift.count else { return nil }
        let run = newest.clocks.run - first.clocks.run
        return (Double(run.count) / Double(system) - 1) * 1e6
    }

    private func processor(_ number: Int) -> SystemSigns.Processor {
        var found = SystemSigns.Processor(number: number)
        if let before = first.times[number], let now = newest.times[number] {
            let all = now.tickCount &- before.tickCount
            found.stolenTickCount = now.stolenTickCount &- before.stolenTickCount
            found.stolenShare = all > 0 ? Double(found.stolenTickCount) / Double(all) : 0
        }
        if let before = first.throttleCounts[number], let now = newest.throttleCounts[number] {
            found.throttleCount = now &- before
        }
        return found
    }
}
