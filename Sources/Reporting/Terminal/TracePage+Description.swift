internal import Platform
internal import Statistics
public import Workload

extension TracePage {
    /// What `trace describe` shows: one screen.
    ///
    /// - Parameters:
    ///   - description: what was found.
    ///   - style: whether headings are set off.
    /// - Returns: lines that all end in a line break.
    public static func text(_ description: TraceDescription, style: TextStyle = .plain) -> String {
        let file = description.file
        var table = TextTable(alignments: [.left, .left])
        table.add(["requests", requests(file)])
        table.add(["operations", operations(file)])
        if !file.leftOutCounts.isEmpty { table.add(["left out", leftOut(file)]) }
        table.add(["keys", keys(description)])
        for (index, line) in popularity(description).enumerated() {
            table.add([index == 0 ? "popularity" : "", line])
        }
        for (index, line) in arrivals(description.arrivals).enumerated() {
            table.add([index == 0 ? "arrivals" : "", line])
        }
        for (index, line) in reuse(description.reuse).enumerated() {
            table.add([index == 0 ? "reuse" : "", line])
        }
        return style.bold(file.path) + "\n  \(file.source.summary)\n\n" + table.text()
            + "\n" + sizes(description).text(style: style)
            + "\n" + hitRatios(description).text(style: style)
    }

    // MARK: Lines

    private static func requests(_ file: TraceFile) -> String {
        let count = Units.grouped(file.requestCount)
        guard file.duration > .zero else { return "\(count); the trace has no times" }
        let rate = Units.rate(Double(file.requestCount) / file.duration.seconds)
        return "\(count) in \(Units.time(file.duration)), \(rate); "
            + "times to \(Units.time(file.resolution))"
    }

    private static func operations(_ file: TraceFile) -> String {
        let counts = TraceOperation.allCases.map { ($0.name, file.count(of: $0)) }
        return shares(counts.filter { $0.1 > 0 }, of: file.requestCount)
    }

    private static func leftOut(_ file: TraceFile) -> String {
        let total = file.leftOutCounts.values.reduce(0, +)
        return shares(file.leftOutCounts.map { ($0.key, $0.value) }, of: total)
            + " of \(Units.grouped(total)) more that are not replayed"
    }

    /// The most frequent first, at most six.
    private static func shares(_ counts: [(String, UInt64)], of total: UInt64) -> String {
        let sorted = counts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        let words = sorted.prefix(6).map { name, count in
            "\(name) \(Units.percent(Double(count) / Double(max(total, 1))))"
        }
        return words.joined(separator: ", ") + (sorted.count > 6 ? ", …" : "")
    }

    private static func keys(_ description: TraceDescription) -> String {
        let count = description.file.keyCount
        let each = Double(description.file.requestCount) / Double(count)
        let once = Double(description.oneHitKeyCount) / Double(count)
        return "\(Units.grouped(count)), \(Units.significant(each)) requests each; "
            + "\(Units.percent(once)) of them came once only"
    }

    private static func popularity(_ description: TraceDescription) -> [String] {
        let shares = description.hottestShares
        let hottest =
            "hottest key \(Units.percent(shares.key)), hottest 1 % of keys "
            + "\(Units.percent(shares.hundredth)), hottest 10 % \(Units.percent(shares.tenth))"
        guard let fit = description.popularity else {
            return [hottest, "too few keys came again for a fit"]
        }
        let exponent = Units.fixed(fit.exponent, decimals: 4)
        let error = Units.fixed(fit.standardError, decimals: 4)
        return [
            hottest,
            "Zipf exponent \(exponent) ± \(error) over \(Units.grouped(fit.rankCount)) keys",
            goodness(fit.distance),
        ]
    }

    /// Kolmogorov's distance, with a word for it.
    private static func goodness(_ distance: Double) -> String {
        let word =
            switch distance {
            case ..<0.02: "fits"
            case ..<0.05: "fits roughly"
            default: "does not fit"
            }
        return "\(word) (KS distance \(Units.fixed(distance, decimals: 4)))"
    }

    private static func arrivals(_ fit: TraceDescription.ArrivalFit) -> [String] {
        switch fit {
        case .noTimes: return ["the trace has no times"]
        case .tooCoarse(let resolution):
            return ["cannot be told: times are to \(Units.time(resolution))"]
        case .tooFew: return ["too few requests at different times"]
        case .fitted(let exponential, let pareto):
            let mean = Units.significant(exponential.mean)
            let poisson = "exponential gaps, mean \(mean) µs: \(goodness(exponential.distance))"
            guard let pareto else { return [poisson] }
            let (scale, shape) = (pareto.scale, Units.fixed(pareto.shape, decimals: 3))
            return [
                poisson,
                "generalised Pareto, scale \(Units.significant(scale)) µs, shape \(shape): "
                    + goodness(pareto.distance),
            ]
        }
    }

    private static func reuse(_ reuse: ReuseProfile) -> [String] {
        func distance(_ share: Double) -> String {
            reuse.distance(share: share).map { Units.count(UInt64($0.rounded())) } ?? "–"
        }
        let how =
            reuse.sampledShare == 1
            ? "exact" : "sampled: \(Units.percent(reuse.sampledShare)) of keys"
        let distances = "p50 \(distance(0.5)), p90 \(distance(0.9)), p99 \(distance(0.99))"
        return [
            "distance \(distances) keys (\(how))",
            "\(Units.percent(1 - reuse.reuseShare)) of requests are for keys not seen before",
        ]
    }

    // MARK: Tables

    private static func sizes(_ description: TraceDescription) -> TextTable {
        var table = TextTable(columns: [
            ("sizes", .left), ("count", .right), ("mean", .right), ("p50", .right),
            ("p90", .right), ("p99", .right), ("largest", .right),
        ])
        func add(_ name: String, _ sizes: SizeSpectrum, _ unit: String) {
            guard let summary = sizes.summary else { return }
            let figures = [
                Units.significant(summary.mean), Units.grouped(UInt64(summary.p50)),
                Units.grouped(UInt64(summary.p90)), Units.grouped(UInt64(summary.p99)),
                Units.grouped(UInt64(summary.largest)),
            ]
            table.add([name, Units.count(summary.count)] + figures.map { "\($0) \(unit)" })
        }
        add("keys", description.keySizes, "B")
        let values = description.valuesAreWritten ? "values written" : "values read"
        add(values, description.valueSizes, "B")
        if let summary = description.timesToLive.summary, summary.largest > 0 {
            add("time to live", description.timesToLive, "s")
        }
        return table
    }

    /// What LRU caches of several sizes would have hit.
    private static func hitRatios(_ description: TraceDescription) -> TextTable {
        var table = TextTable(columns: [
            ("LRU cache of keys", .right), ("share of keys", .right), ("hit ratio", .right),
            ("", .left),
        ])
        let keyCount = description.file.keyCount
        var last: UInt64 = 0
        for share in [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1] {
            let keys = UInt64((Double(keyCount) * share).rounded())
            guard keys > last else { continue }
            last = keys
            let ratio = description.reuse.hitRatio(keyCount: keys)
            table.add([
                Units.grouped(keys), Units.percent(share), Units.percent(ratio), bar(ratio),
            ])
        }
        return table
    }

    /// A bar of 40 characters for 1, to an eighth of a character.
    private static func bar(_ ratio: Double) -> String {
        let eighths = Int((min(max(ratio, 0), 1) * 320).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }
}
