internal import Platform

/// The latencies of a report, all in one unit.
enum LatencyTable {
    /// The table; percentiles that fewer than ten latencies lie above print as `~`.
    ///
    /// - Parameters:
    ///   - operations: the kinds to show.
    ///   - isOpen: whether operations had intended starts, so that there are three measures.
    ///   - style: how the header is set off.
    /// - Returns: lines that all end in a line break.
    static func text(
        _ operations: [OperationSummary], isOpen: Bool, style: TextStyle
    ) -> String {
        let rows = operations.flatMap { Self.rows(of: $0, isOpen: isOpen) }
        // The queue is mostly empty, so it does not decide the unit.
        let medians = operations.map { Nanoseconds($0.service.p50Nanoseconds) }
        let unit = LatencyUnit.fitting(medians)
        var table = TextTable(
            columns: [("latency in \(unit.symbol)", .left), ("samples", .right)]
                + ["p50", "p90", "p99", "p99.9", "p99.99", "max"].map { ($0, .right) })
        for row in rows {
            table.add(
                [row.name, Units.grouped(row.latency.count)] + values(row.latency, in: unit))
        }
        var text = "\n" + table.text(style: style)
        let overflowCount = rows.reduce(0) { $0 + $1.latency.overflowCount }
        if overflowCount > 0 {
            text += "  \(Units.grouped(overflowCount)) above 1 h: outside the histogram's buckets\n"
        }
        return text
    }

    private static func rows(
        of operation: OperationSummary, isOpen: Bool
    ) -> [(name: String, latency: LatencySummary)] {
        guard isOpen else { return [("\(operation.kind) service", operation.service)] }
        return [
            ("\(operation.kind) response", operation.response),
            ("\(operation.kind) service", operation.service),
            ("\(operation.kind) queue", operation.queue),
        ]
    }

    private static func values(_ latency: LatencySummary, in unit: LatencyUnit) -> [String] {
        let percentiles = zip(LatencySummary.percentiles, latency.percentileValues).map {
            percentile, value in
            latency.supports(percentile) ? unit.text(Nanoseconds(value)) : "~"
        }
        let longest = Nanoseconds(latency.maximumNanoseconds)
        return percentiles + [latency.count > 0 ? unit.text(longest) : "~"]
    }
}

/// The workers of a report.
enum WorkerTable {
    /// The table; how the schedule was kept is left out where there is none.
    static func text(_ workers: [WorkerSummary], isOpen: Bool, style: TextStyle) -> String {
        guard !workers.isEmpty else { return "" }
        var headings = ["processor", "operations", "on processor", "preempted"]
        if isOpen { headings += ["idle", "pacing p50 µs", "p99 µs", "slip max µs"] }
        var table = TextTable(columns: [("worker", .left)] + headings.map { ($0, .right) })
        for worker in workers {
            var cells = [
                "\(worker.worker)", worker.processor.map { "\($0)" } ?? "any",
                worker.didFinish ? Units.grouped(worker.completedCount) : "stuck",
                Units.percent(worker.processorShare),
                Units.grouped(UInt64(max(worker.involuntarySwitchCount, 0))),
            ]
            if isOpen { cells += schedule(of: worker) }
            table.add(cells)
        }
        return "\n" + table.text(style: style)
    }

    private static func schedule(of worker: WorkerSummary) -> [String] {
        let times = [
            worker.pacingMedianNanoseconds, worker.pacingP99Nanoseconds,
            worker.slipMaximumNanoseconds,
        ]
        return [Units.percent(worker.idleShare)]
            + times.map { LatencyUnit.microseconds.text(Nanoseconds($0)) }
    }
}
