internal import Platform

/// Something that would spoil a run, known before it starts.
public struct RunWarning: Hashable, Sendable {
    /// What was seen.
    public var finding: String
    /// What it does to the figures.
    public var consequence: String
    /// What would help.
    public var remedy: String

    /// A warning.
    public init(finding: String, consequence: String, remedy: String) {
        self.finding = finding
        self.consequence = consequence
        self.remedy = remedy
    }

    /// The warning in three lines, each ending in a line break: as the reasons of a verdict.
    public func text(style: TextStyle = .plain) -> String {
        style.yellow("warning: \(finding)") + "\n  \(consequence)\n  → \(remedy)\n"
    }

    /// What can be told from the machine and the plan.
    ///
    /// - Parameters:
    ///   - environment: tool and machine.
    ///   - workerCount: how many workers will run.
    ///   - memoryNeededByteCount: what the records will take; nil when unknown.
    /// - Returns: warnings, the gravest first.
    public static func all(
        environment: RunEnvironment, workerCount: Int, memoryNeededByteCount: UInt64?
    ) -> [RunWarning] {
        [
            debugBuild(environment), memory(environment, needed: memoryNeededByteCount),
            processors(environment, workerCount: workerCount), governor(environment),
        ].compactMap(\.self)
    }

    private static func debugBuild(_ environment: RunEnvironment) -> RunWarning? {
        guard environment.isDebugBuild else { return nil }
        return RunWarning(
            finding: "this is a debug build",
            consequence: "operations take many times longer than they should",
            remedy: "run scripts/spikebench, which builds with optimisation")
    }

    private static func memory(_ environment: RunEnvironment, needed: UInt64?) -> RunWarning? {
        let available = environment.memoryAvailableByteCount
        guard let needed, available > 0, needed > available else { return nil }
        return RunWarning(
            finding: "the records need \(Units.bytes(Double(needed))), "
                + "but \(Units.bytes(Double(available))) is available",
            consequence: "the machine will swap, or the kernel will end the run",
            remedy: "load fewer records (--set keys.count=…) or smaller values")
    }

    private static func processors(
        _ environment: RunEnvironment, workerCount: Int
    ) -> RunWarning? {
        guard workerCount > environment.processorCount else { return nil }
        return RunWarning(
            finding: "\(workerCount) workers share \(environment.processorCount) "
                + (environment.processorCount == 1 ? "processor" : "processors"),
            consequence: "they wait for each other, and latencies include that wait",
            remedy: "use at most \(environment.processorCount) of them (--workers)")
    }

    private static func governor(_ environment: RunEnvironment) -> RunWarning? {
        guard ["powersave", "ondemand", "conservative"].contains(environment.governor) else {
            return nil
        }
        return RunWarning(
            finding: "the processors' frequency governor is '\(environment.governor)'",
            consequence: "the clock frequency changes during the run",
            remedy: "set it to 'performance' (cpupower frequency-set -g performance)")
    }
}
