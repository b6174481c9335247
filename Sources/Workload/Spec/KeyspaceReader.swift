/// Reads the keyspaces of a workload file: one at the root, or several by name.
struct KeyspaceReader {
    private let root: SpecSection

    init(_ root: SpecSection) {
        self.root = root
    }

    /// The keyspaces, at least one.
    func keyspaces() throws(WorkloadError) -> [Keyspace] {
        guard let value = root["keyspaces"] else {
            return [try keyspace(root, name: Keyspace.defaultName)]
        }
        for key in SpecLanguage.tenantKeys {
            if let other = root[key.name] {
                throw other.notAllowed("keyspaces have their own; move it into one of them")
            }
        }
        let section = try SpecSection(value.node, path: value.path, language: nil)
        guard (1...Keyspace.limit).contains(section.keys.count) else {
            throw value.wrong("1 to \(Keyspace.limit) keyspaces, each with a name")
        }
        var keyspaces: [Keyspace] = []
        for (name, value) in zip(section.keys, section.values) {
            guard (1...63).contains(name.utf8.count) else {
                throw value.notAllowed("a keyspace's name has 1 to 63 bytes")
            }
            let tenant = try SpecSection(value.node, path: value.path, language: "keyspace")
            var keyspace = try keyspace(tenant, name: name)
            keyspace.weight = try tenant["weight"]?.number() ?? 1
            keyspaces.append(keyspace)
        }
        return keyspaces
    }

    private func keyspace(
        _ section: SpecSection, name: String
    ) throws(WorkloadError) -> Keyspace {
        let keys = try section.required("keys")
        let keySection = try SpecSection(keys.node, path: keys.path, language: "keys")
        let record = try RecordReader(try section.required("record")).record()
        var keyspace = Keyspace(
            name: name, count: try keySection.required("count").count(), record: record)
        if let format = keySection["format"] { keyspace.format = try format.choice(KeyFormat.self) }
        if let distribution = keySection["distribution"] {
            keyspace.distribution = try KeyDistribution(distribution)
        }
        keyspace.hitRatio = try keySection["hitRatio"]?.number()
        keyspace.fillsMisses = try section["setOnMiss"]?.flag() ?? false
        if let scan = section["scan"] { keyspace.scanLength = try readScan(scan) }
        if let batch = section["batch"] { keyspace.batchSize = try readBatch(batch) }
        try readMix(try section.required("operations"), into: &keyspace)
        return keyspace
    }

    // MARK: Operations

    private func readMix(
        _ value: SpecValue, into keyspace: inout Keyspace
    ) throws(WorkloadError) {
        let section = try SpecSection(value.node, path: value.path, language: "operations")
        for kind in OperationKind.mixable {
            let weight = try section[kind.name]?.number() ?? 0
            guard weight > 0 else { continue }
            if let problem = keyspace.record.problem(with: kind), let key = section[kind.name] {
                throw key.notAllowed(problem)
            }
            keyspace.mix.append(WeightedOperation(kind: kind, weight: weight))
        }
        guard !keyspace.mix.isEmpty else { throw WorkloadError(value.place, .noWeight) }
    }

    /// How many records a scan reads; nil for a whole partition.
    private func readScan(_ value: SpecValue) throws(WorkloadError) -> SizeDistribution? {
        let section = try SpecSection(value.node, path: value.path, language: "scan")
        let length = try section.required("length")
        if case .scalar("partition") = length.node.content { return nil }
        return try readCounts(length, limit: SpecLanguage.countBounds.upperBound)
    }

    private func readBatch(_ value: SpecValue) throws(WorkloadError) -> SizeDistribution {
        let section = try SpecSection(value.node, path: value.path, language: "batch")
        return try readCounts(try section.required("size"), limit: Plan.batchSizeLimit)
    }

    /// Numbers of records or keys, from 1 to `limit`.
    private func readCounts(
        _ value: SpecValue, limit: UInt64
    ) throws(WorkloadError) -> SizeDistribution {
        let bounds = 1...limit
        if case .scalar = value.node.content {
            return .constant(Int(try value.count(bounds)))
        }
        let choice = try SpecChoice(value, language: "counts")
        if choice.word == "constant" {
            return .constant(Int(try choice.required("100").count(bounds)))
        }
        let range = try SpecSection(
            try choice.required("{from: 1, to: 100}").node, path: "\(value.path).uniform",
            language: "countRange")
        let from = Int(try range.required("from").count(bounds))
        let upper = try range.required("to")
        let to = Int(try upper.count(bounds))
        guard from <= to else { throw upper.outOfBounds("at least 'from'") }
        return .uniform(from...to)
    }
}

extension RecordShape {
    /// Why operations of `kind` cannot be on such records; nil if they can.
    fileprivate func problem(with kind: OperationKind) -> String? {
        switch kind {
        case .increment where !bins.contains(where: \.isInteger):
            "no bin is an integer; add one: bins: {visits: integer}"
        case .append where !bins.contains(where: \.isExtensible):
            "no bin has bytes or text to add to"
        default: nil
        }
    }
}

extension KeyDistribution {
    /// The distribution that `value` describes.
    init(_ value: SpecValue) throws(WorkloadError) {
        let choice = try SpecChoice(value, language: "distribution")
        switch choice.word {
        case "zipf":
            let section = try choice.section("zipf")
            self = .zipf(
                exponent: try section?["exponent"]?.number() ?? 0.99,
                scrambled: try section?["scrambled"]?.flag() ?? true)
        case "latest":
            let section = try choice.section("latest")
            self = .latest(exponent: try section?["exponent"]?.number() ?? 0.99)
        case "hotspot":
            let section = try choice.section("hotspot")
            self = .hotspot(
                keyFraction: try section?["keys"]?.number() ?? 0.2,
                operationFraction: try section?["operations"]?.number() ?? 0.8)
        default:
            try choice.refuseSettings()
            self =
                switch choice.word {
                case "sequential": .sequential
                case "ycsbZipfian": .ycsbZipfian
                default: .uniform
                }
        }
    }
}
