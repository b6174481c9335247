internal import Platform

/// Reads a workload file's nodes into a plan.
struct PlanReader {
    let root: SpecSection
    private let name: String
    private let yaml: String

    /// A reader of the root mapping.
    ///
    /// - Throws: `WorkloadError` when the root has an unknown key or is no mapping.
    init(_ node: SpecNode, name: String, yaml: String) throws(WorkloadError) {
        root = try SpecSection(node, path: "")
        self.name = name
        self.yaml = yaml
    }

    /// The plan.
    ///
    /// - Throws: `WorkloadError` for the first fault found.
    func plan() throws(WorkloadError) -> Plan {
        let seed = try root["seed"]?.seed() ?? 1
        let workers = try root["workers"]?.count(1...1024)
        let workerCount = workers.map(Int.init) ?? min(Processors.available.count, 1024)
        let trace = try root["trace"].map { value throws(WorkloadError) in
            try readTrace(value)
        }
        let arrivals = try root["arrivals"].map { value throws(WorkloadError) in
            try readArrivals(value, hasTrace: trace != nil)
        }
        let phases = try readPhases(arrivals: arrivals ?? .closed, trace: trace)
        var plan = Plan(
            name: name, summary: try root["summary"]?.text() ?? "",
            tags: try root["tags"]?.texts() ?? [], yaml: yaml, seed: seed,
            workerCount: workerCount,
            pipelineDepth: try root["pipeline"].map { value throws(WorkloadError) in
                Int(try value.count(1...Plan.pipelineDepthLimit))
            } ?? 1,
            phases: phases, keyspace: Keyspace(count: 1),
            record: RecordShape(binNames: ["value"], values: .constant(0)), mix: [],
            scanLength: ScanLength(1...100), engine: try readEngine(), trace: trace)
        if let trace {
            plan.takeTrace(trace)
            return plan
        }
        plan.keyspace = try readKeyspace(try root.required("keys"))
        plan.record = try readRecord(try root.required("record"))
        plan.mix = try readMix(try root.required("operations"))
        if let scan = root["scan"] { plan.scanLength = try readScan(scan) }
        plan.completeLoad()
        try checkInserts(plan)
        return plan
    }

    // MARK: Keys

    private func readKeyspace(_ value: SpecValue) throws(WorkloadError) -> Keyspace {
        let section = try SpecSection(value.node, path: value.path)
        var keyspace = Keyspace(
            count: try section.required("count").count(1...Keyspace.countLimit))
        if let format = section["format"] { keyspace.format = try format.choice(KeyFormat.self) }
        if let distribution = section["distribution"] {
            keyspace.distribution = try readDistribution(distribution)
        }
        return keyspace
    }

    private func readDistribution(_ value: SpecValue) throws(WorkloadError) -> KeyDistribution {
        let choice = try SpecChoice(value, language: "keys.distribution")
        switch choice.word {
        case "zipf":
            let section = try choice.section()
            return .zipf(
                exponent: try section?["exponent"]?.number(0...20) ?? 0.99,
                scrambled: try section?["scrambled"]?.flag() ?? true)
        case "latest":
            let section = try choice.section()
            return .latest(exponent: try section?["exponent"]?.number(0...20) ?? 0.99)
        case "hotspot":
            let section = try choice.section()
            return .hotspot(
                keyFraction: try section?["keys"]?.number(0...1) ?? 0.2,
                operationFraction: try section?["operations"]?.number(0...1) ?? 0.8)
        default:
            try choice.refuseSettings()
            return switch choice.word {
            case "sequential": .sequential
            case "ycsbZipfian": .ycsbZipfian
            default: .uniform
            }
        }
    }

    // MARK: Records

    private func readRecord(_ value: SpecValue) throws(WorkloadError) -> RecordShape {
        let section = try SpecSection(value.node, path: value.path)
        var record = RecordShape(
            binNames: try readBinNames(section),
            values: try readValues(try section.required("values")))
        if let ttl = section["ttl"] { record.ttlSeconds = try readTTL(ttl) }
        if let choice = section["readBins"] { record.readBins = try choice.choice(BinChoice.self) }
        if let choice = section["updateBins"] {
            record.updateBins = try choice.choice(BinChoice.self)
        }
        return record
    }

    /// One bin is called by the name alone, several by the name and their number from 0.
    private func readBinNames(_ section: SpecSection) throws(WorkloadError) -> [String] {
        let count = try section["bins"]?.count(1...1000) ?? 1
        let base = try section["binName"]?.text() ?? (count == 1 ? "value" : "bin")
        let names = count == 1 ? [base] : (0..<count).map { "\(base)\($0)" }
        if let value = section["binName"], (names.last ?? base).utf8.count > 15 {
            throw value.outOfBounds("short enough for 15 bytes with the bin's number")
        }
        return names
    }

