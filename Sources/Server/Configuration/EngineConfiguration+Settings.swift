public import Engine
public import Workload

extension EngineConfiguration {
    /// Changes what `settings` name, and checks every parameter.
    ///
    /// - Parameter settings: a section of a workload or settings file, whose keys are the names of
    ///   `EngineParameter.all`.
    /// - Throws: `WorkloadError` with the line, the value and the bounds of the first setting that
    ///   is unknown or outside its bounds.
    public mutating func apply(_ settings: PlanSettings) throws(WorkloadError) {
        for setting in settings.all { try apply(setting) }
        try validate(settings)
    }

    /// Changes one parameter, which may then be outside its bounds.
    ///
    /// - Throws: `WorkloadError` when there is no such parameter, or the value has another form.
    public mutating func apply(_ setting: PlanSetting) throws(WorkloadError) {
        guard let parameter = EngineParameter.named(setting.name) else {
            throw setting.unknown(known: EngineParameter.all.map(\.name))
        }
        guard parameter.set(try setting.value(as: parameter), in: &self) else {
            throw setting.outOfBounds(parameter.bounds)
        }
    }

    /// Checks every parameter against its bounds.
    ///
    /// - Parameter settings: what was set, for the line of an error.
    /// - Throws: `WorkloadError` for the first that is outside.
    public func validate(_ settings: PlanSettings) throws(WorkloadError) {
        do {
            try validate()
        } catch .invalidParameter(let name, let value, let bounds) {
            throw settings.outOfBounds(name, found: value, bounds: bounds)
        } catch {
            preconditionFailure("validation is about parameters: \(error)")
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
