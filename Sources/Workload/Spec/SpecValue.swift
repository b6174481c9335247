public import Platform

/// The value of a key, to be read as what the key needs; every reader names the key in its error.
///
/// Thread safety: a value.
public struct SpecValue: Hashable, Sendable {
    /// What the prefixes of counts stand for.
    static let countUnits = ["": 1, "k": 1e3, "M": 1e6, "G": 1e9]
    /// What the units of sizes are in bytes.
    static let byteUnits = [
        "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30,
    ]
    /// What the units of time are in nanoseconds.
    static let timeUnits = [
        "ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 86_400e9,
    ]

    /// What the units of rates are in operations per second.
    static let rateUnits = ["/s": 1, "k/s": 1e3, "M/s": 1e6]

    /// The keys from the root to here, joined by points.
    public let path: String
    /// Where the key stands.
    let place: WorkloadError.Place
    /// What was written.
    let node: SpecNode
    /// What may be written, where the language says so.
    var form: SpecForm?

    /// An error about this value's form.
    public func wrong(_ expected: String) -> WorkloadError {
        WorkloadError(node.place, .wrongValue(key: path, found: node.kindName, expected: expected))
    }

    /// An error about this value's size.
    public func outOfBounds(_ bounds: String) -> WorkloadError {
        WorkloadError(node.place, .outOfBounds(key: path, found: node.kindName, bounds: bounds))
    }

    /// An error about this key being there at all.
    public func notAllowed(_ because: String) -> WorkloadError {
        WorkloadError(place, .notAllowed(key: path, because: because))
    }

    /// The text, not empty.
    public func text(_ expected: String = "a text") throws(WorkloadError) -> String {
        guard case .scalar(let text) = node.content, !text.isEmpty else { throw wrong(expected) }
        return text
    }

    /// A list of texts.
    func texts() throws(WorkloadError) -> [String] {
        guard case .sequence(let nodes) = node.content else { throw wrong("a list: [one, two]") }
        var texts: [String] = []
        for element in nodes {
            texts.append(
                try SpecValue(path: path, place: place, node: element, form: nil).text())
        }
        return texts
    }

    /// The elements of a list, at least one, each with what the language says of all.
    func elements(_ expected: String) throws(WorkloadError) -> [SpecValue] {
        guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
            throw wrong(expected)
        }
        return nodes.map { SpecValue(path: path, place: $0.place, node: $0, form: form?.element) }
    }

    /// One of the words of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) throws(WorkloadError) -> Choice where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        guard case .scalar(let text) = node.content, let choice = Choice(rawValue: text) else {
            throw wrong("one of \(words.joined(separator: ", "))")
        }
        return choice
    }

    /// One of `words`, or those of the language.
    func word(of words: [String]? = nil) throws(WorkloadError) -> String {
        let words = words ?? form?.words ?? []
        guard case .scalar(let text) = node.content, words.contains(text) else {
            throw wrong("one of \(words.joined(separator: ", "))")
        }
        return text
    }

    /// `true` or `false`.
    public func flag() throws(WorkloadError) -> Bool {
        try word(of: ["true", "false"]) == "true"
    }

    /// A number within `bounds`, or those of the language.
    func number(_ bounds: ClosedRange<Double>? = nil) throws(WorkloadError) -> Double {
        let bounds = bounds ?? form?.numberBounds ?? 0...1
        let quantity = try quantity("a number, for example 0.5", units: ["": 1])
        guard bounds.contains(quantity) else {
            throw outOfBounds(
                "from \(Self.short(bounds.lowerBound)) to \(Self.short(bounds.upperBound))")
        }
        return quantity
    }

    /// A whole number within `bounds`, or those of the language, with `k`, `M`, `G` or without.
    public func count(_ bounds: ClosedRange<UInt64>? = nil) throws(WorkloadError) -> UInt64 {
        let bounds = bounds ?? form?.countBounds ?? 0...1
        let expected = "a whole number, for example 1_000_000, 10k or 1M"
        return try whole(expected, units: Self.countUnits, bounds, "")
    }

    /// A size in bytes within `bounds`, or those of the language.
    public func byteCount(_ bounds: ClosedRange<UInt64>? = nil) throws(WorkloadError) -> Int {
        let bounds = bounds ?? form?.byteBounds ?? 0...1
        let expected = "a size with its unit, for example 100B, 1KiB or 4MiB"
        return Int(try whole(expected, units: Self.byteUnits, bounds, "B"))
    }

    /// A span of time from 1 ns to 1,000 h, or zero where it may be.
    public func duration(orZero mayBeZero: Bool = false) throws(WorkloadError) -> Nanoseconds {
        let expected = "a duration with its unit, for example 250ms, 30s, 5m or 1h"
        let nanoseconds = try quantity(expected, units: Self.timeUnits)
        if mayBeZero && nanoseconds == 0 { return .zero }
        guard nanoseconds >= 1 && nanoseconds <= 3.6e15 else {
            throw outOfBounds("from 1ns to 1000h")
        }
        return Nanoseconds(UInt64(nanoseconds.rounded()))
    }

    /// A span of whole seconds, at least one; records keep no finer time.
    func wholeSeconds() throws(WorkloadError) -> UInt32 {
        let nanoseconds = try duration().count
        guard nanoseconds % 1_000_000_000 == 0 else {
            throw wrong("whole seconds, for example 60s or 24h")
        }
        return UInt32(truncatingIfNeeded: nanoseconds / 1_000_000_000)
    }

    /// A rate in operations per second, above zero and at most 10^9; zero too where it may be.
    func ratePerSecond(orZero mayBeZero: Bool = false) throws(WorkloadError) -> Double {
        let expected = "a rate, for example 500/s, 50k/s or 1M/s"
        let rate = try quantity(expected, units: Self.rateUnits)
        if mayBeZero && rate == 0 { return 0 }
        guard rate >= 0.001 && rate <= 1e9 else { throw outOfBounds("from 0.001/s to 1000M/s") }
        return rate
    }

    /// A seed: a whole number of 64 bits.
    func seed() throws(WorkloadError) -> UInt64 {
        let digits = try text("a whole number").filter { $0 != "_" }
        guard let seed = UInt64(digits) else {
            throw wrong("a whole number from 0 to 18446744073709551615")
        }
        return seed
    }

    private func whole(
        _ expected: String, units: [String: Double], _ bounds: ClosedRange<UInt64>, _ unit: String
    ) throws(WorkloadError) -> UInt64 {
        let quantity = try quantity(expected, units: units)
        let range = "from \(bounds.lowerBound)\(unit) to \(bounds.upperBound)\(unit)"
        guard quantity >= 0 && quantity <= 0x1p53 else { throw outOfBounds(range) }
        guard quantity == quantity.rounded(.down) else { throw wrong(expected) }
        guard bounds.contains(UInt64(quantity)) else { throw outOfBounds(range) }
        return UInt64(quantity)
    }

    /// A number with one of `units`, in the unit whose size is 1.
    func quantity(
        _ expected: String, units: [String: Double]
    ) throws(WorkloadError) -> Double {
        guard case .scalar(let text) = node.content,
            let quantity = Quantity.parse(text, units: units)
        else { throw wrong(expected) }
        return quantity
    }

    /// A bound without a needless `.0`.
    static func short(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
}
