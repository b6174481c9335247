import Platform

/// A system on virtual time that behaves as the test says.
struct SimulatedSystem: SystemMonitor {
    /// The clock of the worker whose processor it watches.
    let time: VirtualTime
    /// Ticks that pass before the kernel has counted one that was stolen; 0 for none.
    var stolenShare = 0.0
    /// The frequency in megahertz after so many seconds; nil when it is unknown.
    var megahertz: @Sendable (_ seconds: Double) -> Double? = { _ in nil }
    /// Pages that are swapped per second.
    var swappedPagesPerSecond = 0.0
    /// Times per second that the processor is too hot.
    var throttlesPerSecond = 0.0
    /// When the time of day jumps, and by how much; both in seconds.
    var clockStep: (at: Double, by: Double) = (0, 0)
    /// By how much faster the run's clock goes, in parts per million.
    var driftPartsPerMillion = 0.0

    func sample() -> SystemSample {
        let now = time.now.nanoseconds
        let seconds = Double(now) / 1e9
        let step = seconds >= clockStep.at ? clockStep.by : 0
        let monotonic = Double(now) / (1 + driftPartsPerMillion / 1e6)
        let realtime = monotonic + 1.8e18 + step * 1e9
        var sample = SystemSample(
            clocks: ClockReadings(
                run: time.now, monotonic: UInt64(monotonic), realtime: UInt64(realtime)))
        sample.times[0] = ProcessorTimes(
            tickCount: UInt64(seconds * 100), stolenTickCount: UInt64(seconds * 100 * stolenShare))
        sample.megahertz[0] = megahertz(seconds)
        sample.throttleCounts[0] = UInt64(seconds * throttlesPerSecond)
        sample.swappedPageCount = UInt64(seconds * swappedPagesPerSecond)
        return sample
    }
}
