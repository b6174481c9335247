internal import Platform

/// Whether the workers had their processors to themselves, at one speed.
extension VerdictRules {
    func processorReasons(_ phase: PhaseResult) -> [VerdictReason] {
        [
            shared(phase), stolen(phase), frequency(phase), throttled(phase),
            targetOnWorkersProcessors(phase),
        ].compactMap(\.self)
    }

    /// A worker spins or works all the time, so processor time it did not get went to others.
    private func shared(_ phase: PhaseResult) -> VerdictReason? {
        let shares = phase.workers.filter(\.didFinish).map { worker in
            let awake = worker.elapsed - min(worker.idle, worker.elapsed)
            guard awake > .milliseconds(100) else { return (worker.index, 1.0) }
            let used = min(worker.usage.processorTime.seconds, worker.elapsed.seconds)
            return (worker.index, used / awake.seconds)
        }
        guard let worst = shares.min(by: { $0.1 < $1.1 }), worst.1 < 0.95 else { return nil }
        return VerdictReason(
            name: "processorShared", level: .suspect,
            finding: "worker \(worst.0) had its processor for only \(percent(worst.1)) of the "
                + "time it wanted it",
            consequence: "other work on the machine shows as latency of the target",
            remedy: "stop other programs, or use fewer workers than processors (--workers)",
            figures: ["worker": Double(worst.0), "processorShare": worst.1])
    }

    /// One hundredth of the time is the whole of what lies beyond the 99th percentile.
    ///
    /// The kernel counts in ticks of usually 10 ms, and rounds: two of them can be chance.
    private func stolen(_ phase: PhaseResult) -> VerdictReason? {
        let worst = phase.system?.processors.max { $0.stolenShare < $1.stolenShare }
        guard let worst, worst.stolenShare > 0.01, worst.stolenTickCount >= 3 else { return nil }
        return VerdictReason(
            name: "cpuSteal", level: .suspect,
            finding: "the machine below this virtual machine took \(percent(worst.stolenShare)) "
                + "of processor \(worst.number)",
            consequence: "while it did, workers or the target stood still, and nothing in here "
                + "can tell which",
            remedy: "use a machine with processors of its own, or repeat the run at a calmer time",
            figures: [
                "processor": Double(worst.number), "stolenShare": worst.stolenShare,
                "stolenTickCount": Double(worst.stolenTickCount),
            ])
    }

    /// What an operation costs follows the frequency; single readings scatter by a few hundredths.
    private func frequency(_ phase: PhaseResult) -> VerdictReason? {
        let seen = phase.system?.megahertz ?? []
        guard let lowest = seen.min(), let highest = seen.max(), lowest < 0.9 * highest
        else { return nil }
        return VerdictReason(
            name: "frequencyChange", level: .suspect,
            finding: "the workers' processors ran at \(Int(lowest.rounded())) to "
                + "\(Int(highest.rounded())) MHz",
            consequence: "the same operation took a different time at different moments of the run",
            remedy: "set the frequency governor to 'performance' and switch boosting off, or warm "
                + "up for longer (--set phases.warmUp.duration=…)",
            figures: ["lowestMegahertz": lowest, "highestMegahertz": highest])
    }

    private func throttled(_ phase: PhaseResult) -> VerdictReason? {
        let counts = (phase.system?.processors ?? []).map { ($0.number, $0.throttleCount ?? 0) }
        guard let worst = counts.max(by: { $0.1 < $1.1 }), worst.1 > 0 else { return nil }
        return VerdictReason(
            name: "throttled", level: .suspect,
            finding: "processor \(worst.0) was slowed down \(worst.1) times for being too hot",
            consequence: "the figures are those of a hot machine, and will not come again",
            remedy: "cool the machine, or let it rest between runs",
            figures: ["processor": Double(worst.0), "throttleCount": Double(worst.1)])
    }

    private func targetOnWorkersProcessors(_ phase: PhaseResult) -> VerdictReason? {
        let shared = Set(phase.workers.compactMap(\.processor)).intersection(targetProcessors)
        guard !shared.isEmpty else { return nil }
        let list = shared.sorted().map { "\($0)" }.joined(separator: ", ")
        return VerdictReason(
            name: "targetOnWorkersProcessors", level: .suspect,
            finding: "the target's server may run on the workers' own processors: \(list)",
            consequence: "each takes time from the other: the target looks slower, and the load "
                + "comes later, than on processors of their own",
            remedy: "use fewer workers than processors (--workers) and keep the server off theirs, "
                + "or drive it from another machine",
            figures: ["sharedProcessorCount": Double(shared.count)])
    }
}
