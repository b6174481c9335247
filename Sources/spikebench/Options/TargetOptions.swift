internal import ArgumentParser
internal import Driver
internal import Reporting
internal import Targets
internal import Workload

/// What is driven.
struct TargetOptions: ParsableArguments {
    @Option(help: "What to drive: the embedded engine, or null, which answers at once.")
    var target = Kind.engine

    /// The targets that an option can ask for.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case engine
        case null
    }

    /// The target, ready for a run of `plan`.
    func makeTarget(_ plan: Plan) throws -> any Target {
        switch target {
        case .engine: try EngineTarget(plan: plan)
        case .null: NullTarget()
        }
    }

    /// Why the records that `plan` loads cannot fit into the target, where that is certain.
    func memoryShortage(_ plan: Plan, on environment: RunEnvironment) -> MemoryShortage? {
        guard plan.phases.contains(where: { $0.kind == .load }) else { return nil }
        return MemoryShortage(neededByteCount: memoryNeeded(plan), environment: environment)
    }

    /// What the target will take for the records of `plan`, in bytes, roughly; nil for none.
    func memoryNeeded(_ plan: Plan) -> UInt64? {
        switch target {
        case .engine: EngineTarget.byteCount(for: plan)
        case .null: nil
        }
    }
}
