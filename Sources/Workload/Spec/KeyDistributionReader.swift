/// Reads which keys operations are for: `uniform`, `{zipf: {exponent: 1.2}}`, ….
struct KeyDistributionReader {
    private let files: SpecFiles

    init(_ files: SpecFiles) {
        self.files = files
    }

    /// The distribution that `value` describes.
    func read(_ value: SpecValue) throws(WorkloadError) -> KeyDistribution {
        let choice = try SpecChoice(value, language: "distribution")
        switch choice.word {
        case "zipf", "latest", "hotspot", "exponential", "gaussian", "pareto":
            return try curve(choice, try choice.section(choice.word))
        case "buckets": return try buckets(choice)
        case "histogram": return try histogram(choice)
        default:
            try choice.refuseSettings()
            return switch choice.word {
            case "sequential": .sequential
            case "sequentialPerWorker": .sequentialPerWorker
            case "ycsbZipfian": .ycsbZipfian
            default: .uniform
            }
        }
    }

    private func curve(
        _ choice: SpecChoice, _ section: SpecSection?
    ) throws(WorkloadError) -> KeyDistribution {
        let scrambled = try section?["scrambled"]?.flag()
        switch choice.word {
        case "zipf":
            return .zipf(
                exponent: try section?["exponent"]?.number() ?? 0.99, scrambled: scrambled ?? true)
        case "latest":
            return .latest(exponent: try section?["exponent"]?.number() ?? 0.99)
        case "hotspot":
            return .hotspot(
                keyFraction: try section?["keys"]?.number() ?? 0.2,
                operationFraction: try section?["operations"]?.number() ?? 0.8)
        case "exponential":
            return .exponential(
                percentile: try section?["percentile"]?.number() ?? 0.95,
                keyFraction: try section?["keys"]?.number() ?? 0.857)
        case "gaussian":
            // memtier's: a deviation of a sixth of the keys around the middle one.
            return .gaussian(
                mean: try section?["mean"]?.number() ?? 0.5,
                deviation: try section?["deviation"]?.number() ?? 1.0 / 6,
                scrambled: scrambled ?? false)
        default:
            return .pareto(
                shape: try section?["shape"]?.number() ?? 1, scrambled: scrambled ?? true)
        }
    }

    // MARK: Files

    /// cachebench's form: so many keys, so much weight, in stretches that scale with the keys.
    private func buckets(_ choice: SpecChoice) throws(WorkloadError) -> KeyDistribution {
        let (file, scrambled) = try weightFile(choice, example: "{file: pop.json}")
        let (buckets, weights) = try file.lists([("popularityBuckets", "popularityWeights")])
        guard buckets.count == weights.count else {
            throw WorkloadError(
                .file(file.path),
                .table(
                    "\(buckets.count) buckets and \(weights.count) weights; write as many of both"))
        }
        let parts = zip(buckets, weights).map {
            KeyWeights.Part(keyCount: $0.range.lowerBound, weight: $1.weight)
        }
        for (part, bucket) in zip(parts, buckets) where part.keyCount == 0 && part.weight > 0 {
            throw WorkloadError(
                bucket.place, .table("a bucket of no keys has a weight; make it 0, or give it keys")
            )
        }
        return .weighted(try checked(parts, file, isScaled: true), scrambled: scrambled ?? true)
    }

    /// A weight for each key, or each range of keys, by number.
    private func histogram(_ choice: SpecChoice) throws(WorkloadError) -> KeyDistribution {
        let (file, scrambled) = try weightFile(choice, example: "{file: popularity.csv}")
        let rows = try file.rows(units: ["": 1]).sorted {
            $0.range.lowerBound < $1.range.lowerBound
        }
        var (parts, next): ([KeyWeights.Part], UInt64) = ([], 0)
        for row in rows {
            guard row.range.lowerBound >= next else {
                throw WorkloadError(
                    row.place, .table("the key \(row.range.lowerBound) stands twice; remove one"))
            }
            if row.range.lowerBound > next {
                parts.append(.init(keyCount: row.range.lowerBound - next, weight: 0))
            }
            next = row.range.upperBound + 1
            parts.append(.init(keyCount: next - row.range.lowerBound, weight: row.weight))
        }
        return .weighted(try checked(parts, file, isScaled: false), scrambled: scrambled ?? false)
    }

    private func weightFile(
        _ choice: SpecChoice, example: String
    ) throws(WorkloadError) -> (file: WeightFile, scrambled: Bool?) {
        let settings = try choice.required(example)
        let section = try SpecSection(
            settings.node, path: settings.path, language: "popularityFile")
        let file = try WeightFile(try section.required("file"), files)
        return (file, try section["scrambled"]?.flag())
    }

    private func checked(
        _ parts: [KeyWeights.Part], _ file: WeightFile, isScaled: Bool
    ) throws(WorkloadError) -> KeyWeights {
        if let problem = WeightRule.problem(parts.map(\.weight)) {
            throw WorkloadError(.file(file.path), .table(problem))
        }
        guard Double(parts.reduce(0.0) { $0 + Double($1.keyCount) }) <= 0x1p53 else {
            throw WorkloadError(.file(file.path), .table("more keys than 2^53; write fewer"))
        }
        return KeyWeights(parts, isScaled: isScaled, file: file.path)
    }
}

extension KeyDistribution {
    /// Refuses a histogram of more keys than there are.
    ///
    /// - Parameters:
    ///   - keyCount: how many there are.
    ///   - place: where the distribution is chosen.
    /// - Throws: `WorkloadError` for a file that names keys above them.
    func check(keyCount: UInt64, at place: WorkloadError.Place) throws(WorkloadError) {
        guard case .weighted(let weights, _) = self, !weights.isScaled,
            weights.keyCount > keyCount
        else { return }
        throw WorkloadError(
            place,
            .table(
                "'\(weights.file ?? "")' names the key \(weights.keyCount - 1), and there are "
                    + "\(keyCount); raise keys.count, or name fewer"))
    }
}
