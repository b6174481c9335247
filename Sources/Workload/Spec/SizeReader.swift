/// Reads sizes: of values and keys in bytes, of scans and batches in records.
///
/// `100B`, `{uniform: {from: 1B, to: 1KiB}}`, `{table: {2B: 0.2, 100B: 0.8}}`.
struct SizeReader {
    /// What the sizes count.
    enum Measure {
        case bytes
        case records
    }

    private let measure: Measure
    private let bounds: ClosedRange<UInt64>
    private let files: SpecFiles

    /// A reader of sizes within `bounds`.
    init(_ measure: Measure, _ bounds: ClosedRange<UInt64>, _ files: SpecFiles) {
        self.measure = measure
        self.bounds = bounds
        self.files = files
    }

    /// The distribution that `value` describes.
    func read(_ value: SpecValue) throws(WorkloadError) -> SizeDistribution {
        let language = measure == .bytes ? "byteSizes" : "counts"
        if case .scalar(let text) = value.node.content,
            SpecLanguage.key(text, in: language) == nil
        {
            return .constant(try size(value))
        }
        let choice = try SpecChoice(value, language: language)
        switch choice.word {
        case "constant": return .constant(try size(try choice.required(example)))
        case "uniform": return .uniform(try range(choice))
        case "table": return SizeDistribution(.table(try table(choice)))
        case "histogram": return SizeDistribution(.table(try histogram(choice)))
        case "facebookETC":
            try choice.refuseSettings()
            return .facebookETC
        default: return SizeDistribution(try curve(choice))
        }
    }

    private var example: String { measure == .bytes ? "100B" : "100" }
    private var suffix: String { measure == .bytes ? "Bytes" : "Records" }
    private var units: [String: Double] {
        measure == .bytes ? SpecValue.byteUnits : SpecValue.countUnits
    }

    // MARK: Numbers

    private func size(_ value: SpecValue) throws(WorkloadError) -> Int {
        measure == .bytes ? try value.byteCount(bounds) : Int(try value.count(bounds))
    }

    /// A place or width of a curve, which need not be whole.
    private func number(_ value: SpecValue) throws(WorkloadError) -> Double {
        let unit = measure == .bytes ? "a size with its unit" : "a number"
        let number = try value.quantity("\(unit), for example \(example)", units: units)
        guard number >= 0 && number <= Double(bounds.upperBound) else {
            throw value.outOfBounds("from \(words(0)) to \(words(bounds.upperBound))")
        }
        return number
    }

    private func positive(_ value: SpecValue) throws(WorkloadError) -> Double {
        let number = try number(value)
        guard number >= 0.001 else { throw value.outOfBounds("above 0") }
        return number
    }

    private func words(_ size: UInt64) -> String { measure == .bytes ? "\(size)B" : "\(size)" }

    private func range(_ choice: SpecChoice) throws(WorkloadError) -> ClosedRange<Int> {
        let settings = try choice.required("{from: \(words(1)), to: \(words(1000))}")
        let section = try SpecSection(
            settings.node, path: settings.path, language: "range\(suffix)")
        let from = try size(try section.required("from"))
        let upper = try section.required("to")
        let to = try size(upper)
        guard from <= to else { throw upper.outOfBounds("at least 'from'") }
        return from...to
    }

    // MARK: Curves

    private func curve(
        _ choice: SpecChoice
    ) throws(WorkloadError) -> SizeDistribution.Definition {
        let settings = try choice.required("{…, max: \(words(1000))}")
        let section = try SpecSection(
            settings.node, path: settings.path, language: choice.word + suffix)
        let bounds = try curveBounds(section)
        switch choice.word {
        case "normal":
            return .curve(
                .normal(
                    mean: try number(try section.required("mean")),
                    deviation: try positive(try section.required("deviation"))), bounds)
        case "logNormal":
            return .curve(
                .logNormal(
                    median: try positive(try section.required("median")),
                    sigma: try section.required("sigma").number()), bounds)
        case "generalizedPareto":
            let location = try section["location"].map { value throws(WorkloadError) in
                try number(value)
            }
            return .curve(
                .generalizedPareto(
                    location: location ?? 0, scale: try positive(try section.required("scale")),
                    shape: try section.required("shape").number()), bounds)
        default:
            return .curve(
                .generalizedExtremeValue(
                    location: try number(try section.required("location")),
                    scale: try positive(try section.required("scale")),
                    shape: try section.required("shape").number()), bounds)
        }
    }

