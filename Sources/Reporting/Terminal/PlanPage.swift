internal import Platform

/// What `describe` shows of a workload.
public enum PlanPage {
    /// The page: what it models, every decision of the plan, the memory that it needs, and how the
    /// target is set up for it.
    ///
    /// - Parameters:
    ///   - plan: the resolved plan.
    ///   - plots: how its keys are chosen and how large its values are.
    ///   - parameters: those of the target, in the order to show.
    ///   - contention: how often its workers will meet; nil when unknown.
    ///   - memoryNeededByteCount: what the records will take; nil when unknown.
    ///   - memoryAvailableByteCount: what the machine has to offer; 0 when unknown.
    ///   - style: whether headings are set off.
    /// - Returns: lines that all end in a line break.
    public static func text(
        _ plan: PlanFacts, plots: [KeyspacePlot] = [], parameters: [ParameterFact] = [],
        contention: ContentionForecast? = nil, memoryNeededByteCount: UInt64?,
        memoryAvailableByteCount: UInt64,
        style: TextStyle = .plain
    ) -> String {
        var text = style.bold(plan.name) + "\n"
        for line in plan.summary.wrapped(width: 76) { text += "  \(line)\n" }
        if !plan.tags.isEmpty { text += "  tags: \(plan.tags.joined(separator: ", "))\n" }
        text += "\n"
        var table = TextTable(alignments: [.left, .left, .left])
        var section = ""
        for fact in plan.facts {
            table.add([fact.section == section ? "" : fact.section, fact.name, fact.value])
            section = fact.section
        }
        for (index, phase) in plan.phases.enumerated() {
            table.add([index == 0 ? "phases" : "", "\(index + 1)", phase])
        }
        table.add(["run", "workers", "\(plan.workerCount)"])
        table.add(["", "pipeline", "\(plan.pipelineDepth)"])
        table.add(["", "seed", "\(plan.seed)"])
        if let memoryNeededByteCount {
            table.add(["memory", "needed", "about \(Units.bytes(Double(memoryNeededByteCount)))"])
        }
        if memoryAvailableByteCount > 0 {
            let available = Units.bytes(Double(memoryAvailableByteCount))
            table.add([memoryNeededByteCount == nil ? "memory" : "", "available", available])
        }
        return text + table.text() + plots.map { $0.text(style: style) }.joined()
            + ParameterFact.chapter(parameters, style: style)
            + (contention?.chapter(style: style) ?? "")
    }
}
