internal import Platform

/// What will happen: the block that is shown before a run.
public struct RunAnnouncement {
    /// The plan.
    public var plan: PlanFacts
    /// The target's name.
    public var target: String
    /// The target's settings, in its order.
    public var targetSettings: [(name: String, value: String)]
    /// What the records will take, in bytes; nil when unknown.
    public var memoryNeededByteCount: UInt64?
    /// The processors that the workers are pinned to, in worker order; empty leaves them free.
    public var processors: [Int]
    /// Those that a server has which the run started; empty when there is none, or it has none of
    /// its own.
    public var serverProcessors: [Int]
    /// Where the result will be; nil when none is kept.
    public var resultPath: String?
    /// Tool and machine.
    public var environment: RunEnvironment

    /// A run to come; each value as its property says.
    public init(
        plan: PlanFacts, target: String, targetSettings: [(name: String, value: String)],
        memoryNeededByteCount: UInt64?, processors: [Int], serverProcessors: [Int] = [],
        resultPath: String?, environment: RunEnvironment
    ) {
        self.plan = plan
        self.target = target
        self.targetSettings = targetSettings
        self.memoryNeededByteCount = memoryNeededByteCount
        self.processors = processors
        self.serverProcessors = serverProcessors
        self.resultPath = resultPath
        self.environment = environment
    }

    /// What would spoil the run.
    public var warnings: [RunWarning] {
        RunWarning.all(
            environment: environment, workerCount: plan.workerCount,
            memoryNeededByteCount: memoryNeededByteCount)
    }

    /// The block, ending in a line break.
    public func text(style: TextStyle = .plain) -> String {
        var text = style.bold(plan.name) + "  \(plan.summary)\n"
        var table = TextTable(alignments: [.left, .left])
        for (index, line) in targetLines.enumerated() {
            table.add([index == 0 ? "target" : "", line])
        }
        for section in ["keys", "record", "operations", "trace"] {
            let facts = plan.facts.filter { $0.section == section }
            if !facts.isEmpty { table.add([section, Self.words(for: facts, of: section)]) }
        }
        if let memoryWords { table.add(["memory", memoryWords]) }
        for (index, phase) in plan.phases.enumerated() {
            table.add([index == 0 ? "phases" : "", "\(index + 1). \(phase)"])
        }
        let depth = plan.pipelineDepth
        table.add(["workers", workerWords + (depth > 1 ? ", \(depth) operations in flight" : "")])
        table.add(["seed", "\(plan.seed)"])
        table.add(["result", resultPath ?? "not kept"])
        text += table.text()
        for warning in warnings { text += warning.text(style: style) }
        return text
    }

    private var targetLines: [String] {
        // A setting stays on one line: its blank is no place to break.
        let settings = targetSettings.map { "\($0.name)\u{A0}\($0.value)" }.joined(separator: ", ")
        let words = settings.isEmpty ? target : "\(target) (\(settings))"
        return words.wrapped(width: 84).map { line in
            String(line.map { $0 == "\u{A0}" ? " " : $0 })
        }
    }

    /// Nil when the target keeps nothing.
    private var memoryWords: String? {
        guard let needed = memoryNeededByteCount else { return nil }
        let available = environment.memoryAvailableByteCount
        return "about \(Units.bytes(Double(needed))) needed"
            + (available > 0 ? ", \(Units.bytes(Double(available))) available" : "")
    }

    private var workerWords: String {
        guard !processors.isEmpty else { return "\(plan.workerCount), on any processor" }
        let places = (0..<plan.workerCount).map { processors[$0 % processors.count] }
        let server =
            serverProcessors.isEmpty ? "" : "; the server on \(Self.words(for: serverProcessors))"
        return "\(plan.workerCount), on \(Self.words(for: places))\(server)"
    }

    private static func words(for processors: [Int]) -> String {
        let list = processors.map { "\($0)" }.joined(separator: ", ")
        return "\(processors.count == 1 ? "processor" : "processors") \(list)"
    }

    /// A section in one line: the facts that tell workloads apart; `describe` has the others.
    private static func words(for facts: [PlanFacts.Fact], of section: String) -> String {
        if section == "operations" {
            return facts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        }
        let telling = facts.filter {
            ["count", "chosen", "bins", "file", "replayed"].contains($0.name)
        }
        return telling.map(\.value).joined(separator: ", ")
    }
}
