internal import Platform

/// Asks a target about itself at the ends of intervals, at a bounded cost.
///
/// A target may have to visit all of its memory's parts to answer, on processors that the workers
/// need. So a question that took some time is not asked again before a hundred times that time has
/// passed: it never costs more than a hundredth of one processor.
///
/// Thread safety: the controller's thread only.
struct StatisticsSampler {
    /// How many times the cost of a sample must pass before the next.
    private static let pause: UInt64 = 100

    private let target: any Target
    private let clock: MonotonicClock
    private let isBounded: Bool
    private let baseline: [TargetStatistic]
    private var newest: [TargetStatistic]
    private var earliestNext: Instant

    /// A sampler that takes its first sample now; what it reports is what comes after that.
    ///
    /// - Parameters:
    ///   - target: whom to ask.
    ///   - clock: tells what a sample costs.
    ///   - isBounded: false where time is virtual and samples cost nothing.
    init(_ target: any Target, clock: MonotonicClock = .system, isBounded: Bool) {
        self.target = target
        self.clock = clock
        self.isBounded = isBounded
        let start = clock.now()
        baseline = target.statistics()
        newest = baseline
        earliestNext = Self.next(after: start, until: clock.now())
    }

    /// The gauges now, and what the counters have counted since the sample before.
    ///
    /// - Parameter isLast: whether it is the end, which is always sampled.
    /// - Returns: nil when the sample before was too recent for its cost.
    mutating func sample(isLast: Bool) -> [TargetStatistic]? {
        let start = clock.now()
        if isBounded && !isLast && start < earliestNext { return nil }
        let found = target.statistics()
        earliestNext = Self.next(after: start, until: clock.now())
        defer { newest = found }
        return found.map { $0.counted(since: newest) }
    }

    /// The gauges of the last sample, and what the counters had counted since the first.
    var total: [TargetStatistic] { newest.map { $0.counted(since: baseline) } }

    private static func next(after start: Instant, until end: Instant) -> Instant {
        end + Nanoseconds((end - start).count * pause)
    }
}

extension TargetStatistic {
    /// A gauge as it is; a counter less what it was in `earlier`.
    fileprivate func counted(since earlier: [TargetStatistic]) -> TargetStatistic {
        guard kind == .counter, let before = earlier.first(where: { $0.name == name })
        else { return self }
        return TargetStatistic(name: name, value: max(value - before.value, 0), kind: kind)
    }
}
