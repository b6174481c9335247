internal import Measurement
internal import Platform
internal import Workload

/// Whether the phase was one state, or several that its figures mix.
extension VerdictRules {
    func steadyStateReasons(_ phase: PhaseResult) -> [VerdictReason] {
        // Where the plan changes the load all along, there is no one state to be in.
        guard phase.plan.clients == nil,
            phase.plan.arrivals.rate.map({ $0.constantRatePerSecond != nil }) ?? true
        else { return [] }
        let intervals = Self.comparable(phase)
        guard intervals.count >= SteadyState.fewestIntervals else { return [] }
        let groups = Self.grouped(intervals)
        guard let fault = SteadyState.firstFault(in: Self.series(groups, phase)) else { return [] }
        let moment = groups[fault.place][0].start.seconds
        let direction = fault.change > 0 ? "rose" : "fell"
        let size = percent(abs(fault.change))
        return [
            VerdictReason(
                name: "noSteadyState", level: .suspect,
                finding: fault.isStep
                    ? "\(fault.name) \(direction) by \(size) about \(time(moment)) into the phase, "
                        + "and stayed there"
                    : "\(fault.name) \(direction) by \(size) over the phase",
                consequence: "the figures are a mean of different states, and a longer or shorter "
                    + "run would give others",
                remedy: "warm up for longer (--set phases.warmUp.duration=…); where the store "
                    + "grows with the run, fix the number of operations instead",
                figures: [
                    "changeShare": fault.change, "chance": fault.chance,
                    "atSeconds": moment, "intervalCount": Double(intervals.count),
                ])
        ]
    }

    /// The intervals of full length in which the plan changes nothing; the last may be cut short.
    private static func comparable(_ phase: PhaseResult) -> [IntervalResult] {
        guard let full = phase.intervals.first?.length.seconds else { return [] }
        return phase.intervals.filter {
            $0.marks.isEmpty && abs($0.length.seconds - full) <= 0.01 * full
        }
    }

    /// Neighbours together, so that at most `SteadyState.mostIntervals` are left.
    private static func grouped(_ intervals: [IntervalResult]) -> [[IntervalResult]] {
        let size = (intervals.count - 1) / SteadyState.mostIntervals + 1
        return stride(from: 0, to: intervals.count - size + 1, by: size).map {
            Array(intervals[$0..<$0 + size])
        }
    }

    /// What must not change: the rate of a closed loop, the response times of an open one.
    ///
    /// The rate of an open loop is the plan's, not the target's.
    private static func series(
        _ groups: [[IntervalResult]], _ phase: PhaseResult
    ) -> [(name: String, values: [Double])] {
        guard phase.plan.arrivals.isOpen else {
            let counts = groups.map { group in group.reduce(0) { $0 + $1.completedCount } }
            return [("the rate", counts.map(Double.init))]
        }
        let found = groups.map { group -> [Double] in
            var all = CompactHistogram()
            for kind in group.flatMap(\.kinds) { all.add(kind.response) }
            return all.percentiles([50, 99]).map(\.seconds)
        }
        return [
            ("the median response time", found.map { $0[0] }),
            ("the 99th percentile of the response time", found.map { $0[1] }),
        ]
    }
}
