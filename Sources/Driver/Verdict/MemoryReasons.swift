internal import Platform

/// Whether memory was at hand when it was needed.
extension VerdictRules {
    func memoryReasons(_ phase: PhaseResult) -> [VerdictReason] {
        [majorFaults(phase), swapping(phase)].compactMap(\.self)
    }

    /// A worker that touches a page on a disk stands still until it is read.
    ///
    /// A read takes 0.1 ms from a solid-state disk and up to 10 ms from a spinning one, so each
    /// is an operation beyond any high percentile; ten are what such a percentile rests upon.
    private func majorFaults(_ phase: PhaseResult) -> VerdictReason? {
        let worst = phase.workers.max { $0.usage.majorFaultCount < $1.usage.majorFaultCount }
        guard let worst, worst.usage.majorFaultCount > 10 else { return nil }
        let count = worst.usage.majorFaultCount
        return VerdictReason(
            name: replaysTrace ? "traceStall" : "majorFaults", level: .suspect,
            finding: "worker \(worst.index) waited \(count) times for memory to be read from a "
                + "disk" + (replaysTrace ? ", where the trace is" : ""),
            consequence: "the harness stood still meanwhile, and what was due then came late",
            remedy: replaysTrace
                ? "read the trace once before the run (cat trace > /dev/null), or free memory"
                : "free memory, or load fewer records (--set keys.count=…)",
            figures: ["worker": Double(worst.index), "majorFaultCount": Double(count)])
    }

    /// Less than 1 MiB may be anybody's.
    private func swapping(_ phase: PhaseResult) -> VerdictReason? {
        guard let count = phase.system?.swappedPageCount, count > 256 else { return nil }
        return VerdictReason(
            name: "swapping", level: .suspect,
            finding: "the machine swapped \(count) pages of memory in or out",
            consequence: "what was swapped may be the target's, and reading it back takes a "
                + "thousand times as long as memory does",
            remedy: "load fewer records (--set keys.count=…), stop other programs, or switch "
                + "swapping off (swapoff -a)",
            figures: ["swappedPageCount": Double(count)])
    }
}
