internal import Measurement
internal import Platform
internal import Workload

/// Whether the target went on answering.
extension VerdictRules {
    func stallReasons(_ phase: PhaseResult) -> [VerdictReason] {
        [silence(phase) ?? longAnswer(phase)].compactMap(\.self)
    }

    /// Whole intervals in which nothing ended, though something was asked.
    ///
    /// At a low rate an interval may be empty because nothing was due; so it counts only when some
    /// operation took as long.
    private func silence(_ phase: PhaseResult) -> VerdictReason? {
        guard let full = phase.intervals.first?.length, full > .zero,
            longest(phase) >= full,
            let longestSilence = Self.silences(phase.intervals).max(by: { $0.count < $1.count })
        else { return nil }
        let start = phase.intervals[longestSilence.lowerBound].start
        let last = phase.intervals[longestSilence.upperBound - 1]
        return stall(
            "nothing ended for \(time((last.start + last.length - start).seconds))",
            seconds: (last.start + last.length - start).seconds, at: start.seconds)
    }

    /// The runs of intervals in which nothing ended; those with a mark may be pauses of the plan.
    private static func silences(_ intervals: [IntervalResult]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for index in intervals.indices
        where intervals[index].completedCount == 0 && intervals[index].marks.isEmpty {
            if let last = found.last, last.upperBound == index {
                found[found.count - 1] = last.lowerBound..<index + 1
            } else {
                found.append(index..<index + 1)
            }
        }
        return found
    }

    /// The longest that anybody waited for the end of an operation.
    private func longest(_ phase: PhaseResult) -> Nanoseconds {
        phase.kinds.map { max($0.latencies.response.maximum, $0.latencies.error.maximum) }.max()
            ?? .zero
    }

    /// One answer that took a hundred times as long as one in a thousand does, and a tenth of a
    /// second: longer than any single operation of a store in memory, and than a scheduler's turn.
    private func longAnswer(_ phase: PhaseResult) -> VerdictReason? {
        for kind in phase.kinds where kind.latencies.service.count > 0 {
            let service = kind.latencies.service
            let usual = service.percentile(99.9)
            guard service.maximum > .milliseconds(100),
                service.maximum.seconds > 100 * usual.seconds
            else { continue }
            let interval = phase.intervals.first { interval in
                interval.kinds.contains {
                    $0.kind == kind.kind && $0.service.maximum == service.maximum
                }
            }
            let end = interval.map { $0.start + $0.length } ?? phase.elapsed
            let at = end - min(end, service.maximum)
            return stall(
                "one \(kind.kind.name) took \(time(service.maximum.seconds)), where 99.9 % took at "
                    + "most \(time(usual.seconds))",
                seconds: service.maximum.seconds, at: at.seconds)
        }
        return nil
    }

    private func stall(_ finding: String, seconds: Double, at: Double) -> VerdictReason {
        VerdictReason(
            name: "targetStall", level: .suspect,
            finding: "the target stood still: \(finding), about \(time(at)) into the phase",
            consequence: "that is a fact about the target, and the response times show it in full; "
                + "but rates and percentiles of the whole phase mix two states",
            remedy: "see intervals.csv for the moment, and the target's log for the cause; where "
                + "workers lost their processors too, look there first",
            figures: ["stallSeconds": seconds, "atSeconds": at])
    }
}
