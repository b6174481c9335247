internal import Platform

/// Reads how many workers of a closed loop are active when: a phase's `clients`.
struct ClientsReader {
    private let value: SpecValue
    private let duration: Nanoseconds
    private let workerCount: Int

    /// A reader for a phase whose arrivals and duration are known.
    ///
    /// - Throws: `WorkloadError` when the phase cannot have clients.
    init(_ value: SpecValue, _ phase: PhasePlan, workerCount: Int) throws(WorkloadError) {
        if phase.arrivals.isOpen {
            throw value.notAllowed(
                "an open loop's load is its rate; write arrivals: closed, or change the rate")
        }
        guard let duration = phase.duration else {
            throw WorkloadError(
                value.place, .missingKey("phases.\(phase.kind.rawValue).duration"))
        }
        self.value = value
        self.duration = duration
        self.workerCount = workerCount
    }

    /// The schedule.
    func schedule() throws(WorkloadError) -> ClientSchedule {
        let schedule = try read()
        guard schedule.maximum > 0 else {
            throw value.contradiction(
                found: "0 all the time", bounds: "at least 1 at some time")
        }
        guard schedule.maximum <= workerCount else {
            throw value.contradiction(
                found: "up to \(schedule.maximum)",
                bounds: "at most as many as workers, \(workerCount); raise workers (--workers)")
        }
        guard schedule.lastStart < duration else {
            throw value.contradiction(
                found: "a schedule whose last step begins at \(LoadText.time(schedule.lastStart))",
                bounds: "within the phase's duration, \(LoadText.time(duration)); lengthen that")
        }
        return schedule
    }

    private func read() throws(WorkloadError) -> ClientSchedule {
        if case .scalar = value.node.content {
            return ClientSchedule([Int(try value.count())], every: duration)
        }
        let choice = try SpecChoice(value, language: "clients")
        if choice.word == "staircase" { return try staircase(choice) }
        let settings = try choice.required("{counts: [1, 4, 0, 8], every: 5s}")
        let section = try SpecSection(
            settings.node, path: settings.path, language: "clientSteps")
        var counts: [Int] = []
        for element in try section.required("counts").elements("a list: [1, 4, 0, 8]") {
            counts.append(Int(try element.count()))
        }
        return ClientSchedule(counts, every: try section.required("every").duration())
    }

    private func staircase(_ choice: SpecChoice) throws(WorkloadError) -> ClientSchedule {
        let settings = try choice.required("{from: 1, to: 8, every: 5s}")
        let section = try SpecSection(
            settings.node, path: settings.path, language: "clientStaircase")
        let from = Int(try section.required("from").count())
        let to = Int(try section.required("to").count())
        let step = Int(try section["step"]?.count() ?? 1)
        var counts = Array(stride(from: from, to: to, by: from < to ? step : -step))
        counts.append(to)
        return ClientSchedule(counts, every: try section.required("every").duration())
    }
}
