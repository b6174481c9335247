internal import Driver
internal import Measurement
internal import Platform
internal import Workload

/// `percentiles.csv`: the whole distribution of each histogram of the measured phase.
///
/// The percentiles are those of HdrHistogram's own percentile files, five to each halving of the
/// distance to 100, so a plot on that scale has evenly spaced points.
enum PercentilesFile {
    static func text(_ result: RunResult) -> String {
        var file = CSVText(
            header: ["trial", "phase", "kind", "measure", "percentile", "latency_ns", "count"])
        guard let phase = result.measured else { return file.text }
        for kind in phase.kinds {
            for (measure, histogram) in kind.latencies.byMeasure {
                let labels = ["1", phase.plan.kind.name, kind.kind.name, measure]
                for row in rows(histogram) { file.add(labels + row) }
            }
        }
        return file.text
    }

    /// Percentile, latency, and how many latencies are at or below it.
    private static func rows(_ histogram: LatencyHistogram) -> [[String]] {
        guard histogram.count > 0 else { return [] }
        let total = Double(histogram.count)
        var rows: [[String]] = []
        var values = histogram.recordedValues.makeIterator()
        var seen: UInt64 = 0
        var latency: UInt64 = 0
        for percentile in percentiles(count: histogram.count) {
            let rank = max(1, UInt64((percentile / 100 * total).rounded(.up)))
            while seen < rank {
                if let value = values.next() {
                    seen += value.count
                    latency = min(value.highest, histogram.maximum).count
                } else {
                    // What is left are overflows, which have no bucket.
                    seen = histogram.count
                    latency = histogram.maximum.count
                }
            }
            rows.append([CSVText.number(percentile), "\(latency)", "\(seen)"])
        }
        return rows
    }

    /// The percentiles that `count` latencies can tell apart, ascending, 100 last.
    static func percentiles(count: UInt64) -> [Double] {
        var found: [Double] = []
        var base = 0.0
        var span = 100.0
        while span / 100 * Double(count) >= 1 {
            for step in 0..<5 { found.append(base + span / 2 * Double(step) / 5) }
            base += span / 2
            span /= 2
        }
        return found + [100]
    }
}

extension KindLatencies {
    /// The histograms with the names that CSV columns and `.hlog` tags give them.
    var byMeasure: [(name: String, histogram: LatencyHistogram)] {
        [
            ("service", service), ("queue", queue), ("response", response), ("miss", miss),
            ("error", error),
        ]
    }
}

extension IntervalKindResult {
    /// The histograms with the names that CSV columns and `.hlog` tags give them.
    var byMeasure: [(name: String, histogram: CompactHistogram)] {
        [
            ("service", service), ("queue", queue), ("response", response), ("miss", miss),
            ("error", error),
        ]
    }
}
