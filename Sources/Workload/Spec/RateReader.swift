internal import Platform

/// Reads an offered rate: `50k/s`, or its course over time.
struct RateReader {
    /// More waves than this are not drawn one by one.
    private static let lapLimit = 1_000.0

    /// Decides the order of shuffled rates.
    let seed: UInt64

    /// The profile that `value` describes.
    func profile(_ value: SpecValue) throws(WorkloadError) -> RateProfile {
        if case .scalar = value.node.content {
            return .constant(try value.ratePerSecond())
        }
        let choice = try SpecChoice(value, language: "rate")
        let settings = try choice.required("…")
        switch choice.word {
        case "pause": return .pause(try settings.duration())
        case "sequence": return try sequence(settings)
        default: break
        }
        let form = SpecLanguage.key(choice.word, in: "rate")?.form
        guard case .section(let language) = form else {
            preconditionFailure("'\(choice.word)' has no section")
        }
        let section = try SpecSection(settings.node, path: settings.path, language: language)
        let profile = try profile(choice.word, section)
        guard let length = section["for"] else { return profile }
        return try first(length, of: profile)
    }

    private func profile(
        _ word: String, _ section: SpecSection
    ) throws(WorkloadError) -> RateProfile {
        switch word {
        case "constant": .constant(try section.required("rate").ratePerSecond())
        case "ramp": try ramp(section)
        case "steps", "shuffled": try steps(word, section)
        case "staircase":
            .staircase(
                from: try rate("from", section), to: try rate("to", section),
                count: Int(try section.required("steps").count()),
                every: try section.required("every").duration())
        case "spike":
            .spike(
                base: try rate("base", section), peak: try rate("peak", section),
                at: try section.required("at").duration(orZero: true),
                length: try section.required("length").duration())
        case "sine": try sine(section)
        case "square": try square(section)
        default: try diurnal(section)
        }
    }

    private func rate(_ key: String, _ section: SpecSection) throws(WorkloadError) -> Double {
        try section.required(key).ratePerSecond(orZero: true)
    }

    private func ramp(_ section: SpecSection) throws(WorkloadError) -> RateProfile {
        let curve = try section["curve"]?.choice(RateProfile.Curve.self) ?? .linear
        let mayBeZero = curve == .linear
        return .ramp(
            from: try section.required("from").ratePerSecond(orZero: mayBeZero),
            to: try section.required("to").ratePerSecond(orZero: mayBeZero),
            over: try section.required("over").duration(), curve: curve)
    }

    private func steps(
        _ word: String, _ section: SpecSection
    ) throws(WorkloadError) -> RateProfile {
        let length = try section.required("every").duration()
        var rates: [Double] = []
        for element in try section.required("rates").elements("a list: [10k/s, 20k/s]") {
            rates.append(try element.ratePerSecond(orZero: true))
        }
        return word == "steps"
            ? .steps(rates.map { ($0, length) })
            : .shuffled(rates, every: length, seed: seed)
    }

    private func sine(_ section: SpecSection) throws(WorkloadError) -> RateProfile {
        let mean = try section.required("mean").ratePerSecond()
        let amplitude = try section.required("amplitude")
        let height = try amplitude.ratePerSecond(orZero: true)
        guard height <= mean else {
            throw amplitude.outOfBounds("at most the mean, or the rate would fall below 0/s")
        }
        return .sine(
            mean: mean, amplitude: height, period: try section.required("period").duration())
    }

    private func square(_ section: SpecSection) throws(WorkloadError) -> RateProfile {
        .square(
            low: try rate("low", section), high: try section.required("high").ratePerSecond(),
            period: try section.required("period").duration(),
            duty: try section["duty"]?.number() ?? 0.5)
    }

    private func diurnal(_ section: SpecSection) throws(WorkloadError) -> RateProfile {
        let points = try RateTable.read(try section.required("file").text("the path of a file"))
        return .diurnal(
            points.rows, period: try section["period"]?.duration() ?? points.length,
            peak: try section["peak"]?.ratePerSecond() ?? points.peak)
    }

    // MARK: Sequences

    private func sequence(_ value: SpecValue) throws(WorkloadError) -> RateProfile {
        let elements = try value.elements("a list: [{ramp: …}, {pause: 5s}, …]")
        var parts: [RateProfile] = []
        for (index, element) in elements.enumerated() {
            if case .mapping = element.node.content {
            } else {
                throw element.wrong("a course, for example {constant: {rate: 10k/s, for: 5s}}")
            }
            let part = try profile(element)
            guard part.length > .zero || index == elements.count - 1 else {
                throw element.wrong("its length too: {constant: {rate: …, for: 5s}}")
            }
            parts.append(part)
        }
        return .sequence(parts)
    }

    private func first(
        _ value: SpecValue, of profile: RateProfile
    ) throws(WorkloadError) -> RateProfile {
        let length = try value.duration()
        let laps = profile.lap.map { Double(length.count) / $0.nanoseconds } ?? 0
        guard laps <= Self.lapLimit else {
            throw value.outOfBounds("at most \(Int(Self.lapLimit)) periods")
        }
        return profile.first(length)
    }
}
