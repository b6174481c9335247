internal import ArgumentParser
internal import Engine
internal import Targets
internal import Workload

/// Which workload, and what to change in it.
struct WorkloadOptions: ParsableArguments {
    @Argument(
        help: "A name that 'spikebench list' shows, or a workload file (anything with / or .).")
    var workload: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Change a key of the workload, for example operations.read=50; repeatable.",
            valueName: "key=value"))
    var overrides: [String] = []

    @Option(help: "What decides every draw, from 0 (default: the workload's, else 1).")
    var seed: UInt64?

    /// The plan, with `more` overrides after those that were typed.
    func plan(_ more: [String] = []) throws -> Plan {
        let all = overrides + (seed.map { ["seed=\($0)"] } ?? []) + more
        do {
            let plan = try Plan.named(workload, overrides: all)
            // The engine's section is checked by whoever knows it, also when it is not driven.
            _ = try EngineConfiguration(plan)
            return plan
        } catch {
            throw Self.asTyped(error, more)
        }
    }

    /// The error with the option that was typed in place of the `--set` that it stands for.
    private static func asTyped(_ error: WorkloadError, _ more: [String]) -> WorkloadError {
        guard case .option(let place) = error.place else { return error }
        let keys = more.map { String($0.prefix { $0 != "=" }) }
        guard let key = keys.first(where: { place == "--set \($0)" }),
            let option = LoadOptions.option(for: key)
        else { return error }
        return WorkloadError(.option(option), error.reason)
    }
}