    private func curveBounds(_ section: SpecSection) throws(WorkloadError) -> ClosedRange<Int> {
        let least = try section["min"].map { value throws(WorkloadError) in try size(value) }
        let lower = least ?? Int(bounds.lowerBound)
        let upper = try section.required("max")
        let most = try size(upper)
        guard lower <= most else { throw upper.outOfBounds("at least 'min'") }
        return lower...most
    }

    // MARK: Tables

    /// `{2B: 0.2, 10B-19B: 0.8}`.
    private func table(_ choice: SpecChoice) throws(WorkloadError) -> SizeTable {
        let settings = try choice.required("{\(words(2)): 0.2, \(words(100)): 0.8}")
        let section = try SpecSection(settings.node, path: settings.path, language: nil)
        var rows: [SizeTable.Row] = []
        for (key, value) in zip(section.keys, section.values) {
            let ends = try key.split(separator: "-", maxSplits: 1).map {
                end throws(WorkloadError) in try tableSize(String(end), value)
            }
            guard let lower = ends.first, let upper = ends.last, lower <= upper else {
                throw value.notAllowed("the range ends before it begins; swap its ends")
            }
            rows.append(SizeTable.Row(lower...upper, weight: try value.number(0...1e12)))
        }
        if let problem = WeightRule.problem(rows.map(\.weight)) { throw settings.wrong(problem) }
        guard let table = SizeTable(rows) else {
            throw settings.wrong("sizes and ranges that do not overlap")
        }
        return table
    }

    /// A size that is a key; it has no value of its own, so errors are at what it is the key of.
    private func tableSize(_ text: String, _ value: SpecValue) throws(WorkloadError) -> Int {
        let node = SpecNode(place: value.place, content: .scalar(text))
        return try size(SpecValue(path: value.path, place: value.place, node: node))
    }

    /// `{file: sizes.json}`.
    private func histogram(_ choice: SpecChoice) throws(WorkloadError) -> SizeTable {
        let settings = try choice.required("{file: sizes.csv}")
        let section = try SpecSection(settings.node, path: settings.path, language: "weightFile")
        let file = try WeightFile(try section.required("file"), files)
        let rows =
            file.isJSON
            ? try jsonRows(file)
            : try file.rows(units: units.merging(["": 1]) { first, _ in first })
        let allowed = Int(bounds.lowerBound)...Int(bounds.upperBound)
        for row in rows {
            guard bounds.contains(row.range.lowerBound), bounds.contains(row.range.upperBound)
            else {
                throw WorkloadError(
                    row.place,
                    .table(
                        "the size \(row.range.upperBound) is out of bounds; it must be from "
                            + "\(allowed.lowerBound) to \(allowed.upperBound)"))
            }
        }
        if let problem = WeightRule.problem(rows.map(\.weight)) {
            throw WorkloadError(.file(file.path), .table(problem))
        }
        let table = SizeTable(
            rows.map {
                SizeTable.Row(
                    Int($0.range.lowerBound)...Int($0.range.upperBound), weight: $0.weight)
            }, file: file.path)
        guard let table else {
            throw WorkloadError(
                .file(file.path), .table("two rows have the same sizes; join them"))
        }
        return table
    }

    /// As many sizes as weights, or the bounds of ranges: one more than weights.
    private func jsonRows(_ file: WeightFile) throws(WorkloadError) -> [WeightFile.Row] {
        let (sizes, weights) = try file.lists([
            ("valSizeRange", "valSizeRangeProbability"),
            ("keySizeRange", "keySizeRangeProbability"),
        ])
        if sizes.count == weights.count {
            return zip(sizes, weights).map {
                WeightFile.Row(place: $0.place, range: $0.range, weight: $1.weight)
            }
        }
        guard sizes.count == weights.count + 1 else {
            throw WorkloadError(
                .file(file.path),
                .table(
                    "\(sizes.count) sizes and \(weights.count) weights; write as many of both, or "
                        + "one size more for the ends of ranges"))
        }
        var rows: [WeightFile.Row] = []
        for (index, weight) in weights.enumerated() {
            let (lower, end) = (sizes[index].range.lowerBound, sizes[index + 1].range.lowerBound)
            guard lower < end else {
                throw WorkloadError(
                    sizes[index + 1].place, .table("\(end) is not above \(lower); sort the sizes"))
            }
            rows.append(
                WeightFile.Row(
                    place: sizes[index].place, range: lower...(end - 1), weight: weight.weight))
        }
        return rows
    }
}
