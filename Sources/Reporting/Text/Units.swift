internal import Platform

/// Numbers as people read them: four significant digits and the prefix that fits them.
///
/// A value is rounded first and given its prefix after, so the two never disagree: 999.96 is
/// `1.000k`, not `1000.0`. The idea is that of Go's benchunit package.
enum Units {
    /// `value` with `decimals` decimals and a comma between thousands.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        let scale = power(of: 10, decimals)
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e18 else { return "\(value)" }
        let whole = UInt64(scaled) / UInt64(scale)
        let fraction = String(UInt64(scaled) % UInt64(scale))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + grouped(whole) }
        let padding = String(repeating: "0", count: decimals - fraction.count)
        return "\(sign)\(grouped(whole)).\(padding)\(fraction)"
    }

    /// `value` with a comma between thousands: `1,234,567`.
    static func grouped(_ value: UInt64) -> String {
        var text = ""
        for (place, digit) in String(value).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// `value` with `digits` significant digits; integers of more digits stay whole.
    static func significant(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return "–" }
        let rounded = round(value, digits: digits)
        guard rounded != 0 else { return "0" }
        return fixed(rounded, decimals: decimals(for: rounded, digits: digits))
    }

    /// `value` with a decimal prefix: `999.9`, `1.000k`, `12.35M`.
    static func scaled(_ value: Double) -> String {
        let (text, prefix) = split(value, base: 1_000, prefixes: ["", "k", "M", "G", "T", "P"])
        return text + prefix
    }

    /// A number of things: whole below 10,000, with a decimal prefix from there on.
    static func count(_ value: UInt64) -> String {
        value < 10_000 ? grouped(value) : scaled(Double(value))
    }

    /// A rate per second: `12.35k/s`.
    static func rate(_ perSecond: Double) -> String { scaled(perSecond) + "/s" }

    /// A number of bytes with a binary prefix: `512 B`, `1.500 GiB`.
    static func bytes(_ count: Double) -> String {
        if abs(count) < 1_024, count == count.rounded() { return "\(fixed(count, decimals: 0)) B" }
        let (text, prefix) = split(
            count, base: 1_024, prefixes: ["", "Ki", "Mi", "Gi", "Ti", "Pi"])
        return "\(text) \(prefix)B"
    }

    /// A span of time in the unit that fits it: `812 ns`, `1.235 µs`, `30 s`, `2 min 05 s`.
    static func time(_ span: Nanoseconds) -> String {
        if span.count < 1_000 { return "\(span.count) ns" }
        if span.seconds >= 119.5 { return longTime(UInt64(span.seconds.rounded())) }
        let value = Double(span.count)
        let rounded = round(value, digits: 4)
        let unit: LatencyUnit =
            rounded < 1e6 ? .microseconds : rounded < 1e9 ? .milliseconds : .seconds
        let inUnit = rounded / unit.nanoseconds
        let text = inUnit == inUnit.rounded() ? fixed(inUnit, decimals: 0) : significant(inUnit)
        return "\(text) \(unit.symbol)"
    }

    /// A share of 1 as percent, with enough digits to tell a small one from none.
    static func percent(_ share: Double) -> String {
        if share > 0, share < 0.000_01 { return "<0.001 %" }
        let decimals = share == 0 ? 0 : share < 0.01 ? 3 : share < 0.1 ? 2 : 1
        return "\(fixed(share * 100, decimals: decimals)) %"
    }

    /// `value` rounded to `digits` significant digits.
    static func round(_ value: Double, digits: Int) -> Double {
        guard value != 0, value.isFinite else { return value }
        var magnitude = 0
        var size = abs(value)
        while size >= 10 {
            size /= 10
            magnitude += 1
        }
        while size < 1 {
            size *= 10
            magnitude -= 1
        }
        let places = digits - 1 - magnitude
        guard places > 0 else {
            let step = power(of: 10, -places)
            return (value / step).rounded() * step
        }
        let step = power(of: 10, places)
        return (value * step).rounded() / step
    }

    private static func decimals(for rounded: Double, digits: Int) -> Int {
        var decimals = digits - 1
        var size = abs(rounded)
        while size >= 10, decimals > 0 {
            size /= 10
            decimals -= 1
        }
        while size < 1, decimals < 9 {
            size *= 10
            decimals += 1
        }
        return decimals
    }

    private static func split(
        _ value: Double, base: Double, prefixes: [String]
    ) -> (text: String, prefix: String) {
        guard value.isFinite else { return ("–", "") }
        var rest = value
        var index = 0
        while abs(round(rest / base, digits: 4)) >= 1, index < prefixes.count - 1 {
            rest /= base
            index += 1
        }
        return (significant(rest), prefixes[index])
    }

    private static func longTime(_ seconds: UInt64) -> String {
        func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
        if minutes < 120 { return rest == 0 ? "\(minutes) min" : "\(minutes) min \(two(rest)) s" }
        return "\(minutes / 60) h \(two(minutes % 60)) min"
    }

    private static func power(of base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { power, _ in power * base }
    }
}

/// The one unit of a table of latencies.
enum LatencyUnit: CaseIterable {
    case nanoseconds, microseconds, milliseconds, seconds

    /// The largest unit in which the smallest of `latencies` is still at least a tenth.
    ///
    /// A table has one unit, so its small entries decide: what is long stays readable with more
    /// digits, what is short would vanish.
    static func fitting(_ latencies: [Nanoseconds]) -> LatencyUnit {
        let smallest = latencies.filter { $0 > .zero }.min() ?? .zero
        return allCases.last { Double(smallest.count) >= $0.nanoseconds / 10 } ?? .nanoseconds
    }

    /// How many nanoseconds one is.
    var nanoseconds: Double {
        switch self {
        case .nanoseconds: 1
        case .microseconds: 1e3
        case .milliseconds: 1e6
        case .seconds: 1e9
        }
    }

    /// Its symbol: `µs`.
    var symbol: String {
        switch self {
        case .nanoseconds: "ns"
        case .microseconds: "µs"
        case .milliseconds: "ms"
        case .seconds: "s"
        }
    }

    /// `latency` in this unit without the symbol: four digits, and no more decimals than three.
    func text(_ latency: Nanoseconds) -> String {
        let value = Units.round(Double(latency.count) / nanoseconds, digits: 4)
        if self == .nanoseconds { return Units.grouped(latency.count) }
        if latency > .zero, value < 0.001 { return "<0.001" }
        let decimals = value < 10 ? 3 : value < 100 ? 2 : value < 1_000 ? 1 : 0
        return Units.fixed(Double(latency.count) / nanoseconds, decimals: decimals)
    }
}
