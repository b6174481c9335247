/// Reads the keyspaces of a workload file: one at the root, or several by name.
struct KeyspaceReader {
    private let root: SpecSection
    private let files: SpecFiles

    init(_ root: SpecSection, _ files: SpecFiles) {
        self.root = root
        self.files = files
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
        let record = try RecordReader(try section.required("record"), files).record()
        var keyspace = Keyspace(
            name: name, count: try keySection.required("count").count(), record: record)
        if let format = keySection["format"] { keyspace.format = try format.choice(KeyFormat.self) }
        if let size = keySection["size"] {
            guard keySection["format"] == nil else {
                throw size.notAllowed("keys have a format or a size; remove one")
            }
            keyspace.keySize = try readKeySize(size)
        }
        if let distribution = keySection["distribution"] {
            keyspace.distribution = try KeyDistributionReader(files).read(distribution)
        }
        keyspace.hitRatio = try keySection["hitRatio"]?.number()
        keyspace.fillsMisses = try section["setOnMiss"]?.flag() ?? false
        if let scan = section["scan"] { keyspace.scanLength = try readScan(scan) }
        if let batch = section["batch"] { keyspace.batchSize = try readBatch(batch) }
        try readMix(try section.required("operations"), into: &keyspace)
        if let size = keySection["size"] { try checkKeySize(keyspace, size) }
        let place = keySection["distribution"]?.place ?? keys.place
        try keyspace.distribution.check(keyCount: keyspace.count, at: place)
        return keyspace
    }

    // MARK: Keys

    private func readKeySize(_ value: SpecValue) throws(WorkloadError) -> SizeDistribution {
        try SizeReader(.bytes, 1...UInt64(SizedKeyWriter.sizeLimit), files).read(value)
    }

    /// Refuses sizes that are too short to tell all keys apart, which inserts may add to.
    private func checkKeySize(
        _ keyspace: Keyspace, _ value: SpecValue
    ) throws(WorkloadError) {
        let needed = SizedKeyWriter.smallestByteCount(count: keyspace.keyNumberCount)
        guard let size = keyspace.keySize, size.smallest < needed else { return }
        throw WorkloadError(
            value.node.place,
            .outOfBounds(
                key: value.path, found: "\(size.smallest)B at least",
                bounds: "at least \(needed)B, or keys are not different"))
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
        try SizeReader(.records, 1...limit, files).read(value)
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
