internal import Platform
internal import Statistics

/// A synthetic workload that resembles a trace: its mix, sizes, times to live, popularity and rate.
///
/// What it leaves out is order: its operations are independent, so that keys do not come in bursts
/// as they may in the trace, and its hit ratios differ by as much.
public struct TraceModel: Sendable {
    private let description: TraceDescription
    private let file: TraceFile

    /// A model of what was found in a trace.
    public init(_ description: TraceDescription) {
        self.description = description
        file = description.file
    }

    /// The workload file, with a comment that says what is fitted and what is assumed.
    public var yaml: String {
        var lines = header + [""]
        lines += [
            "summary: \"Like the trace \(name)\"", "tags: [fitted]",
            "keys:", "  count: \(keyCount)",
            "  size: \(Self.table(keySizes, unit: "B"))",
            "  distribution: \(distribution)",
            "record:",
        ]
        lines += record
        lines.append("operations:")
        lines += operations
        lines += [
            "phases:", "  load: {}", "  warmUp: {duration: 2s}", "  measure: {duration: 10s}",
        ]
        lines.append("arrivals: \(arrivals)")
        return lines.map { $0 + "\n" }.joined()
    }

    // MARK: The comment

    private var header: [String] {
        var words = [
            "Fitted to the trace \(name) (\(file.source.summary)): \(file.requestCount) requests "
                + "for \(file.keyCount) keys"
                + (file.duration > .zero ? " in \(Self.number(file.duration.seconds)) s." : ".")
        ]
        words.append(popularityWords)
        words.append(
            "Sizes are tables of what came; a range is equally likely throughout, and its middle "
                + "is the mean of the sizes in it.")
        words.append(
            "Assumed: operations are independent, where the trace's may come in bursts; sizes do "
                + "not depend on popularity; every key is loaded, so that reads hit. For a cache "
                + "that begins empty use --set phases.load=none --set setOnMiss=true.")
        if rate != nil {
            words.append(
                "Arrivals have the trace's mean rate; use --set arrivals=closed for as fast as the "
                    + "store goes.")
        }
        if !file.leftOutCounts.isEmpty {
            let names = file.leftOutCounts.sorted { $0.key < $1.key }
                .map { "\(Self.quoted($0.key)) \($0.value)" }
            words.append("Left out of the trace: " + names.joined(separator: ", ") + ".")
        }
        return words.flatMap { ["#"] + Self.wrapped($0) }.dropFirst().map { $0 }
    }

    private var popularityWords: String {
        guard let fit = description.popularity else {
            return
                "Too few keys came again for a fit of their popularity: it is taken to be uniform."
        }
        return "Popularity: Zipf's law with exponent \(Self.decimals(fit.exponent)) ± "
            + "\(Self.decimals(fit.standardError)) over \(fit.rankCount) keys, of which the trace "
            + "would show as many as it does; Kolmogorov's distance \(Self.decimals(fit.distance))"
            + (keyCount == fit.rankCount ? "." : "; cut to \(keyCount) keys.")
    }

    /// The trace's mean rate per second, where it has times.
    private var rate: String? {
        guard file.duration > .zero else { return nil }
        let rate = Double(file.requestCount) / file.duration.seconds
        return "\(Self.number(min(max(rate, 0.001), 1e9)))/s"
    }

    /// Poisson, unless gaps were seen that a heavier tail fits better.
    private var arrivals: String {
        guard let rate else { return "closed" }
        guard case .fitted(let exponential, let pareto) = description.arrivals, let pareto,
            pareto.distance < exponential.distance, pareto.shape > 0.02, pareto.shape <= 0.95
        else { return "{poisson: \(rate)}" }
        return "{generalizedPareto: {rate: \(rate), shape: \(Self.decimals(pareto.shape))}}"
    }

    // MARK: Keys

    private var name: String {
        Self.quoted(file.path.split(separator: "/").last.map { String($0) } ?? file.path)
    }

    /// What the fit says, but at most four times what was seen: a short trace says little of keys
    /// that did not come.
    private var keyCount: UInt64 {
        let most = min(file.keyCount * 4, Keyspace.countLimit)
        guard let fit = description.popularity else { return file.keyCount }
        return min(max(fit.rankCount, file.keyCount), most)
    }

