internal import Verification

extension VerificationReport {
    /// What speaks against a run's figures: a store that answers wrongly may be fast for nothing.
    var verdictReasons: [VerdictReason] {
        guard !isSound else { return [] }
        var findings = VerificationFault.Kind.allCases.compactMap { kind in
            faultCounts[kind].map { "\($0) \(kind.words)" }
        }
        if let count = histories?.violations.count, count > 0 {
            findings.append("\(count) histories that no order explains")
        }
        return [
            VerdictReason(
                name: "verificationFailed", level: .invalid,
                finding: "answers contradict what was written: "
                    + findings.joined(separator: ", "),
                consequence: "the target does not do the work that its figures are for",
                remedy: "see the faults below and in summary.json; repeat with the same seed",
                figures: [
                    "faultCount": Double(faultCount),
                    "historyViolationCount": Double(histories?.violations.count ?? 0),
                ])
        ]
    }
}
