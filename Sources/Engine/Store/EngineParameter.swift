/// One thing about a namespace that its users may tune, with all that is known of it.
///
/// ``all`` is the one table of them: workload files, `--set`, `describe`, manifests, the checks of
/// ``EngineConfiguration/validate()`` and the reference pages are made from it.
public struct EngineParameter: Sendable {
    /// How a value is written, and what it counts.
    public enum Form: Hashable, Sendable {
        /// A whole number: `4096`.
        case count
        /// Bytes: `1MiB`.
        case byteCount
        /// Whole seconds: `30s`.
        case seconds
        /// Whole milliseconds: `250ms`.
        case milliseconds
        /// A part of 1: `0.9`.
        case share
        /// One divided by a whole number: `1/64`.
        case fraction
        /// One of these words.
        case word([String])
    }

    /// A value, as a number in the form's unit or as a word.
    public enum Value: Hashable, Sendable {
        /// A number of what the form counts.
        case number(Double)
        /// One of the form's words.
        case word(String)
    }

    /// A number that a word stands for: 0 for `none`.
    public struct Special: Hashable, Sendable {
        /// The number.
        public let number: Double
        /// The word.
        public let word: String
    }

    /// Its name: that of the field of ``EngineConfiguration``, and the key in workload files.
    public let name: String
    /// What it decides, in a few words.
    public let meaning: String
    /// How its values are written.
    public let form: Form
    /// The number that has a meaning of its own, if one has.
    public let special: Special?
    /// The values it may have, in words: `a power of two from 1 to 65536`.
    public let bounds: String

    private let get: @Sendable (EngineConfiguration) -> Value
    private let assign: @Sendable (Value, inout EngineConfiguration) -> Bool
    private let holds: @Sendable (EngineConfiguration) -> Bool

    /// The parameter called `name`, if there is one.
    public static func named(_ name: String) -> EngineParameter? {
        all.first { $0.name == name }
    }

    /// Its value in `configuration`.
    public func value(in configuration: EngineConfiguration) -> Value { get(configuration) }

    /// Gives it a value, which need not be within the bounds: see ``isValid(in:)``.
    ///
    /// - Parameters:
    ///   - value: a number in the form's unit, or a word.
    ///   - configuration: what to change.
    /// - Returns: false, with nothing changed, when the field cannot hold such a value.
    public func set(_ value: Value, in configuration: inout EngineConfiguration) -> Bool {
        assign(value, &configuration)
    }

    /// Whether its value is within the bounds, some of which depend on other parameters.
    public func isValid(in configuration: EngineConfiguration) -> Bool { holds(configuration) }

    /// Its value as a workload file would have it: `4096`, `1MiB`, `1/64`, `spin`.
    public func text(in configuration: EngineConfiguration) -> String {
        Self.text(get(configuration), form, special: special)
    }

    /// Its default in the same words.
    public var defaultText: String { text(in: EngineConfiguration()) }

    /// `engine: what it is; what it must be`: the value is outside the bounds.
    func error(in configuration: EngineConfiguration) -> EngineError {
        .invalidParameter(name: name, value: text(in: configuration), bounds: bounds)
    }
}

// MARK: Rows

/// What else must hold of a parameter, beside its range.
struct ParameterRule: Sendable {
    /// In words that stand before the range, `a power of two`, or in its place.
    let words: String
    /// Whether the words say all, and the range nothing more.
    var isComplete = false
    /// Whether it holds.
    let holds: @Sendable (EngineConfiguration) -> Bool
}

extension EngineParameter {
    /// A row for a whole number.
    ///
    /// - Parameters:
    ///   - name: the field's name.
    ///   - meaning: what it decides.
    ///   - field: the field.
    ///   - form: what it counts.
    ///   - range: its bounds.
    ///   - rule: what else must hold.
    ///   - special: a number that a word stands for.
    init<Number: FixedWidthInteger & Sendable>(
        _ name: String, _ meaning: String,
        _ field: any WritableKeyPath<EngineConfiguration, Number> & Sendable,
        _ form: Form, _ range: ClosedRange<Number>, rule: ParameterRule? = nil,
        special: Special? = nil
    ) {
        self.name = name
        self.meaning = meaning
        self.form = form
        self.special = special
        let ends = [range.lowerBound, range.upperBound].map {
            Self.text(.number(Double($0)), form, special: special)
        }
        let span = "from \(ends[0]) to \(ends[1])"
        bounds = rule.map { $0.isComplete ? $0.words : "\($0.words) \(span)" } ?? span
        get = { .number(Double($0[keyPath: field])) }
        assign = { value, configuration in
            guard case .number(let number) = value, let whole = Number(exactly: number)
            else { return false }
            configuration[keyPath: field] = whole
            return true
        }
        holds = { range.contains($0[keyPath: field]) && rule?.holds($0) ?? true }
    }