    private var distribution: String {
        guard let fit = description.popularity else { return "uniform" }
        return "{zipf: {exponent: \(Self.decimals(max(fit.exponent, 0)))}}"
    }

    private var keySizes: [SizeSpectrum.Row] {
        // Digits to base 32 that tell so many keys apart, inserts included.
        let digits = (64 - (keyCount * 2).leadingZeroBitCount + 4) / 5
        return description.keySizes.rows(least: digits)
    }

    // MARK: Records

    private var record: [String] {
        let sizes = description.valueSizes.rows(least: 0)
        let table = sizes.isEmpty ? "100B" : Self.table(sizes, unit: "B")
        var lines = ["  values: \(table)"]
        if file.count(of: .increment) > 0 {
            lines = ["  bins:", "    value: {bytes: \(table)}", "    counter: integer"]
        }
        let times = description.timesToLive
        if let summary = times.summary, summary.largest > 0 {
            lines.append("  ttl: \(Self.timeTable(times.rows(least: 0)))")
        }
        return lines
    }

    private var operations: [String] {
        var counts: [OperationKind: UInt64] = [:]
        for operation in TraceOperation.allCases {
            counts[operation.kind, default: 0] += file.count(of: operation)
        }
        return OperationKind.allCases.compactMap { kind in
            counts[kind].flatMap { $0 > 0 ? "  \(kind.name): \($0)" : nil }
        }
    }

    // MARK: Words

    private static func table(_ rows: [SizeSpectrum.Row], unit: String) -> String {
        guard rows.count > 1 else { return "\(rows.first?.range.lowerBound ?? 0)\(unit)" }
        let words = rows.map { row in
            let (lower, upper) = (row.range.lowerBound, row.range.upperBound)
            let size = lower == upper ? "\(lower)\(unit)" : "\(lower)\(unit)-\(upper)\(unit)"
            return "\(size): \(row.count)"
        }
        return wrappedTable("{table: {", words, "}}")
    }

    /// Times have no ranges: each row stands for its middle.
    private static func timeTable(_ rows: [SizeSpectrum.Row]) -> String {
        let limit = Int(TTLLimit.seconds)
        var counts: [Int: UInt64] = [:]
        for row in rows {
            let middle = min((row.range.lowerBound + row.range.upperBound) / 2, limit)
            counts[middle, default: 0] += row.count
        }
        func word(_ seconds: Int) -> String { seconds == 0 ? "none" : "\(seconds)s" }
        let sorted = counts.sorted { $0.key < $1.key }
        if sorted.count == 1 { return word(sorted[0].key) }
        return wrappedTable("{", sorted.map { "\(word($0.key)): \($0.value)" }, "}")
    }

    /// A mapping on one line if it fits, or else on several.
    private static func wrappedTable(_ start: String, _ words: [String], _ end: String) -> String {
        let line = start + words.joined(separator: ", ") + end
        guard line.count > 80 else { return line }
        let lines = filled(
            words.enumerated().map { index, word in
                index == words.count - 1 ? word : word + ","
            }, width: 90)
        let indent = "\n      "
        return start + indent + lines.joined(separator: indent) + end
    }

    /// Four decimals.
    static func decimals(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "1000000000000" }
        let scaled = Int64((abs(value) * 1e4).rounded())
        let fraction = String(scaled % 10_000 + 10_000).dropFirst()
        return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / 10_000).\(fraction)"
    }

    /// Without needless decimals.
    private static func number(_ value: Double) -> String {
        value == value.rounded() && value < 1e15 ? "\(Int64(value))" : decimals(value)
    }

    /// Text within a comment or double quotes: whatever might end them is replaced.
    private static func quoted(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(100).map { scalar in
                    let isPlain = scalar.value >= 32 && scalar.value < 127
                    return isPlain && scalar != "\"" && scalar != "\\" ? scalar : "?"
                }))
    }

    /// Lines of a comment.
    private static func wrapped(_ text: String) -> [String] {
        filled(text.split(separator: " ").map { String($0) }, width: 96).map { "# " + $0 }
    }

    /// Lines of at most `width` characters, if no word is longer.
    private static func filled(_ words: [String], width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

/// What a time to live can be in a workload file.
private enum TTLLimit {
    /// Ten years.
    static let seconds: UInt32 = 315_360_000
}
