internal import Measurement
internal import Platform
internal import Workload

/// Whether an open loop offered the load that the plan asks for, when it asks for it.
extension VerdictRules {
    func loadReasons(_ phase: PhaseResult) -> [VerdictReason] {
        guard phase.plan.arrivals.isOpen else { return [] }
        return [saturation(phase), slip(phase), unsent(phase)].compactMap(\.self)
    }

    /// A worker that hardly ever waits has no room to keep a schedule.
    ///
    /// A single server that is busy nine tenths of the time holds nine operations on average
    /// (M/M/1: ρ / (1 − ρ); Kleinrock, Queueing Systems, volume 1, section 3.2).
    private func saturation(_ phase: PhaseResult) -> VerdictReason? {
        let busiest = phase.workers.max { $0.busyShare < $1.busyShare }
        guard let busiest, busiest.busyShare > 0.9 else { return nil }
        return VerdictReason(
            name: "workerSaturated", level: .suspect,
            finding: "worker \(busiest.index) was busy \(percent(busiest.busyShare)) of the time",
            consequence: "response times include waiting for the worker, not only for the target",
            remedy: "add workers (--workers) or lower the offered rate (--rate)",
            figures: ["worker": Double(busiest.index), "busyShare": busiest.busyShare])
    }

    /// The pacer's own error: operations that found their worker waiting should start on time.
    ///
    /// A worker that is kept from its processor is late for one operation only, and works off the
    /// others in a hurry; so the time it was kept counts as well as how often.
    private func slip(_ phase: PhaseResult) -> VerdictReason? {
        let worst = phase.workers.max { $0.latenessShare < $1.latenessShare }
        guard let worst else { return nil }
        let late = worst.pacing.percentile99
        guard late > .microseconds(100) || worst.latenessShare > 0.01 else { return nil }
        return VerdictReason(
            name: "scheduleSlip", level: .suspect,
            finding: "worker \(worst.index) was kept from sending what was due for "
                + "\(percent(worst.latenessShare)) of the time; of the operations that it waited "
                + "for, 1 % began at least \(time(late.seconds)) late",
            consequence: "the lateness of the harness is part of the queue and response times",
            remedy: "free the workers' processors of other work, or use fewer workers than "
                + "processors",
            figures: [
                "worker": Double(worst.index), "latenessShare": worst.latenessShare,
                "latenessP99Nanoseconds": Double(late.count),
            ])
    }

    /// What waits at the phase's end is cut off in any run, so a queue that is no longer than one
    /// before it does not count.
    ///
    /// Above capacity the queue only grows, and what is left at the end would have waited for
    /// longer than all that was sent; a steady run has its longest queue at its end as rarely as at
    /// any other moment. The tenth that is allowed for is more than histograms round.
    private func unsent(_ phase: PhaseResult) -> VerdictReason? {
        guard phase.unsentCount > UInt64(phase.workers.count) else { return nil }
        let completed = phase.kinds.reduce(0) { $0 + $1.completedCount }
        let share = Double(phase.unsentCount) / Double(phase.unsentCount + completed)
        let longest = phase.kinds.map(\.latencies.queue.maximum).max() ?? .zero
        guard share > 0.0001, share * phase.elapsed.seconds > 0.9 * longest.seconds
        else { return nil }
        return VerdictReason(
            name: "unsentLoad", level: share > 0.01 ? .invalid : .suspect,
            finding: "\(percent(share)) of the offered load was never sent: "
                + (phase.unsentCount == 1 ? "1 operation" : "\(phase.unsentCount) operations"),
            consequence: "the target did not see the load that the plan offers, and the worst "
                + "response times are missing",
            remedy: "lower the offered rate (--rate), add workers, or measure longer",
            figures: ["unsentCount": Double(phase.unsentCount), "unsentShare": share])
    }
}

extension WorkerResult {
    /// The share of the phase that the worker did not spend waiting for an intended start.
    public var busyShare: Double {
        guard elapsed > .zero else { return 0 }
        return 1 - min(idle.seconds / elapsed.seconds, 1)
    }

    /// The share of the phase for which it was kept from sending what it was waiting to send.
    public var latenessShare: Double {
        guard elapsed > .zero else { return 0 }
        return latenessTotal.seconds / elapsed.seconds
    }
}
