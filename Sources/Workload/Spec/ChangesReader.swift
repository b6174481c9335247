internal import Platform

/// Reads what happens to the keys over time: a phase's `changes`.
struct ChangesReader {
    private let value: SpecValue
    private let phase: PhasePlan

    /// A reader for a phase whose arrivals, duration and operations are known.
    init(_ value: SpecValue, _ phase: PhasePlan) {
        self.value = value
        self.phase = phase
    }

    /// The changes.
    func changes() throws(WorkloadError) -> LoadChanges {
        let section = try SpecSection(value.node, path: value.path, language: "changes")
        var changes: [LoadChange] = []
        for kind in section.values {
            var last: [LoadChange] = []
            for element in try elements(kind) {
                let change = try change(element)
                if last.contains(where: { $0.overlaps(change) }) {
                    throw element.notAllowed(
                        "it overlaps another \(change.kind.name); let one end before the next "
                            + "begins")
                }
                last.append(change)
            }
            changes += last
        }
        return LoadChanges(changes)
    }

    /// One or more sections of a kind, each with the kind's path.
    private func elements(_ kind: SpecValue) throws(WorkloadError) -> [SpecValue] {
        if case .mapping = kind.node.content { return [kind] }
        return try kind.elements("keys and values, or a list of such")
    }

    private func change(_ value: SpecValue) throws(WorkloadError) -> LoadChange {
        let name = String(value.path.split(separator: ".").last ?? "")
        let section = try SpecSection(value.node, path: value.path, language: name)
        switch name {
        case "drift": return try drift(section)
        case "shift":
            let at = try moment(try section.required("at"))
            return LoadChange(
                .shift(share: try section["by"]?.number() ?? 0.5), at.span(for: Place(at, 0)))
        case "storm":
            return LoadChange(
                .storm(
                    share: try section.required("share").number(),
                    keyCount: try section["keys"]?.count() ?? 1), try span(section, "for"))
        case "ttlStorm":
            let ttl = try section.required("ttl")
            return LoadChange(
                .ttlStorm(seconds: try ttl.wholeSeconds()), try span(section, "for"))
        default:
            return LoadChange(
                .growth(fromShare: try section["from"]?.number() ?? 0.1),
                try span(section, "over"))
        }
    }

    private func drift(_ section: SpecSection) throws(WorkloadError) -> LoadChange {
        let bySecond = section["keysPerSecond"]
        let byOperation = section["keysPerOperation"]
        guard let speed = bySecond ?? byOperation else {
            throw WorkloadError(section.place, .missingKey("\(section.path).keysPerSecond"))
        }
        if bySecond != nil, let byOperation {
            throw byOperation.notAllowed("keysPerSecond is there already; leave one out")
        }
        let isTimed = bySecond != nil
        if isTimed { try checkTime(speed) }
        for value in [section["at"], section["for"]] {
            if let value, try place(value).isTimed != isTimed {
                throw value.notAllowed(
                    "the speed is by \(isTimed ? "time" : "operations"), so this must be too")
            }
        }
        let kind = LoadChange.Kind.drift(keysPerUnit: try speed.number())
        if section["for"] != nil { return LoadChange(kind, try span(section, "for")) }
        let at = try section["at"].map(moment) ?? Place(0, isTimed: isTimed)
        return LoadChange(kind, at.span(for: nil))
    }

    // MARK: Places

    /// A moment or a length, in nanoseconds or operations.
    private struct Place {
        var number: UInt64
        var isTimed: Bool

        init(_ number: UInt64, isTimed: Bool) {
            self.number = number
            self.isTimed = isTimed
        }

        init(_ other: Place, _ number: UInt64) {
            self.init(number, isTimed: other.isTimed)
        }

        /// From here on, for `length`; to the phase's end if nil.
        func span(for length: Place?) -> LoadMark.Span {
            let end = length.map { number + $0.number }
            return isTimed
                ? .time(from: Nanoseconds(number), to: end.map { Nanoseconds($0) })
                : .operations(from: number, to: end)
        }
    }

    /// The stretch from `at`, or the phase's start, for the length that the key `length` gives.
    private func span(_ section: SpecSection, _ key: String) throws(WorkloadError) -> LoadMark.Span
    {
        let lengthValue = try section.required(key)
        let length = try place(lengthValue)
        guard length.number > 0 else { throw lengthValue.outOfBounds("above 0") }
        let at = try section["at"].map(moment) ?? Place(length, 0)
        guard at.isTimed == length.isTimed else {
            throw lengthValue.notAllowed(
                "'at' is \(at.isTimed ? "a time" : "a number of operations"), so this must be too")
        }
        let end = at.number + length.number
        if let limit = limit(isTimed: at.isTimed), end > limit {
            throw lengthValue.contradiction(
                found: "until \(text(end, at))",
                bounds: "over by the phase's end at \(text(limit, at))")
        }
        return at.span(for: length)
    }

    /// Where the phase ends, if it is known.
    private func limit(isTimed: Bool) -> UInt64? {
        isTimed ? phase.duration?.count : phase.operationCount
    }

    private func text(_ number: UInt64, _ place: Place) -> String {
        place.isTimed
            ? LoadText.time(Nanoseconds(number)) : LoadText.scaled(Double(number)) + " operations"
    }

    /// A place in the phase, before its end.
    private func moment(_ value: SpecValue) throws(WorkloadError) -> Place {
        let place = try place(value)
        if let limit = limit(isTimed: place.isTimed), place.number >= limit {
            throw value.outOfBounds("before the phase's end at \(text(limit, place))")
        }
        return place
    }

    /// A place or a length, by time only where there is a schedule.
    private func place(_ value: SpecValue) throws(WorkloadError) -> Place {
        let place = try number(value)
        if place.isTimed { try checkTime(value) }
        return place
    }

    private func number(_ value: SpecValue) throws(WorkloadError) -> Place {
        if case .scalar(let text) = value.node.content,
            Quantity.parse(text, units: SpecValue.countUnits) != nil
        {
            return Place(try value.count(), isTimed: false)
        }
        if case .scalar(let text) = value.node.content,
            Quantity.parse(text, units: SpecValue.timeUnits) != nil
        {
            return Place(try value.duration(orZero: true).count, isTimed: true)
        }
        throw value.wrong("a time, for example 5s, or a number of operations, for example 2M")
    }

    /// Times need a schedule.
    private func checkTime(_ value: SpecValue) throws(WorkloadError) {
        guard phase.arrivals.isOpen else {
            throw value.notAllowed(
                "a closed loop has no schedule; place changes by operations over all workers, for "
                    + "example at: 2M")
        }
    }
}

extension LoadChange {
    /// Whether two changes of one kind are in force at the same time, or happen at once.
    fileprivate func overlaps(_ other: LoadChange) -> Bool {
        guard span.isTimed == other.span.isTimed else { return true }
        let (own, others) = (PhaseStretch(span), PhaseStretch(other.span))
        if own.begin == others.begin { return true }
        return own.begin < others.end && others.begin < own.end
    }
}
