internal import Platform
internal import Workload

/// Whether the target could be reached all the time.
extension VerdictRules {
    func connectionReasons() -> [VerdictReason] {
        [targetLost, connectionFaults].compactMap(\.self)
    }

    /// A worker gives a store up that it has had no connection to for ten seconds.
    private var targetLost: VerdictReason? {
        guard let last = phases.last, last.workers.contains(where: \.lostTarget) else { return nil }
        return VerdictReason(
            name: "targetLost", level: .invalid,
            finding: "the target could not be reached any more, and the run ended early",
            consequence: "the figures cover only the time before that",
            remedy: "look at the server's log, and at what became of its process",
            figures: ["elapsedSeconds": last.elapsed.seconds])
    }

    /// Operations that were lost with a connection are errors; this says why they were.
    private var connectionFaults: VerdictReason? {
        guard let measured = phases.last(where: { $0.plan.kind == .measure }) else { return nil }
        let found = ConnectionFault.allCases.compactMap { fault -> (name: String, count: Double)? in
            let name = fault.statisticName
            let count = measured.statistics.filter { $0.name == name }.map(\.value).max() ?? 0
            return count > 0 ? (name, count) : nil
        }
        guard !found.isEmpty else { return nil }
        let words = found.map { "\($0.name.dropLast("Count".count)) \(Int($0.count))" }
        return VerdictReason(
            name: "connectionFaults", level: .suspect,
            finding: "connections failed: \(words.joined(separator: ", "))",
            consequence: "operations were lost, and others waited for connections to be made again",
            remedy: "look at the server's log and its limits on connections and on time",
            figures: Dictionary(found.map { ($0.name, $0.count) }) { first, _ in first })
    }
}
