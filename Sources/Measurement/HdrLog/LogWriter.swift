internal import Platform

/// The text of an interval log, format 1.3, which every HdrHistogram tool reads.
///
/// Write `header` once, then one `line` for each tag and interval, in the order of time. Source:
/// HdrHistogram, "HistogramLogWriter".
public enum LogWriter {
    /// The lines before the first interval.
    ///
    /// - Parameter startedAtUnixNanoseconds: when the run began, since 1970-01-01 UTC; the starts
    ///   of intervals count from here.
    /// - Returns: text that ends with a line break.
    public static func header(startedAtUnixNanoseconds: UInt64) -> String {
        let start = thousandths(startedAtUnixNanoseconds, of: 1_000_000_000)
        return """
            #[Histogram log format version 1.3]
            #[StartTime: \(start) (seconds since epoch)]
            #[BaseTime: \(start) (seconds since epoch)]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

            """
    }

    /// One interval: start and length in seconds, maximum in milliseconds, histogram.
    ///
    /// Latencies above an hour have no place in the encoding. They stand in a comment before the
    /// line, which other tools skip and `LogReader` understands.
    ///
    /// - Parameter interval: what to write; its tag has no comma and no white space.
    /// - Returns: text that ends with a line break.
    public static func line(_ interval: LogInterval) -> String {
        precondition(
            interval.tag.allSatisfy { $0 != "," && !$0.isWhitespace },
            "a tag has no comma and no white space: \(interval.tag)")
        let histogram = interval.histogram
        let fields = [
            "Tag=\(interval.tag)",
            thousandths(interval.start.count, of: 1_000_000_000),
            thousandths(interval.length.count, of: 1_000_000_000),
            thousandths(histogram.maximum.count, of: 1_000_000),
            HistogramEncoding.encode(histogram),
        ]
        return overflowComment(histogram) + fields.joined(separator: ",") + "\n"
    }

    private static func overflowComment(_ histogram: LatencyHistogram) -> String {
        guard histogram.overflowCount > 0 else { return "" }
        return "#[Overflow: \(histogram.overflowCount) above 1 h, the longest "
            + "\(histogram.maximum.count) ns]\n"
    }

    /// `amount / unit` with three decimals, rounded to the nearest.
    private static func thousandths(_ amount: UInt64, of unit: UInt64) -> String {
        let step = unit / 1_000
        let rounded = amount / step + (amount % step >= step / 2 ? 1 : 0)
        let fraction = String(rounded % 1_000)
        return "\(rounded / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
