internal import Measurement
internal import Workload

/// Whether there is enough to rest figures upon.
extension VerdictRules {
    func sampleReasons(_ phase: PhaseResult) -> [VerdictReason] {
        [tooFewSamples(phase), errors(phase)].compactMap(\.self)
    }

    /// Ten samples beyond a percentile are the least that make it more than an anecdote; reports
    /// show the 99.9th, hence 10,000.
    private func tooFewSamples(_ phase: PhaseResult) -> VerdictReason? {
        let scarce = phase.kinds.filter { $0.completedCount < 10_000 }
        guard let scarcest = scarce.map(\.completedCount).min() else { return nil }
        let list = scarce.map { "\($0.kind.name) \($0.completedCount)" }.joined(separator: ", ")
        return VerdictReason(
            name: "tooFewSamples", level: .suspect,
            finding: "fewer than 10,000 operations: \(list)",
            consequence: "fewer than ten of them lie beyond the 99.9th percentile",
            remedy: "measure longer (--duration) or give the kind more weight",
            figures: ["completedCount": Double(scarcest)])
    }

    private func errors(_ phase: PhaseResult) -> VerdictReason? {
        let completed = phase.kinds.reduce(0) { $0 + $1.completedCount }
        let errors = phase.kinds.reduce(0) { $0 + $1.errorCount }
        let share = Double(errors) / Double(max(completed, 1))
        guard share > 0.001 else { return nil }
        return VerdictReason(
            name: "errors", level: share > 0.01 ? .invalid : .suspect,
            finding: "\(percent(share)) of the operations ended in an error",
            consequence: "the latencies of answered operations tell half the story",
            remedy: "see the error counts by kind, and remove their cause",
            figures: ["errorCount": Double(errors), "errorShare": share])
    }
}
