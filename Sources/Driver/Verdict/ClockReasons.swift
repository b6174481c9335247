internal import Platform

/// Whether the clocks ran alike.
extension VerdictRules {
    func clockReasons(_ phase: PhaseResult) -> [VerdictReason] {
        guard let system = phase.system else { return [] }
        return [step(system), drift(system)].compactMap(\.self)
    }

    /// Time synchronisation slews small errors away and steps over large ones.
    ///
    /// Latencies do not use the time of day, but a step also comes with a virtual machine that was
    /// paused or moved. A millisecond is far above what reading two clocks one after the other can
    /// make up.
    private func step(_ system: SystemSigns) -> VerdictReason? {
        let step = system.clockStep
        guard abs(step.seconds) > 1e-3 else { return nil }
        return VerdictReason(
            name: "clockStep", level: .suspect,
            finding: "the time of day jumped by \(time(step.seconds)), about "
                + "\(time(step.at.seconds)) into the phase",
            consequence: "stamps do not fit those of other machines, and the machine may have "
                + "been paused",
            remedy: "let time synchronisation settle before the run, and look at its log "
                + "(chronyc tracking, timedatectl)",
            figures: ["stepSeconds": step.seconds, "atSeconds": step.at.seconds])
    }

    /// The counter is calibrated to some 5 parts per million; ten times that is no measuring error.
    ///
    /// Slewing may move the system's clock by 500 parts per million (adjtime(3)), which then is
    /// what this finds.
    private func drift(_ system: SystemSigns) -> VerdictReason? {
        guard let drift = system.clockDriftPartsPerMillion, abs(drift) > 50 else { return nil }
        return VerdictReason(
            name: "clockDrift", level: .suspect,
            finding: "the clock of the latencies and the system's clock drifted apart by "
                + "\(tenths(abs(drift))) millionths",
            consequence: "one of them is wrong: rates and latencies are off by as much",
            remedy: "let time synchronisation settle before the run, and check the kernel's "
                + "clock source",
            figures: ["driftPartsPerMillion": drift])
    }
}
