internal import Platform

/// Reads a workload file's nodes into a plan.
struct PlanReader {
    let root: SpecSection
    /// What decides every draw.
    let seed: UInt64
    /// How many workers share the load.
    let workerCount: Int
    private let isWorkerCountDefault: Bool
    /// The files that it names.
    let files: SpecFiles
    private let name: String
    private let yaml: String

    /// A reader of the root mapping.
    ///
    /// - Parameters:
    ///   - node: the root.
    ///   - file: the workload file's path, or what errors call it.
    ///   - name: the workload's name.
    ///   - yaml: the text as run.
    /// - Throws: `WorkloadError` when the root has an unknown key or is no mapping, or its seed or
    ///   number of workers is faulty.
    init(
        _ node: SpecNode, file: String, name: String, yaml: String
    ) throws(WorkloadError) {
        files = SpecFiles(workload: file)
        root = try SpecSection(node, path: "", language: "")
        seed = try root["seed"]?.seed() ?? 1
        let workers = try root["workers"]?.count()
        workerCount = workers.map(Int.init) ?? min(Processors.available.count, 1024)
        isWorkerCountDefault = workers == nil
        self.name = name
        self.yaml = yaml
    }

    /// The plan.
    ///
    /// - Throws: `WorkloadError` for the first fault found.
    func plan() throws(WorkloadError) -> Plan {
        let trace = try root["trace"].map { value throws(WorkloadError) in
            try readTrace(value)
        }
        let arrivals = try root["arrivals"].map { value throws(WorkloadError) in
            try ArrivalsReader(seed: seed, hasTrace: trace != nil).arrivals(value)
        }
        let phases = try readPhases(arrivals: arrivals ?? .closed, trace: trace)
        var plan = try plan(phases)
        if let trace {
            try checkTimes(trace, phases)
            plan.takeTrace(trace)
        } else {
            plan.keyspaces = try KeyspaceReader(root, files).keyspaces()
            plan.completeLoad()
            try checkInserts(plan)
            try checkPhases(plan)
        }
        return plan
    }

    /// The plan as far as it does not depend on keys and records.
    private func plan(_ phases: [PhasePlan]) throws(WorkloadError) -> Plan {
        let pipeline = try root["pipeline"]?.count()
        let connections = try root["connections"]?.count()
        return Plan(
            name: name, path: files.workloadPath, summary: try root["summary"]?.text() ?? "",
            tags: try root["tags"]?.texts() ?? [], yaml: yaml,
            seed: seed, workerCount: workerCount,
            pipelineDepth: pipeline.map(Int.init) ?? 1,
            connectionCount: connections.map(Int.init) ?? 50, phases: phases, keyspaces: [],
            engine: try readEngine(), isWorkerCountDefault: isWorkerCountDefault)
    }

    /// YCSB's `zipfian` spreads over the keys that inserts will add, so it has to know how many.
    ///
    /// It redraws until a key exists; far more inserts than keys would make that very slow.
    private func checkInserts(_ plan: Plan) throws(WorkloadError) {
        let place = root["phases"]?.place ?? root.place
        for keyspace in plan.keyspaces where keyspace.distribution == .ycsbZipfian {
            let share = keyspace.share(of: .insert)
            for phase in plan.phases where phase.kind != .load && share > 0 {
                let measured = plan.phases.last?.operationCount
                guard let operations = phase.operationCount ?? measured else {
                    throw WorkloadError(place, .missingKey("phases.measure.operations"))
                }
                guard Double(operations) * share <= 100 * Double(keyspace.count) else {
                    throw WorkloadError(
                        place,
                        .outOfBounds(
                            key: "phases.\(phase.kind.rawValue).operations",
                            found: "\(operations)",
                            bounds: "few enough that inserts are at most 100 times keys.count"))
                }
            }
        }
    }

    /// Refuses a phase's histogram of more keys than a keyspace has.
    private func checkPhases(_ plan: Plan) throws(WorkloadError) {
        let place = root["phases"]?.place ?? root.place
        for distribution in plan.phases.compactMap(\.distribution) {
            for keyspace in plan.keyspaces {
                try distribution.check(keyCount: keyspace.count, at: place)
            }
        }
    }

    // MARK: Engine

    /// Names and texts: what the engine's parameters are is the engine's to know.
    private func readEngine() throws(WorkloadError) -> PlanSettings {
        guard let value = root["engine"] else {
            return PlanSettings([], path: "engine", place: root.place)
        }
        return try value.settings()
    }
}

extension SpecChoice {
    /// The settings as a section of the language; nil if there are none.
    func section(_ language: String) throws(WorkloadError) -> SpecSection? {
        guard let settings else { return nil }
        return try SpecSection(settings.node, path: settings.path, language: language)
    }
}

extension Plan {
    /// What a trace decides: the number of keys, the mix, and where the measure phase ends.
    mutating func takeTrace(_ plan: TracePlan) {
        trace = plan
        let mix = OperationKind.allCases.compactMap { kind in
            plan.kindCounts[kind].map { WeightedOperation(kind: kind, weight: Double($0)) }
        }
        keyspaces = [
            Keyspace(
                count: max(plan.keyCount, 1), record: RecordShape(bins: plan.bins), mix: mix)
        ]
        for index in phases.indices {
            phases[index].operationCount = min(
                phases[index].operationCount ?? .max, plan.operationCount)
        }
    }

    /// A load phase lasts until every key is inserted.
    mutating func completeLoad() {
        let count = keyspaces.reduce(0) { $0 + $1.count }
        for index in phases.indices where phases[index].kind == .load {
            phases[index].operationCount = count
        }
    }
}
