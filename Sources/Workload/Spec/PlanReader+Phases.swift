internal import Platform

extension PlanReader {
    /// The phases that are not left out, in order: load unless `none`, warm-up if given, measure.
    func readPhases(
        arrivals: Arrivals, trace: TracePlan?
    ) throws(WorkloadError) -> [PhasePlan] {
        let value = try root.required("phases")
        let section = try SpecSection(value.node, path: value.path, language: "phases")
        var phases: [PhasePlan] = []
        if let load = try readLoad(section["load"], hasTrace: trace != nil) { phases.append(load) }
        if let warmUp = section["warmUp"], !warmUp.isNone {
            if trace != nil { throw warmUp.notAllowed("a trace is replayed once, from its start") }
            phases.append(try readPhase(warmUp, .warmUp, arrivals: arrivals, hasTrace: false))
        }
        let measure = try section.required("measure")
        phases.append(
            try readPhase(measure, .measure, arrivals: arrivals, hasTrace: trace != nil))
        return phases
    }

    /// The load phase is closed unless it says otherwise: its rate is no part of the workload.
    private func readLoad(
        _ value: SpecValue?, hasTrace: Bool
    ) throws(WorkloadError) -> PhasePlan? {
        if value?.isNone ?? hasTrace { return nil }
        var load = PhasePlan(kind: .load, duration: nil, operationCount: nil, arrivals: .closed)
        guard let value else { return load }
        if hasTrace { throw value.notAllowed("a trace brings its own writes") }
        let section = try SpecSection(value.node, path: value.path, language: "load")
        if let arrivals = section["arrivals"] {
            load.arrivals = try ArrivalsReader(seed: seed, hasTrace: false).arrivals(arrivals)
        }
        return load
    }

    private func readPhase(
        _ value: SpecValue, _ kind: PhaseKind, arrivals: Arrivals, hasTrace: Bool
    ) throws(WorkloadError) -> PhasePlan {
        let section = try SpecSection(value.node, path: value.path, language: "phase")
        var phase = PhasePlan(
            kind: kind, duration: nil, operationCount: nil,
            arrivals: kind == .warmUp ? arrivals.atFirstRate : arrivals)
        phase.duration = try section["duration"]?.duration()
        phase.operationCount = try section["operations"]?.count()
        if let arrivals = section["arrivals"] {
            phase.arrivals = try ArrivalsReader(seed: seed, hasTrace: hasTrace).arrivals(arrivals)
        }
        if let distribution = section["distribution"] {
            if hasTrace { throw distribution.notAllowed("the trace decides it") }
            phase.distribution = try KeyDistributionReader(files).read(distribution)
        }
        guard hasTrace || phase.duration != nil || phase.operationCount != nil else {
            throw WorkloadError(value.place, .missingKey("\(value.path).duration"))
        }
        try checkRate(of: phase, section["arrivals"] ?? value)
        if let clients = section["clients"] {
            if hasTrace { throw clients.notAllowed("a trace is split over all workers") }
            phase.clients = try ClientsReader(clients, phase, workerCount: workerCount).schedule()
        }
        if let changes = section["changes"] {
            if hasTrace { throw changes.notAllowed("the trace decides its keys") }
            phase.changes = try ChangesReader(changes, phase).changes()
        }
        return phase
    }
}

extension SpecValue {
    /// Whether this is the word `none`.
    var isNone: Bool { node.content == .scalar("none") }
}
