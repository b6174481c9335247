internal import Platform

/// Reads when operations start: `arrivals`, at the root or in a phase.
struct ArrivalsReader {
    /// Decides the order of shuffled rates.
    let seed: UInt64
    /// Whether a trace is replayed.
    let hasTrace: Bool

    /// The arrivals that `value` describes.
    func arrivals(_ value: SpecValue) throws(WorkloadError) -> Arrivals {
        let choice = try SpecChoice(value, language: "arrivals")
        if choice.word != "closed", let settings = choice.settings,
            case .mapping(let entries) = settings.node.content,
            let thinkTime = entries.first(where: { $0.key == "thinkTime" })
        {
            throw WorkloadError(
                thinkTime.keyPlace,
                .notAllowed(
                    key: "\(settings.path).thinkTime",
                    because: "in an open loop nobody waits for replies; it belongs to closed"))
        }
        switch choice.word {
        case "constant":
            return .scheduled(.constant, try rate(try choice.required("50k/s")))
        case "poisson":
            return .scheduled(.poisson, try rate(try choice.required("50k/s")))
        case "generalizedPareto": return try pareto(choice)
        case "onOff": return try onOff(choice)
        case "trace":
            try choice.refuseSettings()
            guard hasTrace else { throw value.notAllowed("only a trace has recorded times") }
            return .trace
        default: return .closed(thinkTime: try thinkTime(choice.section("closed")))
        }
    }

    private func rate(_ value: SpecValue) throws(WorkloadError) -> RateProfile {
        try RateReader(seed: seed).profile(value)
    }

    private func section(
        _ choice: SpecChoice, _ example: String
    ) throws(WorkloadError) -> SpecSection {
        let settings = try choice.required(example)
        return try SpecSection(settings.node, path: settings.path, language: choice.word)
    }

    private func pareto(_ choice: SpecChoice) throws(WorkloadError) -> Arrivals {
        let section = try section(choice, "{rate: 50k/s, shape: 0.5}")
        let shape = try section["shape"]?.number() ?? 0.5
        return .scheduled(
            .generalizedPareto(shape: shape), try rate(try section.required("rate")))
    }

    private func onOff(_ choice: SpecChoice) throws(WorkloadError) -> Arrivals {
        let section = try section(choice, "{rate: 50k/s, on: 10ms, off: 90ms}")
        let bursts = ArrivalProcess.Bursts(
            on: try burstLength(try section.required("on")),
            off: try burstLength(try section.required("off")),
            isExponential: try section["lengths"]?.word() == "exponential")
        return .scheduled(.onOff(bursts), try rate(try section.required("rate")))
    }

    /// Shorter ones would have to be walked over in great numbers where the rate is low.
    private func burstLength(_ value: SpecValue) throws(WorkloadError) -> Nanoseconds {
        let length = try value.duration()
        guard length >= .microseconds(10) else { throw value.outOfBounds("at least 10us") }
        return length
    }

    private func thinkTime(_ section: SpecSection?) throws(WorkloadError) -> ThinkTime {
        guard let value = section?["thinkTime"] else { return .none }
        if case .scalar = value.node.content { return .constant(try value.duration()) }
        let choice = try SpecChoice(value, language: "thinkTime")
        let time = try choice.required("1ms").duration()
        return choice.word == "constant" ? .constant(time) : .exponential(mean: time)
    }
}

extension Arrivals {
    /// The same at the rate that a course begins with: how a warm-up leads to what is measured.
    var atFirstRate: Arrivals {
        guard case .scheduled(let process, let rate) = self, rate.ratePerSecond(at: .zero) > 0
        else { return self }
        return .scheduled(process, .constant(rate.ratePerSecond(at: .zero)))
    }
}

extension PlanReader {
    /// Checks that a phase has room for all that its rate does, and operations to do.
    ///
    /// - Parameters:
    ///   - phase: the phase, with its duration and arrivals.
    ///   - value: where its arrivals are, or else the phase itself.
    /// - Throws: `WorkloadError` when they contradict each other.
    func checkRate(of phase: PhasePlan, _ value: SpecValue) throws(WorkloadError) {
        guard let rate = phase.arrivals.rate, rate.constantRatePerSecond == nil else { return }
        let name = "phases.\(phase.kind.rawValue)"
        if let duration = phase.duration {
            guard rate.length <= duration else {
                throw value.contradiction(
                    found: "\(LoadText.time(rate.length)) long (\(rate.name))",
                    bounds: "at most as long as \(name).duration, \(LoadText.time(duration)); "
                        + "lengthen that, or give the phase arrivals of its own")
            }
            guard rate.count(at: duration) >= 1 else {
                throw value.contradiction(
                    found: rate.name, bounds: "above 0/s for long enough to start an operation")
            }
        } else if let count = phase.operationCount,
            rate.moment(ofCount: Double(count)) == nil
        {
            throw value.contradiction(
                found: rate.name,
                bounds: "above 0/s in the end, or \(name).operations are never reached")
        }
    }
}

extension SpecValue {
    /// An error about what this value comes to beside others.
    func contradiction(found: String, bounds: String) -> WorkloadError {
        WorkloadError(place, .outOfBounds(key: path, found: found, bounds: bounds))
    }
}
