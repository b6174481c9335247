/// A section of a workload file whose keys this module does not know: another's parameters.
///
/// The one who does know them reads each setting as what it is; its errors name the line and key as
/// those of the other sections do.
///
/// Thread safety: a value.
public struct PlanSettings: Hashable, Sendable {
    /// The settings, in the order written.
    public let all: [PlanSetting]
    /// Where the section is; the workload as a whole when it has none.
    private let place: WorkloadError.Place
    private let path: String

    init(_ settings: [PlanSetting], path: String, place: WorkloadError.Place) {
        all = settings
        self.path = path
        self.place = place
    }

    /// Settings that do not come from a file.
    ///
    /// - Parameters:
    ///   - texts: names and values, in order; of two with one name the first counts.
    ///   - origin: what errors call the place they come from.
    public init(_ texts: [(name: String, value: String)], from origin: String) {
        let place = WorkloadError.Place.option(origin)
        all = texts.map { text in
            let node = SpecNode(place: place, content: .scalar(text.value))
            return PlanSetting(text.name, SpecValue(path: text.name, place: place, node: node))
        }
        self.place = place
        path = origin
    }

    /// The setting called `name`, if it is there.
    public subscript(_ name: String) -> PlanSetting? { all.first { $0.name == name } }

    /// An error about `name`, which the section may have or have left out.
    ///
    /// - Parameters:
    ///   - name: the parameter's name.
    ///   - found: its value.
    ///   - bounds: what it must be.
    /// - Returns: the error, with the setting's line if it has one, else the section's.
    public func outOfBounds(_ name: String, found: String, bounds: String) -> WorkloadError {
        self[name]?.outOfBounds(bounds)
            ?? WorkloadError(
                place, .outOfBounds(key: "\(path).\(name)", found: found, bounds: bounds))
    }
}

/// One setting of a section: a name, a text, and where it stands.
public struct PlanSetting: Hashable, Sendable {
    /// What a number counts, which decides the units that it may have.
    public enum Measure: Hashable, Sendable {
        /// Things: `4096`, `10k`.
        case count
        /// Bytes: `1MiB`, or a number alone.
        case byteCount
        /// Seconds: `30s`, or a number alone.
        case seconds
        /// Milliseconds: `250ms`, or a number alone.
        case milliseconds
        /// A part of 1: `0.9`.
        case share
        /// A part of 1 that may be written `1/64`.
        case fraction
    }

    /// Its name.
    public let name: String
    private let value: SpecValue

    init(_ name: String, _ value: SpecValue) {
        self.name = name
        self.value = value
    }

    /// The number, in the unit that `measure` names.
    ///
    /// - Throws: `WorkloadError` when it is none, or has another unit.
    public func number(_ measure: Measure) throws(WorkloadError) -> Double {
        switch measure {
        case .count:
            return try value.quantity("a number, for example 4096", units: SpecValue.countUnits)
        case .byteCount:
            return try value.quantity(
                "a size, for example 1MiB", units: SpecValue.byteUnits.merging(["": 1]) { $1 })
        case .seconds:
            return try time("a duration, for example 30s", unitNanoseconds: 1e9)
        case .milliseconds:
            return try time("a duration, for example 250ms", unitNanoseconds: 1e6)
        case .share:
            return try value.quantity("a number, for example 0.5", units: ["": 1])
        case .fraction:
            return try fraction()
        }
    }

    private func time(_ expected: String, unitNanoseconds: Double) throws(WorkloadError) -> Double {
        var units = SpecValue.timeUnits
        units[""] = unitNanoseconds
        return try value.quantity(expected, units: units) / unitNanoseconds
    }

    private func fraction() throws(WorkloadError) -> Double {
        if case .scalar(let text) = value.node.content, text.hasPrefix("1/"),
            let divisor = UInt32(text.dropFirst(2)), divisor > 0
        {
            return 1 / Double(divisor)
        }
        return try value.quantity("a number, for example 0.5 or 1/64", units: ["": 1])
    }

    /// Whether it is the word `word`.
    public func isWord(_ word: String) -> Bool { value.node.content == .scalar(word) }

    /// One of `words`.
    ///
    /// - Throws: `WorkloadError` when it is none of them.
    public func word(of words: [String]) throws(WorkloadError) -> String {
        try value.word(of: words)
    }

    /// An error about its value, which must be `bounds`.
    public func outOfBounds(_ bounds: String) -> WorkloadError { value.outOfBounds(bounds) }

    /// An error about its name, which is none of `known`.
    public func unknown(known: [String]) -> WorkloadError {
        WorkloadError(
            value.place,
            .unknownKey(name, nearest: NearestName.find(name, among: known), known: known))
    }
}
