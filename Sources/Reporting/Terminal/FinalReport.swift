internal import Driver
internal import Platform

/// What a run found, on one screen: verdict, operations, latencies, errors, workers, memory.
///
/// The verdict comes first, because it says whether the rest may be read; its reasons follow in
/// full at the end, where the eye rests when the run is over.
public struct FinalReport {
    /// The run in figures.
    public var summary: RunSummary
    /// What was run, with what, on what, and when.
    public var manifest: Manifest
    /// Where the result lies; nil when it is not kept.
    public var resultPath: String?

    /// A report; each value as its property says.
    public init(summary: RunSummary, manifest: Manifest, resultPath: String?) {
        self.summary = summary
        self.manifest = manifest
        self.resultPath = resultPath
    }

    /// The report, ending in a line break.
    public func text(style: TextStyle = .plain) -> String {
        var text = style.bold("\(manifest.plan.name) on \(manifest.target)")
        text += "  \(manifest.startedAt)  seed \(manifest.plan.seed)\n"
        text += style.level(summary.level, verdictWords) + "\n"
        if let phase = summary.measured ?? summary.phases.last {
            text += chapters(of: phase, style: style).joined()
        } else {
            text += "\n  no phase was begun\n"
        }
        text += closing(style)
        return text
    }

    private func chapters(of phase: PhaseSummary, style: TextStyle) -> [String] {
        let operations = Self.operationsToShow(of: phase)
        return [
            "\n" + header(of: phase), operationTable(operations, style: style),
            LatencyTable.text(operations, isOpen: phase.arrivals != "closed", style: style),
            outcomes(of: phase),
            WorkerTable.text(phase.workers, isOpen: phase.arrivals != "closed", style: style),
            manifest.targetAddress == nil ? "" : ProcessorCost.text(phase),
            phase.system.map { "\n" + $0.words } ?? "", memory,
            TargetCounters.text(phase.targetStatistics ?? [], target: manifest.target),
            VerificationLines.text(summary.verification),
        ]
    }

    /// The kinds, and their total when there is more than one kind.
    private static func operationsToShow(of phase: PhaseSummary) -> [OperationSummary] {
        let kinds = Array(phase.operations.dropFirst())
        return kinds.count == 1 ? kinds : kinds + phase.operations.prefix(1)
    }

    // MARK: The verdict

    private var verdictWords: String {
        let names = summary.reasons.map(\.name).joined(separator: ", ")
        return switch summary.level {
        case .valid: "valid: nothing speaks against these figures"
        case .suspect: "suspect: something may have bent these figures (\(names))"
        case .invalid: "invalid: these figures do not say what they seem to say (\(names))"
        }
    }

    private func closing(_ style: TextStyle) -> String {
        var text = ""
        for reason in summary.reasons {
            let level = Verdict.Level(rawValue: reason.level) ?? .invalid
            let finding = "\(reason.level): \(reason.finding)".wrapped(width: 98)
            text += "\n" + style.level(level, finding.joined(separator: "\n  ")) + "\n"
            text += indented(reason.consequence) + indented("→ \(reason.remedy)")
            if reason.name == "verificationFailed" {
                text += VerificationLines.faults(summary.verification)
            }
        }
        if let resultPath { text += "\nresult  \(resultPath)\n" }
        return text
    }

    private func indented(_ text: String) -> String {
        "  " + text.wrapped(width: 96).joined(separator: "\n  ") + "\n"
    }

    // MARK: Rates

    private func header(of phase: PhaseSummary) -> String {
        guard let all = phase.all else { return "  \(phase.plan)\n" }
        var text = "  \(phase.phase): \(Self.operations(all.completedCount)) in "
        text += "\(Units.time(.seconds(phase.elapsedSeconds)))"
        text += phase.wasInterrupted ? ", interrupted\n" : "\n"
        text += "  achieved \(Units.rate(all.ratePerSecond)) \(uncertainty(of: phase))"
        text += "\n" + load(of: phase, ratePerSecond: all.ratePerSecond)
        if let cost = summary.harnessNanosecondsPerOperation {
            text += "  of each operation, \(Units.significant(cost, digits: 3)) ns is the harness\n"
        }
        return text + SelfCheckLine.text(phase.selfCheck ?? [])
    }

    /// What an open loop wanted, in a line; nothing for a closed loop.
    private func load(of phase: PhaseSummary, ratePerSecond: Double) -> String {
        guard phase.arrivals != "closed" else { return "" }
        var parts = ["\(Self.operations(phase.unsentCount)) not sent"]
        if let offered = phase.offeredRatePerSecond, offered > 0 {
            let share = Units.fixed(ratePerSecond / offered * 100, decimals: 2)
            parts.insert("offered \(Units.rate(offered)), \(share) % of it achieved", at: 0)
        }
        return "  \(parts.joined(separator: ", "))\n"
    }

    private static func operations(_ count: UInt64) -> String {
        "\(Units.count(count)) \(count == 1 ? "operation" : "operations")"
    }

    private func uncertainty(of phase: PhaseSummary) -> String {
        guard let error = phase.rateStandardErrorPerSecond, let rate = phase.all?.ratePerSecond,
            rate > 0
        else { return "± ~ (that takes 6 intervals, not \(phase.fullIntervalCount))" }
        return "± \(Units.percent(error / rate)) (standard error, "
            + "\(phase.fullIntervalCount) intervals)"
    }

    private func operationTable(_ operations: [OperationSummary], style: TextStyle) -> String {
        var table = TextTable(columns: [
            ("operation", .left), ("count", .right), ("rate /s", .right), ("share", .right),
            ("ok", .right), ("miss", .right), ("errors", .right), ("error share", .right),
        ])
        let total = operations.map(\.completedCount).max() ?? 0
        for operation in operations {
            let share = total > 0 ? Double(operation.completedCount) / Double(total) : 0
            table.add([
                operation.kind, Units.grouped(operation.completedCount),
                Units.significant(operation.ratePerSecond), Units.percent(share),
                Units.grouped(operation.count(of: .ok)),
                Units.grouped(operation.count(of: .miss)), Units.grouped(operation.errorCount),
                Units.percent(operation.errorShare),
            ])
        }
        return "\n" + table.text(style: style)
    }

    /// The errors by outcome; all of them also when zero.
    private func outcomes(of phase: PhaseSummary) -> String {
        guard let all = phase.all else { return "" }
        let counts = Outcome.allCases.filter { !$0.isAnswer }.map {
            "\($0.name) \(Units.grouped(all.count(of: $0)))"
        }
        return "\n  errors: \(counts.joined(separator: ", "))\n"
    }

    // MARK: Memory

    private var memory: String {
        guard let records = summary.statistic("recordCount"), records > 0 else { return "" }
        var parts: [String] = []
        let shown = [
            ("payloadByteCount", "payload"), ("headerByteCount", "header"),
            ("slackByteCount", "slack"), ("indexByteCount", "index"), ("activeByteCount", "active"),
            ("residentByteCount", "resident"),
        ]
        for (name, word) in shown {
            guard let value = summary.statistic(name) else { continue }
            parts.append("\(word) \(Units.fixed(value / records, decimals: 1))")
        }
        let count = "\n  memory: \(Units.count(UInt64(records))) records"
        guard !parts.isEmpty else { return count + "\n" }
        return count + ", and for each of them, in bytes:\n    \(parts.joined(separator: ", "))\n"
    }
}
