internal import Measurement
internal import Platform
internal import Workload

/// What speaks against a run's figures, found in its measured phase.
///
/// The limits are rules of thumb, written where they are used; each reason carries the figure that
/// broke its limit, so that a reader can judge.
struct VerdictRules {
    let phases: [PhaseResult]
    var isDebugBuild = BuildMode.isDebug

    /// Every reason that applies, worst first.
    func reasons() -> [VerdictReason] {
        var found = runReasons()
        if let measured = phases.last(where: { $0.plan.kind == .measure }) {
            found += loadReasons(measured) + sampleReasons(measured) + errorReasons(measured)
            found += measured.selfCheck.compactMap(\.reason)
        }
        return found.sorted { $0.level > $1.level }
    }

    private func runReasons() -> [VerdictReason] {
        let wasMeasured = phases.contains { $0.plan.kind == .measure }
        var found: [VerdictReason] = []
        if isDebugBuild {
            found.append(
                VerdictReason(
                    name: "debugBuild", level: .invalid,
                    finding: "this is a debug build of spikebench",
                    consequence: "the harness itself is ten to a hundred times slower",
                    remedy: "start it with scripts/spikebench, which builds for release"))
        }
        if let stuck = phases.last?.workers.first(where: { !$0.didFinish }) {
            found.append(
                VerdictReason(
                    name: "workerStuck", level: .invalid,
                    finding: "worker \(stuck.index) did not end in time and was left behind",
                    consequence: "its last interval is missing from the figures",
                    remedy: "look for a target that blocks; its log may say why"))
        }
        if phases.contains(where: \.wasInterrupted) {
            found.append(
                VerdictReason(
                    name: "interrupted", level: wasMeasured ? .suspect : .invalid,
                    finding: "the run was interrupted"
                        + (wasMeasured ? "" : " before its measured phase"),
                    consequence: wasMeasured
                        ? "the figures cover only the time before that"
                        : "the figures are those of the phase before it",
                    remedy: "let the run end by itself"))
        }
        return found
    }

    // MARK: Load

    private func loadReasons(_ phase: PhaseResult) -> [VerdictReason] {
        guard phase.plan.arrivals.isOpen else { return processorReasons(phase) }
        return [saturation(phase), slip(phase), unsent(phase)].compactMap(\.self)
            + processorReasons(phase)
    }

    /// A worker that hardly ever waits has no room to keep a schedule: above 90 % busy, queueing in
    /// the worker itself shapes the response times (utilisation law of a single server).
    private func saturation(_ phase: PhaseResult) -> VerdictReason? {
        let busiest = phase.workers.max { $0.busyShare < $1.busyShare }
        guard let busiest, busiest.busyShare > 0.9 else { return nil }
        return VerdictReason(
            name: "workerSaturated", level: .suspect,
            finding: "worker \(busiest.index) was busy \(percent(busiest.busyShare)) of the time",
            consequence: "response times include waiting for the worker, not only for the target",
            remedy: "add workers (--workers) or lower the offered rate (--rate)")
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
                + "for, 1 % began at least \(late.count) ns late",
            consequence: "the lateness of the harness is part of the queue and response times",
            remedy: "free the workers' processors of other work, or use fewer workers than "
                + "processors")
    }

    private func unsent(_ phase: PhaseResult) -> VerdictReason? {
        guard phase.unsentCount > 0 else { return nil }
        let completed = phase.kinds.reduce(0) { $0 + $1.completedCount }
        let share = Double(phase.unsentCount) / Double(max(phase.unsentCount + completed, 1))
        // Operations that fall due in the last moment are cut off in any run.
        guard share > 0.0001 else { return nil }
        return VerdictReason(
            name: "unsentLoad", level: share > 0.01 ? .invalid : .suspect,
            finding: "\(percent(share)) of the offered load was never sent: "
                + (phase.unsentCount == 1 ? "1 operation" : "\(phase.unsentCount) operations"),
            consequence: "the target did not see the load that the plan offers, and the worst "
                + "response times are missing",
            remedy: "lower the offered rate (--rate), add workers, or measure longer")
    }

    /// A worker spins or works all the time, so processor time it did not get went to others.
    private func processorReasons(_ phase: PhaseResult) -> [VerdictReason] {
        let shares = phase.workers.filter(\.didFinish).map { worker in
            let awake = worker.elapsed - min(worker.idle, worker.elapsed)
            guard awake > .milliseconds(100) else { return (worker.index, 1.0) }
            let used = min(worker.usage.processorTime.seconds, worker.elapsed.seconds)
            return (worker.index, used / awake.seconds)
        }
        guard let worst = shares.min(by: { $0.1 < $1.1 }), worst.1 < 0.95 else { return [] }
        return [
            VerdictReason(
                name: "processorShared", level: .suspect,
                finding: "worker \(worst.0) had its processor for only \(percent(worst.1)) of the "
                    + "time it wanted it",
                consequence: "other work on the machine shows as latency of the target",
                remedy: "stop other programs, or use fewer workers than processors (--workers)")
        ]
    }

    // MARK: Samples and errors

    /// Ten samples beyond a percentile are the least that make it more than an anecdote; reports
    /// show the 99.9th, hence 10,000.
    private func sampleReasons(_ phase: PhaseResult) -> [VerdictReason] {
        let scarce = phase.kinds.filter { $0.completedCount < 10_000 }
        guard !scarce.isEmpty else { return [] }
        let list = scarce.map { "\($0.kind.name) \($0.completedCount)" }.joined(separator: ", ")
        return [
            VerdictReason(
                name: "tooFewSamples", level: .suspect,
                finding: "fewer than 10,000 operations: \(list)",
                consequence: "fewer than ten of them lie beyond the 99.9th percentile",
                remedy: "measure longer (--duration) or give the kind more weight")
        ]
    }

    private func errorReasons(_ phase: PhaseResult) -> [VerdictReason] {
        let completed = phase.kinds.reduce(0) { $0 + $1.completedCount }
        let errors = phase.kinds.reduce(0) { $0 + $1.errorCount }
        let share = Double(errors) / Double(max(completed, 1))
        guard share > 0.001 else { return [] }
        return [
            VerdictReason(
                name: "errors", level: share > 0.01 ? .invalid : .suspect,
                finding: "\(percent(share)) of the operations ended in an error",
                consequence: "the latencies of answered operations tell half the story",
                remedy: "see the error counts by kind, and remove their cause")
        ]
    }

    private func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
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
