/// A parameter of a target: what it is set to, and what else it could be.
public struct ParameterFact: Hashable, Sendable {
    /// Its name, as workload files have it.
    public var name: String
    /// Its value.
    public var value: String
    /// What it would be if the workload did not say.
    public var defaultValue: String
    /// What it decides.
    public var meaning: String
    /// The values it may have.
    public var bounds: String

    /// A parameter; each value as its property says.
    public init(
        name: String, value: String, defaultValue: String, meaning: String, bounds: String
    ) {
        self.name = name
        self.value = value
        self.defaultValue = defaultValue
        self.meaning = meaning
        self.bounds = bounds
    }

    /// How wide a page is.
    private static let pageWidth = 98

    /// A line or two for each: name, value, meaning and bounds; nothing for none.
    static func chapter(_ parameters: [ParameterFact], style: TextStyle) -> String {
        guard !parameters.isEmpty else { return "" }
        let columns = [parameters.map(\.name), parameters.map(\.value)]
        let width = columns.reduce(2) { $0 + ($1.map(\.count).max() ?? 0) + 2 }
        var table = TextTable(columns: [
            ("engine", .left), ("value", .left), ("what it is, and what it may be", .left),
        ])
        for parameter in parameters {
            for (index, line) in parameter.words.wrapped(width: pageWidth - width).enumerated() {
                let isFirst = index == 0
                table.add([
                    isFirst ? parameter.name : "", isFirst ? parameter.value : "", line,
                ])
            }
        }
        return "\n" + table.text(style: style)
    }

    private var words: String {
        let change = value == defaultValue ? "" : "; default \(defaultValue)"
        return "\(meaning): \(bounds)\(change)"
    }
}
