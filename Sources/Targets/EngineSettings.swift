public import Engine
public import Workload

extension EngineConfiguration {
    /// What a plan asks of the engine: the defaults, with what its `engine` section changes.
    ///
    /// Records may be as large as those that the plan writes, unless the section sets a limit.
    ///
    /// - Parameter plan: the plan.
    /// - Throws: `WorkloadError` with the line, the value and the bounds of the first setting that
    ///   is unknown or outside its bounds.
    public init(_ plan: Plan) throws(WorkloadError) {
        self.init()
        for setting in plan.engine.all { try apply(setting) }
        if plan.engine["recordByteLimit"] == nil { try makeRoom(for: plan) }
        do {
            try validate()
        } catch .invalidParameter(let name, let value, let bounds) {
            throw plan.engine.outOfBounds(name, found: value, bounds: bounds)
        } catch {
            preconditionFailure("validation is about parameters: \(error)")
        }
    }

    /// Lets records be as large as the plan's largest.
    private mutating func makeRoom(for plan: Plan) throws(WorkloadError) {
        // A bin's header has at most 10 bytes.
        let largest =
            plan.keyspaces.map { keyspace in
                keyspace.record.bins.reduce(0) { $0 + $1.largestByteCount + 10 }
            }.max() ?? 0
        guard largest <= Self.recordByteLimitMaximum else {
            throw plan.engine.outOfBounds(
                "recordByteLimit", found: "\(largest)B for the workload's largest record",
                bounds:
                    "at most \(Self.recordByteLimitMaximum)B; lower record.values or record.bins"
            )
        }
        recordByteLimit = max(recordByteLimit, largest)
    }

    private mutating func apply(_ setting: PlanSetting) throws(WorkloadError) {
        guard let parameter = EngineParameter.named(setting.name) else {
            throw setting.unknown(known: EngineParameter.all.map(\.name))
        }
        guard parameter.set(try setting.value(as: parameter), in: &self) else {
            throw setting.outOfBounds(parameter.bounds)
        }
    }
}

extension PlanSetting {
    /// What was written, read as `parameter` wants it.
    fileprivate func value(
        as parameter: EngineParameter
    ) throws(WorkloadError) -> EngineParameter.Value {
        if let special = parameter.special, isWord(special.word) {
            return .number(special.number)
        }
        return switch parameter.form {
        case .count: .number(try number(.count))
        case .byteCount: .number(try number(.byteCount))
        case .seconds: .number(try number(.seconds))
        case .milliseconds: .number(try number(.milliseconds))
        case .share: .number(try number(.share))
        case .fraction: .number(try number(.fraction))
        case .word(let words): .word(try word(of: words))
        }
    }
}
