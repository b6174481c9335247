internal import Platform
internal import Workload

/// What spoils a run as a whole.
extension VerdictRules {
    func runReasons() -> [VerdictReason] {
        [debugBuild, workerStuck, interrupted].compactMap(\.self)
    }

    private var debugBuild: VerdictReason? {
        guard isDebugBuild else { return nil }
        return VerdictReason(
            name: "debugBuild", level: .invalid,
            finding: "this is a debug build of spikebench",
            consequence: "the harness itself is ten to a hundred times slower",
            remedy: "start it with scripts/spikebench, which builds for release")
    }

    private var workerStuck: VerdictReason? {
        guard let stuck = phases.last?.workers.first(where: { !$0.didFinish }) else { return nil }
        return VerdictReason(
            name: "workerStuck", level: .invalid,
            finding: "worker \(stuck.index) did not end in time and was left behind",
            consequence: "its last interval is missing from the figures",
            remedy: "look for a target that blocks; its log may say why",
            figures: ["worker": Double(stuck.index), "elapsedSeconds": stuck.elapsed.seconds])
    }

    private var interrupted: VerdictReason? {
        guard let last = phases.last(where: \.wasInterrupted) else { return nil }
        let wasMeasured = phases.contains { $0.plan.kind == .measure }
        return VerdictReason(
            name: "interrupted", level: wasMeasured ? .suspect : .invalid,
            finding: "the run was interrupted" + (wasMeasured ? "" : " before its measured phase"),
            consequence: wasMeasured
                ? "the figures cover only the time before that"
                : "the figures are those of the phase before it",
            remedy: "let the run end by itself",
            figures: ["elapsedSeconds": last.elapsed.seconds])
    }
}
