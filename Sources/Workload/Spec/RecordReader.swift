internal import Platform

/// Reads a `record` section.
struct RecordReader {
    private let section: SpecSection
    private let files: SpecFiles

    init(_ value: SpecValue, _ files: SpecFiles) throws(WorkloadError) {
        self.files = files
        section = try SpecSection(value.node, path: value.path, language: "record")
    }

    /// The record.
    func record() throws(WorkloadError) -> RecordShape {
        var record = RecordShape(bins: try readBins())
        if let ttl = section["ttl"] { record.ttl = try TTLReader.read(ttl) }
        if let choice = section["readBins"] {
            record.readBins = try readChoice(choice, of: record.bins)
        }
        if let choice = section["updateBins"] {
            record.updateBins = try readChoice(choice, of: record.bins)
        }
        return record
    }

    // MARK: Bins

    private func readBins() throws(WorkloadError) -> [BinShape] {
        guard let value = section["bins"], case .mapping = value.node.content else {
            return try readAlikeBins()
        }
        if let name = section["binName"] { throw name.notAllowed("each bin has its own name") }
        let named = try SpecSection(value.node, path: value.path, language: nil)
        guard (1...1000).contains(named.keys.count) else { throw value.wrong("1 to 1000 bins") }
        var bins: [BinShape] = []
        for (name, value) in zip(named.keys, named.values) {
            guard (1...BinShape.nameByteLimit).contains(name.utf8.count) else {
                throw value.notAllowed(
                    "a bin's name has 1 to \(BinShape.nameByteLimit) bytes; shorten it")
            }
            bins.append(try readBin(value, name: name))
        }
        return bins
    }

    /// Bins of bytes: one is called by the name alone, several by the name and their number from 0.
    private func readAlikeBins() throws(WorkloadError) -> [BinShape] {
        let count = try section["bins"]?.count() ?? 1
        let base = try section["binName"]?.text() ?? (count == 1 ? "value" : "bin")
        let names = count == 1 ? [base] : (0..<count).map { "\(base)\($0)" }
        if let value = section["binName"], (names.last ?? base).utf8.count > BinShape.nameByteLimit
        {
            throw value.outOfBounds(
                "short enough for \(BinShape.nameByteLimit) bytes with the bin's number")
        }
        let size = try readSizes(try section.required("values"))
        let share = try compressibility
        return names.map { BinShape(name: $0, size: size, compressibility: share) }
    }

    private var compressibility: Double {
        get throws(WorkloadError) { try section["compressibility"]?.number() ?? 0 }
    }

    private func readBin(_ value: SpecValue, name: String) throws(WorkloadError) -> BinShape {
        let choice = try SpecChoice(value, language: "bin")
        var bin = BinShape(name: name, size: .constant(8))
        switch choice.word {
        case "integer": bin.type = .integer(try readIntegers(choice))
        case "double": bin.type = .double(try readDoubles(choice))
        case "list": bin.type = .list(try readContainer(choice))
        case "map": bin.type = .map(try readContainer(choice))
        case "boolean":
            try choice.refuseSettings()
            bin.type = .boolean
        default:
            bin.type = choice.word == "text" ? .text : .bytes
            bin.size = try readSizes(try sizes(of: choice))
            if bin.type == .bytes { bin.compressibility = try compressibility }
        }
        return bin
    }

    /// A bin's own sizes, or those of the record.
    private func sizes(of choice: SpecChoice) throws(WorkloadError) -> SpecValue {
        if let settings = choice.settings { return settings }
        return try section.required("values")
    }

    private func readIntegers(_ choice: SpecChoice) throws(WorkloadError) -> ClosedRange<Int64> {
        let section = try choice.section("integers")
        let (from, to) = (try section?["from"]?.number() ?? 0, try section?["to"]?.number() ?? 1e6)
        guard from <= to, from == from.rounded(), to == to.rounded() else {
            throw (choice.settings ?? choice.value).wrong(
                "whole numbers, 'to' at least 'from': {from: 0, to: 100}")
        }
        return Int64(from)...Int64(to)
    }

    private func readDoubles(_ choice: SpecChoice) throws(WorkloadError) -> ClosedRange<Double> {
        let section = try choice.section("doubles")
        let (from, to) = (try section?["from"]?.number() ?? 0, try section?["to"]?.number() ?? 1)
        guard from <= to else {
            throw (choice.settings ?? choice.value).wrong("'to' at least 'from': {from: 0, to: 1}")
        }
        return from...to
    }

    private func readContainer(_ choice: SpecChoice) throws(WorkloadError) -> ContainerShape {
        _ = try choice.required("{count: 10}")
        guard let section = try choice.section("container") else {
            throw choice.value.wrong("{\(choice.word): {count: 10}}")
        }
        var shape = ContainerShape(
            count: Int(try section.required("count").count()), textByteCount: nil)
        if let of = section["of"] {
            let element = try SpecChoice(of, language: "elements")
            if element.word == "text" {
                shape.textByteCount = try element.required("16B").byteCount()
            }
        }
        let type: BinType = choice.word == "map" ? .map(shape) : .list(shape)
        guard ContainerEncoding.byteLimit(type, shape) <= 1 << 20 else {
            throw choice.value.wrong("fewer or shorter elements: at most 1 MiB in all")
        }
        return shape
    }

    private func readSizes(_ value: SpecValue) throws(WorkloadError) -> SizeDistribution {
        try SizeReader(.bytes, SpecLanguage.byteBounds, files).read(value)
    }

    // MARK: Operations on bins

    /// `all`, `one`, or a list of bins' names.
    private func readChoice(
        _ value: SpecValue, of bins: [BinShape]
    ) throws(WorkloadError) -> BinChoice {
        guard case .sequence = value.node.content else {
            return try value.word() == "all" ? .all : .one
        }
        var numbers: [Int] = []
        for name in try value.texts() {
            guard let number = bins.firstIndex(where: { $0.name == name }) else {
                let names = bins.map(\.name)
                let nearest = NearestName.find(name, among: names)
                throw value.wrong(nearest ?? "names of bins: \(names.joined(separator: ", "))")
            }
            if !numbers.contains(number) { numbers.append(number) }
        }
        guard !numbers.isEmpty else { throw value.wrong("at least one bin") }
        return .these(numbers.sorted())
    }
}
