public import Platform

/// A stretch of a phase in which something about the load is other than at its start: what interval
/// tables show beside their figures.
public struct LoadMark: Hashable, Sendable {
    /// Where in the phase it lies.
    public enum Span: Hashable, Sendable {
        /// From one moment after the phase's start up to, not including, another; the same twice
        /// for what happens in no time; no end for what lasts until the phase ends.
        case time(from: Nanoseconds, to: Nanoseconds?)
        /// From one operation, counted over all workers, up to, not including, another.
        case operations(from: UInt64, to: UInt64?)
    }

    /// Where it lies.
    public var span: Span
    /// What it is, in a few words: `ramp 10k/s → 100k/s`, `spike 1M/s`, `pause`.
    public var label: String

    /// A stretch called `label`.
    public init(_ span: Span, _ label: String) {
        self.span = span
        self.label = label
    }

    /// Whether it lies, at least in part, in a stretch of time and the operations done in it.
    func overlaps(time: Range<Nanoseconds>, operations: Range<UInt64>) -> Bool {
        switch span {
        case .time(let from, let to): Self.overlaps(from, to, time)
        case .operations(let from, let to): Self.overlaps(from, to, operations)
        }
    }

    private static func overlaps<Place: Comparable>(
        _ from: Place, _ to: Place?, _ range: Range<Place>
    ) -> Bool {
        guard from < range.upperBound else { return false }
        guard let to else { return true }
        return to > range.lowerBound || (from == to && from == range.lowerBound)
    }
}

/// Rates, times and counts as marks and names show them: three digits and a unit.
enum LoadText {
    /// `52.7k/s`.
    static func rate(_ perSecond: Double) -> String { scaled(perSecond) + "/s" }

    /// `52.7k`.
    static func scaled(_ number: Double) -> String {
        switch number {
        case 1e6...: digits(number / 1e6) + "M"
        case 1e3...: digits(number / 1e3) + "k"
        default: digits(number)
        }
    }

    /// `250ms`, `1.5s`, `90s`.
    static func time(_ time: Nanoseconds) -> String {
        switch time.count {
        case 1_000_000_000...: digits(time.seconds) + "s"
        case 1_000_000...: digits(time.seconds * 1e3) + "ms"
        case 1_000...: digits(time.seconds * 1e6) + "us"
        default: "\(time.count)ns"
        }
    }

    /// At most three digits behind the point, and none that says nothing.
    private static func digits(_ number: Double) -> String {
        let thousandths = Int64((number * 1_000).rounded())
        let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1_000)
        guard rest > 0 else { return "\(whole)" }
        var text = "\(1_000 + rest)".dropFirst()
        while text.last == "0" { text.removeLast() }
        return "\(whole).\(text)"
    }
}
