/// What verifying found, in a few lines; the faults and histories themselves follow the verdict.
enum VerificationLines {
    /// How many faults and how many histories are shown.
    private static let (faultLimit, historyLimit) = (10, 3)

    /// The lines, each indented and ending in a line break; nothing for a run without verification.
    static func text(_ summary: VerificationSummary?) -> String {
        guard let summary else { return "" }
        let faultCount = summary.faultCounts.values.reduce(0, +)
        let parts = [
            "\(Units.count(summary.checkedValueCount)) values",
            "\(Units.count(summary.checkedMissCount)) misses checked",
            faultCount == 0 ? "no fault" : "\(Units.count(faultCount)) faults",
        ]
        var lines = ["verified: " + parts.joined(separator: ", ")]
        if let histories = summary.histories { lines.append(words(histories)) }
        if summary.uncheckedVersionCount > 0 {
            lines.append(
                "of \(Units.count(summary.uncheckedVersionCount)) values, of keys beyond the "
                    + "tables, only the bytes were checked")
        }
        if summary.lengthenedValueCount > 0 {
            lines.append(
                "\(Units.count(summary.lengthenedValueCount)) values were written longer than "
                    + "planned, to have room for their stamp")
        }
        lines += summary.limits
        return "\n" + lines.map { indented($0) }.joined()
    }

    private static func words(_ histories: VerificationSummary.Histories) -> String {
        var text = "histories of \(histories.valueCount) values, "
        text += "\(Units.count(UInt64(histories.operationCount))) operations, "
        text += "\(Units.count(UInt64(histories.overlappingPairCount))) overlapping pairs: "
        text += histories.verdict == "violation" ? "not linearizable" : histories.verdict
        if histories.undecidedCount > 0 { text += ", \(histories.undecidedCount) undecided" }
        if histories.cutCount > 0 {
            text += "; of \(histories.cutCount) the beginning, which filled their room"
        }
        return text
    }

    private static func indented(_ text: String) -> String {
        "  " + text.wrapped(width: 96).joined(separator: "\n    ") + "\n"
    }

    /// The first faults, and the first histories that no order explains.
    static func faults(_ summary: VerificationSummary?) -> String {
        guard let summary, !summary.isSound else { return "" }
        var text = ""
        for fault in summary.faults.prefix(faultLimit) {
            let bin = fault.bin.map { ", bin \($0)" } ?? ""
            text += indented(
                "\(fault.kind): \(fault.keyspace) key \(fault.key)\(bin): expected "
                    + "\(fault.expected), seen \(fault.seen)")
        }
        let count = summary.faultCounts.values.reduce(0, +)
        if count > UInt64(faultLimit) {
            text += "  and \(Units.count(count - UInt64(faultLimit))) more\n"
        }
        for history in (summary.histories?.violations ?? []).prefix(historyLimit) {
            text += history.split(separator: "\n").map { "  \($0)\n" }.joined()
        }
        return text
    }
}