    private func readValues(_ value: SpecValue) throws(WorkloadError) -> ValueSize {
        let bounds = 0...UInt64(ValueSize.byteLimit)
        if case .scalar(let text) = value.node.content, text != "facebookETC" {
            return .constant(try value.byteCount(bounds))
        }
        let choice = try SpecChoice(value, language: "record.values")
        switch choice.word {
        case "constant":
            return .constant(try choice.required("100B").byteCount(bounds))
        case "uniform":
            let range = try SpecSection(
                try choice.required("{from: 1B, to: 1KiB}").node, path: "record.values.uniform")
            let from = try range.required("from").byteCount(bounds)
            let upper = try range.required("to")
            let to = try upper.byteCount(bounds)
            guard from <= to else { throw upper.outOfBounds("at least 'from'") }
            return .uniform(from...to)
        default:
            try choice.refuseSettings()
            return .facebookETC
        }
    }

    /// Whole seconds; records keep no finer time.
    private func readTTL(_ value: SpecValue) throws(WorkloadError) -> UInt32 {
        if case .scalar("none") = value.node.content { return 0 }
        let nanoseconds = try value.duration().count
        guard nanoseconds % 1_000_000_000 == 0 else {
            throw value.wrong("whole seconds, for example 60s or 24h, or none")
        }
        return UInt32(truncatingIfNeeded: nanoseconds / 1_000_000_000)
    }

    // MARK: Operations

    private func readMix(_ value: SpecValue) throws(WorkloadError) -> [WeightedOperation] {
        let section = try SpecSection(value.node, path: value.path)
        var mix: [WeightedOperation] = []
        for kind in OperationKind.allCases {
            let weight = try section[kind.name]?.number(0...1e12) ?? 0
            if weight > 0 { mix.append(WeightedOperation(kind: kind, weight: weight)) }
        }
        guard !mix.isEmpty else { throw WorkloadError(value.place, .noWeight) }
        return mix
    }

    private func readScan(_ value: SpecValue) throws(WorkloadError) -> ScanLength {
        let section = try SpecSection(value.node, path: value.path)
        let length = try section.required("length")
        let bounds: ClosedRange<UInt64> = 1...1_000_000_000
        if case .scalar = length.node.content {
            let count = UInt32(try length.count(bounds))
            return ScanLength(count...count)
        }
        let choice = try SpecChoice(length, language: "scan.length")
        if choice.word == "constant" {
            let count = UInt32(try choice.required("100").count(bounds))
            return ScanLength(count...count)
        }
        let range = try SpecSection(
            try choice.required("{from: 1, to: 100}").node, path: "scan.length.uniform")
        let from = UInt32(try range.required("from").count(bounds))
        let upper = try range.required("to")
        let to = UInt32(try upper.count(bounds))
        guard from <= to else { throw upper.outOfBounds("at least 'from'") }
        return ScanLength(from...to)
    }

    /// YCSB's `zipfian` spreads over the keys that inserts will add, so it has to know how many.
    ///
    /// It redraws until a key exists; far more inserts than keys would make that very slow.
    private func checkInserts(_ plan: Plan) throws(WorkloadError) {
        guard plan.keyspace.distribution == .ycsbZipfian,
            let inserts = plan.mix.first(where: { $0.kind == .insert })
        else { return }
        let share = inserts.weight / plan.mix.reduce(0) { $0 + $1.weight }
        let place = root["phases"]?.place ?? root.place
        for phase in plan.phases where phase.kind != .load {
            let measured = plan.phases.last?.operationCount
            guard let operations = phase.operationCount ?? measured else {
                throw WorkloadError(place, .missingKey("phases.measure.operations"))
            }
            guard Double(operations) * share <= 100 * Double(plan.keyspace.count) else {
                throw WorkloadError(
                    place,
                    .outOfBounds(
                        key: "phases.\(phase.kind.rawValue).operations", found: "\(operations)",
                        bounds: "few enough that inserts are at most 100 times keys.count"))
            }
        }
    }

    // MARK: Engine

    /// Names and texts: what the engine's parameters are is the engine's to know.
    private func readEngine() throws(WorkloadError) -> PlanSettings {
        guard let value = root["engine"] else {
            return PlanSettings([], path: "engine", place: root.place)
        }
        let section = try SpecSection(value.node, path: value.path)
        let settings = section.keys.compactMap { key in
            section[key].map { PlanSetting(key, $0) }
        }
        return PlanSettings(settings, path: value.path, place: value.place)
    }
}

extension SpecChoice {
    /// The settings as a section whose path in the language is that of the choice; nil if none.
    func section() throws(WorkloadError) -> SpecSection? {
        guard let settings else { return nil }
        return try SpecSection(settings.node, path: settings.path)
    }
}

extension Plan {
    /// What a trace decides: the number of keys, the mix, and where the measure phase ends.
    mutating func takeTrace(_ plan: TracePlan) {
        keyspace.count = UInt64(max(plan.keyCount, 1))
        mix = OperationKind.allCases.compactMap { kind in
            plan.trace.kindCounts[kind].map {
                WeightedOperation(kind: kind, weight: Double($0))
            }
        }
        for index in phases.indices {
            phases[index].operationCount = min(
                phases[index].operationCount ?? .max, plan.operationCount)
        }
    }

    /// A load phase lasts until every key is inserted.
    mutating func completeLoad() {
        for index in phases.indices where phases[index].kind == .load {
            phases[index].operationCount = keyspace.count
        }
    }
}
