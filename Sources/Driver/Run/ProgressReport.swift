internal import Measurement
public import Platform
public import Workload

/// How far a run has come, once per interval.
public struct ProgressReport: Sendable {
    /// The phase that runs.
    public var phase: PhasePlan
    /// Its place among the plan's phases, from 0.
    public var phaseIndex: Int
    /// How many phases the plan has.
    public var phaseCount: Int
    /// From the phase's start.
    public var elapsed: Nanoseconds
    /// How much of the phase is done, from 0 to 1; nil when nobody can know.
    public var fractionDone: Double?
    /// The phase's remaining time at the present pace; nil when nobody can know.
    public var timeLeft: Nanoseconds?
    /// Operations that ended in the newest interval, per second.
    public var ratePerSecond: Double
    /// Response times of the newest interval, all kinds: the percentiles 50, 99 and 99.9; nil when
    /// nothing was answered in it.
    public var percentiles: (median: Nanoseconds, p99: Nanoseconds, p999: Nanoseconds)?
    /// Operations that ended in an error since the phase began.
    public var errorCount: UInt64
    /// Operations that ended since the phase began.
    public var completedCount: UInt64
    /// What is other than usual about the load in the newest interval, in a few words each.
    public var marks: [String] = []
}

extension ProgressReport {
    init(
        interval: IntervalResult, phase: PhasePlan, phaseIndex: Int, phaseCount: Int,
        completedCount: UInt64, errorCount: UInt64
    ) {
        self.phase = phase
        self.phaseIndex = phaseIndex
        self.phaseCount = phaseCount
        self.completedCount = completedCount
        self.errorCount = errorCount
        elapsed = interval.start + interval.length
        let seconds = interval.length.seconds
        ratePerSecond = seconds > 0 ? Double(interval.completedCount) / seconds : 0
        percentiles = Self.percentiles(of: interval)
        let byTime = phase.duration.map { elapsed.seconds / max($0.seconds, 1e-9) }
        let byCount = phase.operationCount.map { Double(completedCount) / Double(max($0, 1)) }
        if byTime != nil || byCount != nil {
            let done = min(max(byTime ?? 0, byCount ?? 0), 1)
            fractionDone = done
            timeLeft = done > 0 ? .seconds(elapsed.seconds * (1 - done) / done) : nil
        }
    }

    private static func percentiles(
        of interval: IntervalResult
    ) -> (median: Nanoseconds, p99: Nanoseconds, p999: Nanoseconds)? {
        var all = interval.kinds.first?.response
        for kind in interval.kinds.dropFirst() { all?.add(kind.response) }
        guard let all, all.count > 0 else { return nil }
        let found = all.percentiles([50, 99, 99.9])
        return (found[0], found[1], found[2])
    }
}
