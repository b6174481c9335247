/// Reads files of weights: a JSON file in cachebench's form, or two columns of CSV.
///
/// JSON: two lists of numbers that belong together, such as `popularityBuckets` and
/// `popularityWeights`. CSV: `what,weight` or `from-to,weight` in each line; a first line without
/// numbers, empty lines and lines that begin with `#` are passed over.
struct WeightFile {
    /// A number or a range of numbers, and its weight.
    struct Row {
        var place: WorkloadError.Place
        var range: ClosedRange<UInt64>
        var weight: Double
    }

    /// The largest number in a file.
    private static let numberLimit = 0x1p53

    /// What errors call the file.
    let path: String
    private let text: String

    /// The file that `value` names.
    init(_ value: SpecValue, _ files: SpecFiles) throws(WorkloadError) {
        (path, text) = try files.text(value)
    }

    /// Whether it is JSON: CSV never begins with a bracket.
    var isJSON: Bool { text.utf8.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: "{") }

    // MARK: JSON

    /// The lists called `names`, of which the weights are the second.
    ///
    /// - Parameter choices: pairs of names; the first pair that the file has is read.
    /// - Returns: the numbers with their places, and the weights.
    /// - Throws: `WorkloadError` when a list is missing or holds something else.
    func lists(
        _ choices: [(numbers: String, weights: String)]
    ) throws(WorkloadError) -> (numbers: [Row], weights: [Row]) {
        let root = try YAMLReader.read(text) { place($0) }
        guard let root, case .mapping(let entries) = root.content else {
            throw WorkloadError(.file(path), .table("no JSON object; begin with { and end with }"))
        }
        for choice in choices {
            guard let numbers = entries.first(where: { $0.key == choice.numbers }) else { continue }
            guard let weights = entries.first(where: { $0.key == choice.weights }) else {
                throw WorkloadError(
                    numbers.keyPlace, .table("'\(choice.weights)' is missing; add a list of it"))
            }
            return (try list(numbers, isWhole: true), try list(weights, isWhole: false))
        }
        let names = choices.map { "'\($0.numbers)' and '\($0.weights)'" }
        throw WorkloadError(
            .file(path), .table("has no lists \(names.joined(separator: " or ")); add them"))
    }

    private func list(
        _ entry: SpecNode.Entry, isWhole: Bool
    ) throws(WorkloadError) -> [Row] {
        guard case .sequence(let nodes) = entry.value.content, !nodes.isEmpty else {
            throw WorkloadError(
                entry.keyPlace, .table("'\(entry.key)' is no list of numbers: [1, 2, 3]"))
        }
        var rows: [Row] = []
        for node in nodes {
            guard case .scalar(let text) = node.content else {
                throw WorkloadError(node.place, .table("'\(entry.key)' holds more than numbers"))
            }
            if isWhole {
                let number = try whole(text[...], node.place, units: ["": 1])
                rows.append(Row(place: node.place, range: number...number, weight: 0))
            } else {
                rows.append(
                    Row(place: node.place, range: 0...0, weight: try weight(text[...], node.place)))
            }
        }
        return rows
    }

    // MARK: CSV

    /// The rows of a CSV file, with whole numbers in one of `units`.
    func rows(units: [String: Double]) throws(WorkloadError) -> [Row] {
        var rows: [Row] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                .map(Self.trimmed)
            guard let first = fields.first, !(fields.count == 1 && first.isEmpty),
                !first.hasPrefix("#"), !(index == 0 && !first.contains { $0.isNumber })
            else { continue }
            rows.append(try row(fields, place(index + 1), units))
        }
        guard !rows.isEmpty else {
            throw WorkloadError(.file(path), .table("no rows; write lines such as 100-199,0.25"))
        }
        return rows
    }

    private func row(
        _ fields: [Substring], _ place: WorkloadError.Place, _ units: [String: Double]
    ) throws(WorkloadError) -> Row {
        guard fields.count == 2 else {
            throw WorkloadError(
                place, .table("\(fields.count) columns; write two, such as 100-199,0.25"))
        }
        // A sign is no dash.
        let dash = fields[0].dropFirst().firstIndex(of: "-")
        let (first, last) =
            dash.map { dash in
                (fields[0][..<dash], fields[0][fields[0].index(after: dash)...])
            } ?? (fields[0], fields[0])
        let lower = try whole(Self.trimmed(first), place, units: units)
        let upper = try whole(Self.trimmed(last), place, units: units)
        guard lower <= upper else {
            throw WorkloadError(place, .table("'\(fields[0])' ends before it begins; swap the two"))
        }
        return Row(place: place, range: lower...upper, weight: try weight(fields[1], place))
    }

    // MARK: Numbers

    private func place(_ line: Int?) -> WorkloadError.Place {
        line.map { .line(file: path, line: $0) } ?? .file(path)
    }

    private func whole(
        _ text: Substring, _ place: WorkloadError.Place, units: [String: Double]
    ) throws(WorkloadError) -> UInt64 {
        guard let number = Quantity.parse(String(text), units: units), number >= 0,
            number <= Self.numberLimit, number == number.rounded(.down)
        else {
            throw WorkloadError(
                place,
                .table(
                    "'\(WorkloadError.Place.shortened(String(text)))' is no whole number from 0 up;"
                        + " write one"))
        }
        return UInt64(number)
    }

    private func weight(
        _ text: Substring, _ place: WorkloadError.Place
    ) throws(WorkloadError) -> Double {
        guard let weight = Quantity.parse(String(text), units: ["": 1]), weight >= 0,
            weight <= 1e18
        else {
            throw WorkloadError(
                place,
                .table(
                    "'\(WorkloadError.Place.shortened(String(text)))' is no weight; write a number"
                        + " from 0 up"))
        }
        return weight
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let rest = text.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" && $0 != "\r" }) else {
            return rest.prefix(0)
        }
        return rest[...last]
    }
}

/// The rule for every list of weights.
enum WeightRule {
    /// What is wrong with weights as a whole, if anything; what to do.
    ///
    /// Whole numbers are counts and may sum to anything above zero; numbers with fractions are
    /// shares, and must sum to 1, or to 100 in percent: otherwise one is missing or mistyped.
    static func problem(_ weights: [Double]) -> String? {
        let sum = weights.reduce(0, +)
        if sum <= 0 { return "all weights are zero; give at least one a weight above 0" }
        if weights.allSatisfy({ $0 == $0.rounded() }) { return nil }
        if abs(sum - 1) <= 0.001 || abs(sum - 100) <= 0.1 { return nil }
        return
            "the weights sum to \(SpecValue.short((sum * 1e6).rounded() / 1e6)); make shares sum "
            + "to 1, or write whole numbers"
    }
}