    /// A row for a part of 1.
    ///
    /// - Parameters:
    ///   - name: the field's name.
    ///   - meaning: what it decides.
    ///   - field: the field.
    ///   - form: `share` or `fraction`.
    ///   - bounds: its bounds in words.
    ///   - holds: whether they hold.
    init(
        _ name: String, _ meaning: String,
        _ field: any WritableKeyPath<EngineConfiguration, Double> & Sendable,
        _ form: Form, bounds: String, holds: @escaping @Sendable (EngineConfiguration) -> Bool
    ) {
        self.name = name
        self.meaning = meaning
        self.form = form
        self.bounds = bounds
        self.holds = holds
        special = nil
        get = { .number($0[keyPath: field]) }
        assign = { value, configuration in
            guard case .number(let number) = value else { return false }
            configuration[keyPath: field] = number
            return true
        }
    }

    /// A row for a yes or no.
    ///
    /// - Parameters:
    ///   - name: the field's name.
    ///   - meaning: what it decides.
    ///   - field: the field.
    init(
        _ name: String, _ meaning: String,
        _ field: any WritableKeyPath<EngineConfiguration, Bool> & Sendable
    ) {
        self.name = name
        self.meaning = meaning
        form = .word(["true", "false"])
        special = nil
        bounds = "true or false"
        get = { .word("\($0[keyPath: field])") }
        assign = { value, configuration in
            guard case .word(let word) = value, let flag = Bool(word) else { return false }
            configuration[keyPath: field] = flag
            return true
        }
        holds = { _ in true }
    }

    /// A row for a choice.
    ///
    /// - Parameters:
    ///   - name: the field's name.
    ///   - meaning: what it decides.
    ///   - field: the field.
    init<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
        _ name: String, _ meaning: String,
        _ field: any WritableKeyPath<EngineConfiguration, Choice> & Sendable
    ) {
        self.name = name
        self.meaning = meaning
        let words = Choice.allCases.map(\.rawValue)
        form = .word(words)
        special = nil
        bounds = "one of " + words.joined(separator: ", ")
        get = { .word($0[keyPath: field].rawValue) }
        assign = { value, configuration in
            guard case .word(let word) = value, let choice = Choice(rawValue: word)
            else { return false }
            configuration[keyPath: field] = choice
            return true
        }
        holds = { _ in true }
    }
}

// MARK: Text

extension EngineParameter {
    /// `value` as a workload file would have it, in the largest unit that leaves it whole.
    private static func text(_ value: Value, _ form: Form, special: Special?) -> String {
        guard case .number(let number) = value else {
            if case .word(let word) = value { return word }
            return ""
        }
        if let special, number == special.number { return special.word }
        return switch form {
        case .count, .word: inUnit(number, [("", 1)])
        case .byteCount:
            inUnit(number, [("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10), ("B", 1)])
        case .seconds: inUnit(number, [("h", 3600), ("m", 60), ("s", 1)])
        case .milliseconds:
            inUnit(number, [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)])
        case .share: "\(number)"
        case .fraction: fraction(number)
        }
    }

    private static func inUnit(_ number: Double, _ units: [(name: String, size: Double)]) -> String
    {
        for unit in units {
            let count = number / unit.size
            if count == count.rounded(), let whole = Int64(exactly: count), whole != 0 {
                return "\(whole)\(unit.name)"
            }
        }
        return "\(Int64(number.rounded()))\(units.last?.name ?? "")"
    }

    /// `1/64` where that is the number exactly.
    private static func fraction(_ number: Double) -> String {
        if number == 1 { return "1" }
        let divisor = (1 / number).rounded()
        return divisor >= 2 && divisor < 1e9 && 1 / divisor == number
            ? "1/\(Int(divisor))" : "\(number)"
    }
}
