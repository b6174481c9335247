/// Reads times to live: `none`, `1h`, `{uniform: {from: 1m, to: 1h}}`, `{exponential: 5m}`,
/// `{1d: 0.65, 14d: 0.27, none: 0.08}`.
enum TTLReader {
    private static let expected = "whole seconds, for example 60s, 24h or 14d, or none"

    /// The distribution that `value` describes.
    static func read(_ value: SpecValue) throws(WorkloadError) -> TTLDistribution {
        guard case .mapping(let entries) = value.node.content else {
            return .constant(try seconds(value, allowsNone: true))
        }
        guard let first = entries.first, SpecLanguage.key(first.key, in: "lifetimes") != nil else {
            return TTLDistribution(.table(try table(value)))
        }
        let choice = try SpecChoice(value, language: "lifetimes")
        switch choice.word {
        case "constant":
            return .constant(try seconds(try choice.required("1h"), allowsNone: true))
        case "uniform":
            let settings = try choice.required("{from: 1m, to: 1h}")
            let section = try SpecSection(
                settings.node, path: settings.path, language: "lifetimeRange")
            let from = try seconds(try section.required("from"))
            let upper = try section.required("to")
            let to = try seconds(upper)
            guard from <= to else { throw upper.outOfBounds("at least 'from'") }
            return TTLDistribution(.uniform(from...to))
        default:
            let mean = try seconds(try choice.required("5m"))
            return TTLDistribution(.exponential(meanSeconds: Double(mean)))
        }
    }

    /// Times and their weights.
    private static func table(
        _ value: SpecValue
    ) throws(WorkloadError) -> [TTLDistribution.Row] {
        let section = try SpecSection(value.node, path: value.path, language: nil)
        guard !section.keys.isEmpty else { throw value.wrong("{1d: 0.65, 14d: 0.35}") }
        var rows: [TTLDistribution.Row] = []
        for (key, value) in zip(section.keys, section.values) {
            let node = SpecNode(place: value.place, content: .scalar(key))
            let time = SpecValue(path: value.path, place: value.place, node: node)
            let seconds = try seconds(time, allowsNone: true)
            guard !rows.contains(where: { $0.seconds == seconds }) else {
                throw value.notAllowed("the same time stands above; add the weights up")
            }
            rows.append(.init(seconds: seconds, weight: try value.number(0...1e12)))
        }
        if let problem = WeightRule.problem(rows.map(\.weight)) { throw value.wrong(problem) }
        return rows.sorted { $0.seconds < $1.seconds }
    }

    private static func seconds(
        _ value: SpecValue, allowsNone: Bool = false
    ) throws(WorkloadError) -> UInt32 {
        if allowsNone, case .scalar("none") = value.node.content { return 0 }
        let nanoseconds = try value.quantity(expected, units: SpecValue.timeUnits)
        let seconds = nanoseconds / 1e9
        guard seconds >= 1 && seconds <= Double(TTLDistribution.secondsLimit) else {
            throw value.outOfBounds("from 1s to 3650d, or none")
        }
        guard seconds == seconds.rounded() else { throw value.wrong(expected) }
        return UInt32(seconds)
    }
}
